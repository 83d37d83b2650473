import type { ListedAgent } from '../acd/agent.ts';
import type { ActiveConfiguration } from '../acd/configuration.ts';
import type { Configuration } from '../dialplan/configuration.ts';

/** What is journalled of the configuration: all that is decided by, and no secret. */
export function activeConfiguration(configuration: Configuration): ActiveConfiguration {
  const { lines, centres, trunks, agents } = configuration;
  const { missesBeforePause, breathSeconds } = agents;
  return {
    lines: Object.fromEntries(lines),
    centres,
    trunks: trunks.map(({ name, country, outbound, channels }) => ({
      name,
      ...(country === undefined ? {} : { country }),
      ...(outbound === undefined ? {} : { outbound }),
      ...(channels === undefined ? {} : { channels }),
    })),
    agents: {
      ...(missesBeforePause === undefined ? {} : { missesBeforePause }),
      ...(breathSeconds === undefined ? {} : { breathSeconds }),
      agents: agents.agents.map(withoutSecret),
    },
  };
}

function withoutSecret(agent: Configuration['agents']['agents'][number]): ListedAgent {
  return Object.fromEntries(Object.entries(agent).filter(([key]) => key !== 'ha1')) as unknown as ListedAgent;
}

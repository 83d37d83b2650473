/** `shortline agents`: who answers, and what a supervisor does for them. */
import { Command, InvalidArgumentError } from 'commander';
import type { AgentView } from '../api/views.ts';
import type { LineClient, LineOptions } from './line-client.ts';
import { withLineOptions } from './line-client.ts';
import { addList, ask, group, part } from './line-command.ts';
import { type Column, clock, table } from './table.ts';

const EXAMPLES = `  shortline agents                                who is there
  shortline agents pause 1001 lunch               Alice is offered no calls
  shortline agents ready 1001                     …and again is
  shortline agents wrap-up 1001 --extend 60       a minute more after the call
  shortline agents wrap-up 1001 --done            the wrap-up is over
  shortline agents skills 1001 papers=3 work=1 --languages fr,en`;

const COLUMNS: readonly Column<AgentView>[] = [
  { head: 'account', cell: ({ account }) => account },
  { head: 'name', cell: ({ name }) => name },
  { head: 'status', cell: statusOf },
  { head: 'for', cell: ({ sinceMs }) => clock(sinceMs), right: true },
  { head: 'phone', cell: ({ registered }) => (registered ? 'registered' : 'away') },
  { head: 'calls', cell: ({ calls }) => calls, right: true },
  { head: 'missed', cell: ({ misses }) => misses, right: true },
  { head: 'skills', cell: ({ skills }) => skillsOf(skills) },
  { head: 'languages', cell: ({ languages }) => languages.join(' ') },
  { head: 'call', cell: ({ callId }) => callId },
];

export function agentsCommand(): Command {
  const agents = group('agents', 'who answers: list, log in and out, pause, change skills', EXAMPLES);
  addList(agents, 'who is there (the default)', async (client) => {
    const json = await client.get<AgentView[]>('/api/agents');
    return { json, text: table(json, COLUMNS, 'there are no agents in sip-config/agents.yaml') };
  });
  agents.addCommand(simple('log-in', 'log an agent in'));
  agents.addCommand(simple('log-out', 'log an agent out; a call goes on to its end'));
  agents.addCommand(simple('ready', 'end a pause'));
  agents.addCommand(
    action('pause', 'offer an agent no calls; a call goes on to its end')
      .argument('<reason>', 'why: lunch, training, …')
      .action((account: string, reason: string, options: LineOptions) =>
        change(options, (client) => client.post(`${of(account)}/pause`, { reason })),
      ),
  );
  agents.addCommand(
    action('wrap-up', 'extend or end the time after a call')
      .option('--extend <seconds>', 'so much longer, 1 to 3600', seconds)
      .option('--done', 'it is over')
      .action(
        async (
          account: string,
          options: LineOptions & { extend?: number; done?: boolean },
          command: Command,
        ) => {
          const { extend, done } = options;
          if ((extend === undefined) === (done === undefined)) {
            command.error('error: give either --extend <seconds> or --done');
          }
          const body = extend === undefined ? { done: true } : { extendSeconds: extend };
          await change(options, (client) => client.post(`${of(account)}/wrap-up`, body));
        },
      ),
  );
  agents.addCommand(
    action('skills', 'skills and languages from now on, until the next start of the line')
      .argument('[skill=level...]', 'all skills that the agent has from now on, level 1 to 5')
      .option('--languages <codes>', 'all languages from now on: fr,en', (codes) => codes.split(','))
      .action(
        async (
          account: string,
          skills: string[],
          options: LineOptions & { languages?: string[] },
          command: Command,
        ) => {
          const { languages } = options;
          if (skills.length === 0 && languages === undefined) {
            command.error('error: give skills (papers=3), --languages, or both');
          }
          const body = {
            ...(skills.length === 0 ? {} : { skills: levels(skills, command) }),
            ...(languages === undefined ? {} : { languages }),
          };
          await change(options, (client) => client.patch(of(account), body));
        },
      ),
  );
  return agents;
}

function action(name: string, description: string): Command {
  return withLineOptions(new Command(name).description(description).argument('<account>', 'the agent'));
}

/** An action that needs nothing but the agent. */
function simple(name: string, description: string): Command {
  return action(name, description).action((account: string, options: LineOptions) =>
    change(options, (client) => client.post(`${of(account)}/${name}`)),
  );
}

function change(options: LineOptions, asked: (client: LineClient) => Promise<AgentView>): Promise<void> {
  return ask(options, async (client) => {
    const json = await asked(client);
    const { account, name, skills, languages } = json;
    const text = `${account} ${name}: ${statusOf(json)}; ${skillsOf(skills)}; ${languages.join(' ')}\n`;
    return { json, text };
  });
}

function of(account: string): string {
  return `/api/agents/${part(account)}`;
}

function statusOf({ status, reason }: AgentView): string {
  return reason === undefined ? status : `${status} (${reason})`;
}

function skillsOf(skills: AgentView['skills']): string {
  return Object.entries(skills)
    .map(([skill, level]) => `${skill}=${level}`)
    .join(' ');
}

function levels(skills: readonly string[], command: Command): Record<string, number> {
  return Object.fromEntries(
    skills.map((skill) => {
      const [, name, level] = /^([a-z0-9][a-z0-9-]*)=([1-5])$/.exec(skill) ?? [];
      if (name === undefined) command.error(`error: ${skill}: expected a skill and its level, as papers=3`);
      return [name, Number(level)];
    }),
  );
}

function seconds(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 3_600) return value;
  throw new InvalidArgumentError('Expected 1 to 3600 seconds.');
}

/** An agent dials a feature code: it is done, and confirmed by a spoken word. */

import type { AgentStatus } from '../acd/agent.ts';
import type { Agents } from '../acd/schema.ts';
import type { LineEvent } from '../events/line.generated.ts';
import type { MediaLeg, MediaPort } from '../media/port.ts';
import { type FeatureCode, featureCode } from '../routing/feature-code.ts';
import type { IncomingCall } from '../sip/port.ts';

export interface FeaturePorts {
  readonly media: MediaPort;
  readonly agents: Agents;
  happened(fact: LineEvent): void;
  promptFile(language: string, prompt: string): string;
  now(): number;
  log(message: string, facts: object): void;
}

/** What the distributor knows of the agent who dials. */
export interface FeatureAgent {
  readonly account: string;
  readonly status: AgentStatus;
  readonly languages: readonly string[];
  /** End of the wrap-up, epoch milliseconds. */
  readonly wrapUpUntil: number | undefined;
}

const CONFIRMED: Readonly<Record<FeatureCode['does'], string>> = {
  ready: 'agent-ready',
  pause: 'agent-paused',
  wrapUpDone: 'agent-wrap-up-done',
  extendWrapUp: 'agent-wrap-up-extended',
  logIn: 'agent-logged-in',
  logOut: 'agent-logged-out',
};

/** @param agent who has proven to be this agent */
export async function takeFeatureCall(
  ports: FeaturePorts,
  call: IncomingCall,
  agent: FeatureAgent,
): Promise<void> {
  const code = featureCode(call.dialled, ports.agents.pauseReasons ?? {});
  if (!code && !call.dialled.startsWith('*')) {
    call.reject(403, 'Not A Feature Code');
    return;
  }
  const prompt = code ? outcome(ports, code, agent) : 'agent-unknown-code';
  await confirm(ports, call, ports.promptFile(agent.languages[0] ?? 'fr', prompt));
}

/** How much longer a wrap-up becomes, in milliseconds. */
const EXTENSION_MS = 60_000;

/** Does it, and names the prompt that says so. */
function outcome(ports: FeaturePorts, code: FeatureCode, agent: FeatureAgent): string {
  const { account, status, wrapUpUntil } = agent;
  const base = { at: ports.now(), agent: account, by: account };
  if (code.does !== 'logIn' && status === 'loggedOut') return 'agent-refused';
  if (code.does === 'extendWrapUp') {
    if (status !== 'wrapUp' || wrapUpUntil === undefined) return 'agent-refused';
    ports.happened({ type: 'WrapUpExtended', ...base, until: wrapUpUntil + EXTENSION_MS });
  } else if (code.does === 'ready') ports.happened({ type: 'AgentReadied', ...base });
  else if (code.does === 'pause') ports.happened({ type: 'AgentPaused', ...base, reason: code.reason });
  else if (code.does === 'wrapUpDone') ports.happened({ type: 'WrapUpDone', ...base });
  else if (code.does === 'logIn') ports.happened({ type: 'AgentLoggedIn', ...base });
  else ports.happened({ type: 'AgentLoggedOut', ...base });
  return CONFIRMED[code.does];
}

async function confirm(ports: FeaturePorts, call: IncomingCall, file: string): Promise<void> {
  let media: MediaLeg | undefined;
  try {
    media = await ports.media.connect(call.sdp || undefined);
    const leg = await call.answer(media.localSdp);
    const standing = media;
    const gone = new Promise<void>((resolve) => {
      leg.listen({
        hungUp: () => resolve(),
        modify: (sdp) => standing.modify(sdp),
        info: () => undefined,
      });
      standing.onEnd(() => resolve());
    });
    const answer = call.sdp === '' ? await leg.lateAnswer : undefined;
    if (answer !== undefined) await media.modify(answer);
    await Promise.race([media.say([file]), gone]);
    await leg.hangUp();
  } catch (error) {
    ports.log('a feature code was not confirmed', { callId: call.callId, error: String(error) });
    call.reject((error as { status?: number }).status || 500);
  } finally {
    await media?.release();
  }
}

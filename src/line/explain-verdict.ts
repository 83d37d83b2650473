/** What the distributor says of one agent, as the end of a sentence that begins with the agent's name. */
import type { AgentState } from '../acd/agent.ts';
import type { Consideration } from '../acd/consider.ts';

/** One agent, and why this one was chosen, or not. */
export interface Verdict {
  readonly account: string;
  readonly name: string;
  /** `chosen`; `outranked`: could have taken the call too; `unable`: could not. */
  readonly kind: 'chosen' | 'outranked' | 'unable';
  /** The distributor's word. */
  readonly verdict: string;
  /** What follows the name; the same for all for whom the reason is the same. */
  readonly words: string;
  /** How long since the agent's last call or offer. */
  readonly idleMs: number;
}

/** Form of a verdict → the words for it. */
const WORDS: readonly (readonly [form: RegExp, words: string, kind?: 'outranked'])[] = [
  [/^lacks skill (\S+) ≥ (\d).*$/, 'lacks the skill $1 at level $2'],
  [/^on call .*$/, 'is on a call'],
  [/^is being offered call .*$/, 'is being offered another call'],
  [/^(paused \(.*\)|logged out|in wrap-up|no longer among the agents)$/, 'is $1'],
  [/^telephone not registered$/, 'has no registered telephone'],
  [/^telephone could not be reached$/, 'has a telephone that could not be reached'],
  [/^other site .*$/, 'is at another site'],
  [/^breath for .*$/, 'has a breath between calls'],
  [/^would also do, but (.*)$/, '$1', 'outranked'],
  [/^would do, but (.*)$/, 'could take the call, but $1', 'outranked'],
  [/^would do$/, 'could take the call', 'outranked'],
  [/^missed this caller before$/, 'missed this caller before', 'outranked'],
];

export function verdictOf(
  { agent: account, verdict, chosen }: Consideration['agents'][number],
  { name, idleSince, offerId }: AgentState,
  { callId }: Consideration,
  at: number,
): Verdict {
  const about = { account, name, verdict, idleMs: at - idleSince };
  if (chosen)
    return { ...about, kind: 'chosen', words: offerId === undefined ? verdict : `is offered ${callId}` };
  const [form, words, kind = 'unable'] = WORDS.find(([each]) => each.test(verdict)) ?? [];
  return { ...about, kind, words: form === undefined ? verdict : verdict.replace(form, words!) };
}

/** What the distributor says of one agent, in words. */
import type { AgentState } from '../acd/agent.ts';
import type { Consideration } from '../acd/consider.ts';
import type { Verdict } from '../acd/verdict.ts';

/** One agent, and why this one was chosen, or not. */
export interface AgentVerdict {
  readonly account: string;
  readonly name: string;
  /** `chosen`; `outranked`: could have taken the call too; `unable`: could not. */
  readonly kind: 'chosen' | 'outranked' | 'unable';
  readonly reason: Verdict['kind'];
  /** By itself: `lacks skill papers ≥ 3 (has 2)`. */
  readonly verdict: string;
  /** The end of a sentence that begins with the agent's name: `lacks the skill papers at level 3`. The same for all for
   *  whom the reason is the same. */
  readonly words: string;
  /** How long since the agent's last call or offer. */
  readonly idleMs: number;
}

type Said = Pick<AgentVerdict, 'kind' | 'verdict' | 'words'>;

export function verdictOf(
  { agent: account, verdict }: Consideration['agents'][number],
  { name, idleSince }: AgentState,
  { callId }: Pick<Consideration, 'callId'>,
  at: number,
): AgentVerdict {
  const { kind, ...words } = wordsOf(verdict, callId);
  return { account, name, kind, reason: verdict.kind, ...words, idleMs: at - idleSince };
}

/** @param callId of the call that looks for an agent */
export function wordsOf(verdict: Verdict, callId: string): Said {
  switch (verdict.kind) {
    case 'chosen':
      return { kind: 'chosen', verdict: 'chosen', words: `is offered ${callId}` };
    case 'best':
      return { kind: 'chosen', verdict: 'would be chosen', words: 'would be chosen' };
    case 'skill': {
      const { skill, level, has } = verdict;
      const lacks = `lacks skill ${skill} ≥ ${level} (has ${has === 0 ? 'none' : has})`;
      return unable(lacks, `lacks the skill ${skill} at level ${level}`);
    }
    case 'language':
      return unable(`speaks no ${verdict.language}`);
    case 'site':
      return unable(`other site (${verdict.site ?? 'none'})`, 'is at another site');
    case 'level':
      return unable(`is of level ${verdict.level}`);
    case 'queue':
      return unable(`takes no calls of ${verdict.queue}`);
    case 'removed':
      return unable('no longer among the agents', 'is no longer among the agents');
    case 'loggedOut':
      return unable('logged out', 'is logged out');
    case 'unregistered':
      return unable('telephone not registered', 'has no registered telephone');
    case 'paused': {
      const paused = `paused (${verdict.reason || 'no reason given'})`;
      return unable(paused, `is ${paused}`);
    }
    case 'offered':
      return unable(`is being offered call ${verdict.callId}`, 'is being offered another call');
    case 'talking':
      return unable(`on call ${verdict.callId}`, 'is on a call');
    case 'wrapUp':
      return unable('in wrap-up', 'is in wrap-up');
    case 'unreachable':
      return unable('telephone could not be reached', 'has a telephone that could not be reached');
    case 'breath':
      return unable(`breath for ${Math.ceil(verdict.ms / 1_000)} s`, 'has a breath between calls');
    case 'missed':
      return outranked('missed this caller before', 'missed this caller before');
    case 'awaitsLast': {
      const waits = `but the caller waits for ${verdict.last}, who served this number last`;
      return outranked(`would do, ${waits}`, `could take the call, ${waits}`);
    }
    case 'servedLast':
      return but(`${verdict.last} served this number last`);
    case 'lessPreferred':
      return but('is less preferred (language, site, queue)');
    case 'strategy':
      return but(`comes later by ${verdict.strategy}`);
    case 'lessIdle':
      return but('was idle for less long');
    case 'account':
      return but('comes later by account');
  }
}

function unable(verdict: string, words = verdict): Said {
  return { kind: 'unable', verdict, words };
}

function outranked(verdict: string, words: string): Said {
  return { kind: 'outranked', verdict, words };
}

function but(why: string): Said {
  return outranked(`would also do, but ${why}`, why);
}

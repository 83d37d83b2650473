/** An offer in words: who was considered, who was chosen and why, why not the others. */
import { type Consideration, consider } from '../acd/consider.ts';
import type { AcdState } from '../acd/state.ts';
import { type AgentVerdict, verdictOf } from './explain-verdict.ts';
import { duration } from './explain-words.ts';

export interface Considered {
  /** What was asked of an agent at that moment: `papers at level 3`. */
  readonly needs: string;
  /** The caller raised an emergency, and comes before everybody else. */
  readonly emergency: boolean;
  /** Of relaxation; 0: as the queue asks at first. */
  readonly stage: number;
  /** 1: next. */
  readonly position: number;
  readonly waitedMs: number;
  /** Every agent that the line knew, the chosen one first. */
  readonly agents: readonly AgentVerdict[];
}

/** So many who could have taken the call too are named; more are counted. */
const NAMED = 3;

/** @param centre as it was when the offer had been made, or when none was */
export function consideredFor(centre: AcdState, callId: string, at: number): Considered | undefined {
  const found = consider(centre, callId, at);
  if (found === undefined) return undefined;
  const { stage, position, waitedMs, emergency } = found;
  const agents = found.agents.map((one) => verdictOf(one, centre.agents.get(one.agent)!, found, at));
  const chosenFirst = agents.toSorted((one, other) => rank(one) - rank(other));
  return { needs: needsWords(found), emergency, stage, position, waitedMs, agents: chosenFirst };
}

/** @param agent who was chosen
 *  @param considered undefined: the line no longer knew the caller */
export function offerWords(agent: string, considered: Considered | undefined, ringMs: number): string {
  const ringing = `ringing for up to ${duration(ringMs)}`;
  if (considered === undefined) return `offered to ${agent}, ${ringing}`;
  const chosen = considered.agents.find(({ kind }) => kind === 'chosen');
  const others = othersWords(considered.agents);
  const who = [agent, whyChosen(chosen, considered.agents), ringing].filter((part) => part !== '');
  return `${askedWords(considered)}: offered to ${who.join(', ')}${others === '' ? '' : `; the others: ${others}`}`;
}

/** Why a caller waits. */
export function nobodyWords(considered: Considered): string {
  const asked = askedWords(considered);
  if (considered.agents.length === 0) return `${asked}: there are no agents`;
  return `${asked}: waits, as nobody can take the call now: ${othersWords(considered.agents)}`;
}

function askedWords({ needs, emergency }: Considered): string {
  return emergency ? `raised an emergency, so comes first; asked for ${needs}` : `asked for ${needs}`;
}

/** Why others come later → what that says of the one who was chosen. */
const REASONS: { readonly [reason in AgentVerdict['reason']]?: (chosen: AgentVerdict) => string } = {
  servedLast: () => 'who served this number last',
  awaitsLast: () => 'who served this number last',
  missed: () => 'who has not missed this caller before',
  lessPreferred: () => 'preferred by language, site or queue',
  lessIdle: ({ idleMs }) => `idle for ${duration(idleMs)}, the longest`,
  account: () => 'idle for as long as another, and first by account',
  strategy: () => 'first by the strategy of the queue',
};

/** What set the chosen one apart from those who could have taken the call too. */
function whyChosen(chosen: AgentVerdict | undefined, agents: readonly AgentVerdict[]): string {
  const outranked = agents.filter(({ kind }) => kind === 'outranked');
  if (chosen === undefined || outranked.length === 0) return 'the only one who could take the call';
  const found = outranked.map(({ reason }) => REASONS[reason]?.(chosen));
  return [...new Set(found)].filter((reason) => reason !== undefined).join(', ');
}

/** `12 lack the skill papers at level 3, 1 is on a call, Bruno Diallo was idle for less long`. */
function othersWords(agents: readonly AgentVerdict[]): string {
  const groups = new Map<string, AgentVerdict[]>();
  for (const agent of agents) {
    if (agent.kind === 'chosen') continue;
    groups.set(agent.words, [...(groups.get(agent.words) ?? []), agent]);
  }
  const all = [...groups.values()];
  const unable = all.filter(([first]) => first?.kind === 'unable');
  const able = all.filter(([first]) => first?.kind === 'outranked');
  const words = [
    ...unable.toSorted((one, other) => other.length - one.length).map(counted),
    ...able.flatMap((group) => (group.length > NAMED ? [counted(group)] : group.map(named))),
  ];
  return words.join(', ');
}

function named({ name, words }: AgentVerdict): string {
  return `${name} ${words}`;
}

function counted(group: readonly AgentVerdict[]): string {
  const { words } = group[0]!;
  return group.length === 1 ? `1 ${words}` : `${group.length} ${plural(words)}`;
}

const PLURALS: Readonly<Record<string, string>> = { is: 'are', was: 'were', has: 'have', does: 'do' };

/** `is paused` → `are paused`, `lacks papers` → `lack papers`. */
function plural(words: string): string {
  return words.replace(/^\w+/, (verb) => PLURALS[verb] ?? verb.replace(/s$/, ''));
}

function rank({ kind }: AgentVerdict): number {
  return ['chosen', 'outranked', 'unable'].indexOf(kind);
}

function needsWords({ needs, stage, stages }: Consideration): string {
  const { skills, language, site, agentLevel } = needs;
  const asked = [
    ...skills.map(({ skill, level }) => `${skill} at level ${level}`),
    ...(language === undefined ? [] : [`language ${language}`]),
    ...(site === undefined ? [] : [`site ${site}`]),
    ...(agentLevel === undefined ? [] : [`level ${agentLevel}`]),
  ];
  const words = asked.length === 0 ? 'any agent' : asked.join(', ');
  return stage === 0 ? words : `${words} (relaxed, step ${stage} of ${stages - 1})`;
}

/** What the sentences about a call are told from. */
import type { ActiveConfiguration } from '../acd/configuration.ts';
import { type QueueRules, rulesOf, type Stage } from '../acd/rules.ts';
import type { LineEvent } from '../events/line.generated.ts';
import { list } from './explain-words.ts';
import type { LineState } from './state.ts';

/** The event of this type. */
export type EventOf<T extends LineEvent['type']> = Extract<LineEvent, { readonly type: T }>;

/** Event type → what it says of the call, in words without a beginning capital and an end; undefined: nothing. */
export type Sentences = {
  readonly [T in LineEvent['type']]?: (event: EventOf<T>, scene: Scene) => string | undefined;
};

/** A call as its events so far show it, and the names of those that it meets. */
export class Scene {
  readonly callId: string;
  #state: LineState;
  #line = '';
  #queue = '';
  #joinedAt = 0;
  /** Leg → its party. */
  readonly #legs = new Map<string, string>();
  #configuration: ActiveConfiguration | undefined;

  constructor(callId: string, state: LineState) {
    this.callId = callId;
    this.#state = state;
    this.look(state);
  }

  /** The line as it is now. */
  look(state: LineState): void {
    this.#state = state;
    const known = state.centre.calls.get(this.callId);
    if (known === undefined) return;
    this.#line = known.line;
    this.#configuration ??= state.centre.configurations.get(known.configuration);
  }

  /** Takes an event of the call, after it was told. */
  hear(event: LineEvent): void {
    if (event.type === 'QueueJoined' || event.type === 'CallerMoved') {
      this.#queue = event.queue;
      this.#joinedAt = event.at;
    }
    if (event.type === 'LegDialled') this.#legs.set(event.leg, event.party);
    if (event.type === 'QueueLeft') this.#queue = '';
    if (event.type !== 'CallArrived') return;
    this.#line = event.line;
    this.#configuration = this.#state.centre.configurations.get(event.configuration);
  }

  /** The number of the line that the call came to. */
  get line(): string {
    return this.#line;
  }

  /** The queue in which the caller has a place; '' for none. */
  get queue(): string {
    return this.#queue;
  }

  /** IANA name of the line's time zone; undefined before it is known. */
  get timezone(): string | undefined {
    return this.#configuration?.lines[this.#line]?.timezone;
  }

  /** How long the caller has been in this queue. */
  waitedMs(at: number): number {
    return at - this.#joinedAt;
  }

  agent(account: string): string {
    const agent = this.#state.centre.agents.get(account);
    return agent === undefined ? account : `${agent.name} (${account})`;
  }

  centre(name: string): string {
    const centre = this.#configuration?.centres[name];
    return centre === undefined ? `the centre ${name}` : `${centre.name} (${name})`;
  }

  /** Another leg of the call: `agent:<account>`, `centre:<name>` or `callback`. */
  party(id: string): string {
    const [kind, name = ''] = id.split(':');
    if (kind === 'agent') return this.agent(name);
    if (kind === 'centre') return this.centre(name);
    return id === 'callback' ? 'the caller’s telephone' : id;
  }

  /** Whose leg this is, where it is no agent's: what becomes of those is told of the offer. */
  otherParty(leg: string): string | undefined {
    const id = this.#legs.get(leg);
    return id === undefined || id.startsWith('agent:') ? undefined : this.party(id);
  }

  /** An author: an agent by name, anybody else as they are called. */
  author(by: string): string {
    return this.#state.centre.agents.has(by) ? this.agent(by) : by;
  }

  lineName(line: string): string {
    const [configuration] = [...this.#state.centre.configurations.values()].slice(-1);
    const name = (this.#configuration ?? configuration)?.lines[line]?.name;
    return name === undefined ? line : `${line} (${name})`;
  }

  rules(line: string, queue: string): QueueRules | undefined {
    return this.#configuration && rulesOf(this.#configuration, line, queue);
  }
}

/** `papers at level 3, and an agent who speaks fr`. */
export function needsWords(stage: Stage, language: string): string {
  const { skills, languageRequired, siteRequired, agentLevel } = stage;
  const words = [...skills].map(([skill, level]) => (level > 1 ? `${skill} at level ${level}` : skill));
  const agent = [
    agentLevel === undefined ? '' : `of level ${agentLevel}`,
    siteRequired ? 'of the queue’s site' : '',
    languageRequired ? `who speaks ${language}` : '',
  ].filter((part) => part !== '');
  const who = agent.length === 0 ? [] : [`an agent ${agent.join(' ')}`];
  const all = [...words, ...who];
  return all.length === 0 ? 'any agent' : list(all);
}

/** A small centre in which anything may happen that the world can tell, in any order; beside it one that only evolves what
 *  was written, and one that begins again from snapshots. */
import { isDeepStrictEqual } from 'node:util';
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import { nextDue } from '../../src/acd/state.ts';
import { decodeEntry, decodeEvent, type Entry, encodeEntry, encodeEvent } from '../../src/events/codec.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { evolveEntry, FAULT, take } from '../../src/line/machine.ts';
import { newLine, restoreLine, snapshotLine } from '../../src/line/state.ts';
import { agent } from '../acd/play.ts';
import { CENTRES, LINE, RICH } from '../call/lines.ts';
import { ARRIVED } from '../call/play.ts';
import { ARRIVED_AT } from '../call/words.ts';
import { type Act, ofAgent, ofCall, ofSupervisor, pick } from './machine-acts.ts';

const AGENTS = [
  agent('ana', { skills: { general: 3, water: 4 }, languages: ['en'], wrapUpSeconds: 5 }),
  agent('bia', { skills: { general: 5 }, wrapUpSeconds: 0 }),
  agent('caio', { skills: { water: 2 } }),
];

/** Line 156 has all that a queue can do; 157 leads to a centre that is not there, by key 0. */
export const CONFIGURATION: ActiveConfiguration = {
  lines: {
    156: RICH,
    157: {
      ...LINE,
      line: '157',
      steps: {
        ...LINE.steps,
        topics: { ...LINE.steps['topics'], choices: { 0: { transfer: 'nowhere' }, 8: { queue: 'general' } } },
      },
    },
  },
  centres: CENTRES,
  trunks: [{ name: 'carrier', country: 'BR', outbound: 'sip:192.0.2.1', channels: 4 }],
  agents: { missesBeforePause: 2, breathSeconds: 1, agents: AGENTS },
};

const CHANGED: ActiveConfiguration = {
  ...CONFIGURATION,
  agents: { agents: [...AGENTS.slice(1), agent('davi', { skills: { general: 1 } })] },
};

const PASSES = [0, 900, 4_000, 21_000, 61_000, 400_000, 3_600_000];
export class MachineWorld {
  readonly live = newLine();
  readonly entries: Entry[] = [];
  /** How often each call that arrived has ended. */
  readonly ended = new Map<string, number>();
  /** Calls that a fault of ours ended. */
  readonly faulty = new Set<string>();
  readonly #evolved = newLine();
  #restarted = newLine();
  #at = ARRIVED_AT;

  constructor() {
    this.#files(CONFIGURATION);
  }

  /** @throws Error where something does not hold */
  do({ what, one, how }: Act): void {
    switch (what) {
      case 'arrive':
        this.#arrive(one, how);
        break;
      case 'pass':
        this.#pass(pick(PASSES, how));
        break;
      case 'restart':
        this.#restarted = restoreLine(snapshotLine(this.live));
        break;
      case 'files':
        this.#files(how % 2 === 0 ? CHANGED : CONFIGURATION);
        break;
      default: {
        const call = pick([...this.live.calls.values()], one);
        const ofCentre = ofAgent(what, one, how, this.#at) ?? ofSupervisor(what, one, how);
        const fact = ofCentre ?? (call && ofCall(this.live, call, what, how));
        if (fact) this.#tell(fact);
      }
    }
  }

  /** Every caller hangs up, and nobody is called back. */
  end(): void {
    for (const type of ['CallerHungUp', 'CallbackGivenUp'])
      for (const callId of this.live.calls.keys()) this.#tell({ type, callId, cause: 'bye' });
  }

  #arrive(one: number, how: number): void {
    const callId = `call-${this.ended.size + 1}`;
    this.ended.set(callId, 0);
    const line = one % 4 === 0 ? '157' : '156';
    const { earlyMediaSeconds, ...arrived } = ARRIVED;
    this.#tell({
      ...{ ...arrived, callId, line, configuration: this.live.centre.current },
      ...(how % 3 === 0 ? { earlyKeys: false } : { earlyMediaSeconds }),
      ...(how % 11 === 0 ? { full: true } : {}),
      ...(how % 7 === 0 ? { caller: '', withheld: true } : { caller: `+5551328901${10 + (how % 5)}` }),
      ...(how % 13 === 0 ? { dialled: '157' } : {}),
    });
  }

  #pass(ms: number): void {
    const until = this.#at + ms;
    for (
      let due = nextDue(this.live.centre);
      due !== undefined && due <= until;
      due = nextDue(this.live.centre)
    ) {
      this.#at = Math.max(this.#at, due);
      this.#tell({ type: 'DueReached' });
    }
    this.#at = until;
  }

  #files(configuration: ActiveConfiguration): void {
    this.#tell({ type: 'ConfigurationActivated', configuration: JSON.stringify(configuration), by: 'test' });
  }

  #tell(fact: object): void {
    const number = this.entries.length + 1;
    const told = decodeEvent(encodeEvent({ ...fact, at: this.#at } as LineEvent));
    const { events, causes } = take(this.live, number, told);
    // as it is read back from the file
    const entry = decodeEntry(encodeEntry({ number, fence: 1, events, causes }));
    this.entries.push(entry);
    evolveEntry(this.#evolved, entry);
    const again = take(this.#restarted, number, entry.events[0]!);
    this.#check(entry, again);
  }

  #check({ number, events, causes }: Entry, again: ReturnType<typeof take>): void {
    const where = `entry ${number}, ${events.map(({ type }) => type).join()}`;
    // a file keeps the fields of an event in its own order
    const [live, evolved] = [snapshotLine(this.live), snapshotLine(this.#evolved)];
    if (live !== evolved && !isDeepStrictEqual(JSON.parse(live), JSON.parse(evolved)))
      throw new Error(`I4: recovery at ${where}: ${difference(live, evolved)}`);
    if (!isDeepStrictEqual(read(again.events), events) || !isDeepStrictEqual(again.causes, causes))
      throw new Error(
        `I4: a restart decides otherwise at ${where}: ${again.events.map(({ type }) => type).join()}`,
      );
    for (const event of events) {
      if (event.type !== 'CallEnded') continue;
      this.ended.set(event.callId, (this.ended.get(event.callId) ?? 0) + 1);
      if (event.detail.startsWith(FAULT)) this.#faulty(event.callId, event.detail, events);
    }
    for (const [callId, times] of this.ended) {
      const isLive = this.live.calls.has(callId);
      if (times > 1 || isLive === (times === 1))
        throw new Error(`I2: ${callId} ended ${times} times, ${where}`);
    }
  }

  #faulty(callId: string, detail: string, events: readonly LineEvent[]): void {
    this.faulty.add(callId);
    if (!detail.includes('no centre nowhere')) throw new Error(`${callId}: ${detail}`);
    const others = events.filter((event) => event.type === 'CallEnded' && event.callId !== callId);
    if (others.length > 0) throw new Error(`the fault of ${callId} ended others too`);
  }
}

/** Without what a file does not hold: fields that are undefined. */
function read(events: readonly LineEvent[]): readonly LineEvent[] {
  return decodeEntry(encodeEntry({ number: 1, fence: 1, events, causes: events.map(() => 0) })).events;
}

function difference(one: string, other: string): string {
  const at = one.split('').findIndex((letter, index) => letter !== other[index]);
  return `…${one.slice(at - 90, at + 90)} | ${other.slice(at - 90, at + 90)}`;
}

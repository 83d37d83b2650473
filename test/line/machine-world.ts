/** A small centre in which anything may happen that the world can tell, in any order; beside it one that only evolves what
 *  was written, and one that begins again from snapshots. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import { nextDue } from '../../src/acd/state.ts';
import type { CallState } from '../../src/call/state.ts';
import { decodeEntry, decodeEvent, type Entry, encodeEntry, encodeEvent } from '../../src/events/codec.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { evolveEntry, FAULT, take } from '../../src/line/machine.ts';
import { type LineState, newLine, restoreLine, snapshotLine } from '../../src/line/state.ts';
import { agent } from '../acd/play.ts';
import { CENTRES, LINE, RICH } from '../call/lines.ts';
import { ARRIVED } from '../call/play.ts';
import { ARRIVED_AT } from '../call/words.ts';

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

const OF_CALLS = [
  ...['connect', 'said', 'key', 'key', 'timer', 'answered', 'accept', 'bridged', 'miss', 'press', 'hang-up'],
  ...['media-failed', 'media-lost', 'bridge-failed', 'party-left', 'centre-accepts', 'centre-fails', 'leg'],
  ...['escalate', 'escalate', 'conclude', 'emergency', 'callback-missed', 'adopted', 'moved'],
] as const;
const OF_AGENTS = [
  ...['register', 'register', 'register', 'unregister', 'pause', 'ready', 'ready', 'log-out', 'log-in'],
  ...['done', 'extend', 'change'],
] as const;
const OF_SUPERVISORS = [
  ...['close-queue', 'reopen-queue', 'reopen-queue', 'close-line', 'reopen-line', 'reopen-line', 'crisis'],
  ...['crisis-over', 'crisis-over', 'up', 'up', 'down', 'files', 'start'],
] as const;

export interface Act {
  readonly what: string;
  /** Which of the calls, agents, centres … */
  readonly one: number;
  /** How, where there is a choice. */
  readonly how: number;
}

const nat = fc.nat({ max: 999 });
export const act: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('arrive', 'arrive', 'restart') },
    { weight: 5, arbitrary: fc.constant('pass') },
    { weight: 20, arbitrary: fc.constant('goes-on') },
    { weight: 6, arbitrary: fc.constantFrom(...OF_CALLS) },
    { weight: 4, arbitrary: fc.constantFrom(...OF_AGENTS) },
    { weight: 1, arbitrary: fc.constantFrom(...OF_SUPERVISORS) },
  ),
  one: nat,
  how: nat,
});

const PASSES = [0, 900, 4_000, 21_000, 61_000, 400_000, 3_600_000];
const MISSES = ['noAnswer', 'busy', 'rejected', 'unreachable', 'failed'] as const;
const KEYS = [...'0123456789*#'];

function pick<T>(from: readonly T[], which: number): T {
  return from[which % from.length]!;
}

/** What the world does of itself, most of the time: the next thing in the life of a call. */
function next(
  { phase, heard, saying, question, bridged }: CallState,
  isOffered: boolean,
  how: number,
): string {
  if (phase === 'callback') return 'nothing';
  if (!heard) return 'connect';
  if (saying && how % 4 > 0) return question || how % 2 === 0 ? 'likely-key' : 'said';
  if (isOffered) return how % 5 === 0 ? 'miss' : 'accept';
  switch (phase) {
    case 'queued':
      return how % 3 === 0 ? 'ask-callback' : 'nothing';
    case 'transferring':
      return how % 3 === 0 ? 'centre-fails' : 'centre-accepts';
    case 'talking':
      if (!bridged) return 'bridged';
      return pick(['party-left', 'escalate', 'escalate', 'nothing'], how);
    case 'consulting':
    case 'conference':
      return how % 4 === 0 ? 'party-left' : 'conclude';
    default:
      return 'said';
  }
}

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
      throw new Error(`I4: a restart decides otherwise at ${where}: ${again.events.map(({ type }) => type)}`);
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
  const at = [...one].findIndex((letter, index) => letter !== other[index]);
  return `…${one.slice(at - 90, at + 90)} | ${other.slice(at - 90, at + 90)}`;
}

/** What may happen to a call now. */
function ofCall(line: LineState, call: CallState, what: string, how: number): object | undefined {
  const { arrived, sayId, party = 'agent:ana', timers, legs } = call;
  const { callId } = arrived;
  const { offer } = line.centre.callers.get(callId) ?? {};
  const to = call.centre ?? 'bridged';
  switch (what) {
    case 'goes-on':
      return ofCall(line, call, next(call, offer !== undefined, how), how);
    case 'likely-key':
      return {
        type: 'SayEnded',
        callId,
        sayId,
        failed: false,
        key: pick(['8', '1', '8', '2', '0'], how >> 2),
      };
    case 'ask-callback':
      return { type: 'KeyPressed', callId, key: '1', party: '' };
    case 'connect':
      return { type: 'MediaConnected', callId, answered: how % 2 === 0, media: '{}' };
    case 'said':
      return { type: 'SayEnded', callId, sayId, failed: how % 9 === 0 };
    case 'key':
      return { type: 'SayEnded', callId, sayId, failed: false, key: pick(KEYS, how) };
    case 'press':
      return { type: 'KeyPressed', callId, key: pick(KEYS, how), party: '' };
    case 'timer': {
      const [timer] = pick(
        Object.entries(timers).length > 0 ? Object.entries(timers) : [['progress', 0]],
        how,
      );
      return { type: 'TimerFired', callId, timer };
    }
    case 'answered':
      return { type: 'CallAnswered', callId, leg: '{}' };
    case 'accept':
      return offer && { type: 'OfferAccepted', callId, agent: offer.agent, offerId: offer.offerId };
    case 'miss':
      return (
        offer && {
          type: 'OfferMissed',
          callId,
          agent: offer.agent,
          offerId: offer.offerId,
          reason: pick(MISSES, how),
        }
      );
    case 'bridged':
      return { type: 'CallBridged', callId, party };
    case 'hang-up':
      return { type: 'CallerHungUp', callId, cause: pick(['bye', 'cancel', 'gone'], how) };
    case 'media-failed':
      return how % 3 === 0 ? { type: 'MediaFailed', callId, status: 503, reason: 'none' } : undefined;
    case 'media-lost':
      return call.heard ? { type: 'MediaLost', callId } : undefined;
    case 'bridge-failed':
      return { type: 'BridgeFailed', callId, party, reason: 'refused' };
    case 'party-left':
      return { type: 'PartyHungUp', callId, party: how % 2 === 0 ? party : `centre:${to}` };
    case 'centre-accepts':
      return { type: 'TransferAccepted', callId, centre: to };
    case 'centre-fails':
      return { type: 'TransferFailed', callId, centre: to, reason: 'busy' };
    case 'escalate': {
      const asked = { centre: pick(Object.keys(CENTRES), how), how: pick(['warm', 'cold'], how), by: 'ana' };
      return { type: 'EscalationRequested', callId, ...asked };
    }
    case 'conclude':
      return {
        type: 'EscalationConcluded',
        callId,
        how: pick(['leave', 'join', 'takeBack'], how),
        by: 'ana',
      };
    case 'emergency':
      return { type: 'EmergencyRaised', callId, via: 'agent', centre: 'samu', by: 'ana' };
    case 'callback-missed':
      return call.phase === 'dialling' ? { type: 'CallbackMissed', callId, reason: 'busy' } : undefined;
    case 'adopted':
      return { type: 'CallAdopted', callId, heard: how % 2 === 0, party: how % 3 === 0 };
    case 'leg': {
      const [leg] = Object.keys(legs);
      if (leg === undefined)
        return { type: 'LegDialled', callId, leg: `${callId}/${how}`, party, transaction: 'tx', media: '{}' };
      return how % 2 === 0
        ? { type: 'LegEnded', callId, leg, cause: 'bye' }
        : { type: 'LegAnswered', callId, leg, handle: '{}', media: '' };
    }
    case 'moved':
      return how % 2 === 0
        ? { type: 'CallerMoved', callId, queue: pick(['general', 'water'], how >> 1), by: 'sup' }
        : { type: 'CallerPrioritised', callId, priority: how % 10, by: 'sup' };
    default:
      return undefined;
  }
}

/** What agents may do. */
function ofAgent(what: string, one: number, how: number, at: number): object | undefined {
  const agent = pick(['ana', 'bia', 'caio', 'davi'], one);
  const own = { agent, by: agent };
  switch (what) {
    case 'register':
      return { type: 'AgentRegistered', agent, expires: at + 60_000, contact: 'sip:a', via: '', address: '' };
    case 'unregister':
      return { type: 'AgentUnregistered', agent };
    case 'pause':
      return { type: 'AgentPaused', ...own, reason: 'lunch' };
    case 'ready':
      return { type: 'AgentReadied', ...own };
    case 'log-out':
      return { type: 'AgentLoggedOut', ...own };
    case 'log-in':
      return { type: 'AgentLoggedIn', ...own };
    case 'done':
      return { type: 'WrapUpDone', ...own };
    case 'extend':
      return { type: 'WrapUpExtended', ...own, until: at + how * 100 };
    case 'change': {
      const skills = how % 4 === 0 ? [] : [{ name: pick(['general', 'water'], how), level: 1 + (how % 5) }];
      return { type: 'AgentChanged', ...own, skills, languages: how % 2 === 0 ? ['fr'] : [] };
    }
    default:
      return undefined;
  }
}

/** What supervisors, centres and admins may do. */
function ofSupervisor(what: string, one: number, how: number): object | undefined {
  const ofQueue = { line: '156', queue: pick(['general', 'water'], one), by: 'sup' };
  const ofLine = { line: '156', by: 'sup' };
  const centre = pick(Object.keys(CENTRES), one);
  switch (what) {
    case 'start':
      return { type: 'NodeStarted', node: 'porto' };
    case 'close-queue':
      return { type: 'QueueClosed', ...ofQueue, message: how % 2 === 0 ? '' : 'storm' };
    case 'reopen-queue':
      return { type: 'QueueReopened', ...ofQueue };
    case 'close-line':
      return { type: 'LineClosed', ...ofLine, message: how % 2 === 0 ? '' : 'storm' };
    case 'reopen-line':
      return { type: 'LineReopened', ...ofLine };
    case 'crisis':
      return { type: 'CrisisStarted', ...ofLine, crisis: pick(['flood', 'strike'], how) };
    case 'crisis-over':
      return { type: 'CrisisEnded', ...ofLine };
    case 'up':
      return { type: 'CentreUp', centre };
    case 'down':
      return { type: 'CentreDown', centre, reason: 'OPTIONS got 503' };
    default:
      return undefined;
  }
}

/** Plays a call in words: facts go in as `key 1`, decisions come out as `queue water`. Tables of such words are the rules of
 *  the call, one row a rule. */
import { decide } from '../../src/call/decide.ts';
import { arrive, evolve } from '../../src/call/evolve.ts';
import type { CallContext, Live } from '../../src/call/plan.ts';
import type { CallState } from '../../src/call/state.ts';
import type { CallArrived, LineEvent, TransferRequested } from '../../src/events/line.generated.ts';
import type { Line } from '../../src/ivr/schema.ts';
import { CENTRES, LINE } from './lines.ts';
import { ARRIVED_AT, CALL_ID, factOf, inWords } from './words.ts';

export const ARRIVED: CallArrived = {
  type: 'CallArrived',
  at: ARRIVED_AT,
  callId: CALL_ID,
  line: '156',
  trunk: 'carrier',
  caller: '+555132890156',
  withheld: false,
  lateOffer: false,
  earlyMediaSeconds: 180,
  earlyKeys: true,
  full: false,
  dialled: '156',
  configuration: 1,
  handle: '{}',
};

/** How a call arrives. */
export const ARRIVALS = {
  early: {},
  'no keys': { earlyKeys: false },
  plain: { earlyMediaSeconds: undefined, earlyKeys: false },
  'late offer': { lateOffer: true },
  full: { full: true },
  'plain, full': { earlyMediaSeconds: undefined, full: true },
  'full, no keys': { full: true, earlyKeys: false },
  withheld: { caller: '', withheld: true },
  'by 157': { dialled: '157' },
  'by 157, full': { dialled: '157', full: true },
} as const;
export type Arrival = keyof typeof ARRIVALS;

/** What was before an event, the event, what was decided upon it, what is then. */
export interface Told {
  readonly before: CallState;
  readonly fact: LineEvent;
  readonly decisions: readonly LineEvent[];
  readonly after: CallState;
  /** Nothing more is decided upon the same fact. */
  readonly settled: boolean;
}

export class Play {
  readonly context: CallContext;
  readonly told: Told[] = [];
  state: CallState;
  at = ARRIVED_AT;
  /** What the distributor says when a callback is asked for; nothing, where a test says it itself. */
  callbacks: 'registered' | 'denied' | undefined;

  constructor(arrival: Arrival = 'early', line: Line = LINE, live: Live = {}) {
    this.context = { line, centres: CENTRES, country: 'BR', live };
    const { earlyMediaSeconds, ...arrived } = { ...ARRIVED, ...ARRIVALS[arrival] };
    const optional = earlyMediaSeconds === undefined ? {} : { earlyMediaSeconds };
    this.state = arrive({ ...arrived, ...optional }, line.languages[0]!);
  }

  /** @returns the decisions, in words */
  tell(words: string): readonly string[] {
    const what = words.split(' ')[0]!;
    if (what === 'at') {
      // `at +55`: seconds after the arrival
      this.at = ARRIVED_AT + Number(words.slice('at '.length)) * 1_000;
      return [];
    }
    // whoever accepts was offered the call, unless the test says otherwise
    if (what === 'accepted') this.take(factOf(`offered ${words.split(' ')[1]}`, this.state, this.at));
    const fact = what === 'late' ? words.replace('late', 'accepted') : words;
    return this.take(factOf(fact, this.state, this.at)).map((decision) => inWords(decision));
  }

  /** Takes an event; the distributor that answers a request to leave is a simple one: `shut` is closed, and `relayed` has a
   *  fallback. */
  take(fact: LineEvent): readonly LineEvent[] {
    const decisions: LineEvent[] = [];
    const events = [fact];
    for (let event = events.shift(); event; event = events.shift()) {
      const before = this.state;
      const own = decide(this.context, before, event);
      this.state = [event, ...own].reduce(evolve, before);
      decisions.push(...own);
      for (const one of own) events.push(...this.#distribute(one));
      const settled = events.length === 0;
      this.told.push({ before, fact: event, decisions: own, after: this.state, settled });
    }
    return decisions;
  }

  #distribute(decision: LineEvent): LineEvent[] {
    if (decision.type === 'TransferRequested') return [chosenFor(decision)];
    if (decision.type !== 'CallbackAsked' || !this.callbacks) return [];
    const about = this.callbacks === 'registered' ? decision.number : 'dayLimit';
    return [factOf(`${this.callbacks} ${about}`, this.state, decision.at)];
  }
}

function chosenFor({ callId, at, centre: asked, how, emergency }: TransferRequested): LineEvent {
  if (asked === 'shut') return { type: 'TransferFailed', callId, at, centre: asked, reason: 'closed' };
  const centre = asked === 'relayed' ? 'bridged' : asked;
  return { type: 'CentreChosen', callId, at, asked, centre, how, emergency };
}

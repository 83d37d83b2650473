/** Plays a call in words: facts go in as `key 1`, decisions come out as `queue water`. Tables of such words are the rules of
 *  the call, one row a rule. */
import { decide } from '../../src/call/decide.ts';
import { arrive, evolve } from '../../src/call/evolve.ts';
import type { CallContext } from '../../src/call/plan.ts';
import type { CallState } from '../../src/call/state.ts';
import type { CallArrived, LineEvent, MediaFailed, TransferFailed } from '../../src/events/line.generated.ts';
import type { Line } from '../../src/ivr/schema.ts';
import { CENTRES, LINE } from './lines.ts';

export const CALL_ID = 'call-1';
/** A Monday at noon, UTC, epoch milliseconds. */
export const ARRIVED_AT = Date.parse('2026-11-23T12:00:00Z');

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
};

/** How a call arrives. */
export const ARRIVALS = {
  early: {},
  'no keys': { earlyKeys: false },
  plain: { earlyMediaSeconds: undefined, earlyKeys: false },
  'late offer': { lateOffer: true },
  full: { full: true },
  'plain, full': { earlyMediaSeconds: undefined, full: true },
} as const;
export type Arrival = keyof typeof ARRIVALS;

export class Play {
  readonly context: CallContext;
  state: CallState;
  at = ARRIVED_AT;

  constructor(arrival: Arrival = 'early', line: Line = LINE) {
    this.context = { line, centres: CENTRES };
    const { earlyMediaSeconds, ...arrived } = { ...ARRIVED, ...ARRIVALS[arrival] };
    const optional = earlyMediaSeconds === undefined ? {} : { earlyMediaSeconds };
    this.state = arrive({ ...arrived, ...optional }, line.languages[0]!);
  }

  /** @returns the decisions, in words */
  tell(words: string): readonly string[] {
    const fact = this.#fact(words);
    return fact ? this.take(fact).map((decision) => inWords(decision)) : [];
  }

  take(fact: LineEvent): readonly LineEvent[] {
    const decisions = decide(this.context, this.state, fact);
    this.state = [fact, ...decisions].reduce(evolve, this.state);
    return decisions;
  }

  #fact(words: string): LineEvent | undefined {
    const [what = '', one = '', two = ''] = words.split(' ');
    const base = { callId: CALL_ID, at: this.at };
    const { sayId, arrived } = this.state;
    switch (what) {
      case 'at': // `at +55`: seconds after the arrival
        this.at = ARRIVED_AT + Number(one) * 1_000;
        return undefined;
      case 'arrive':
        return { ...arrived, at: this.at };
      case 'media':
        return { type: 'MediaConnected', ...base, answered: one === 'answered' };
      case 'media-failed':
        return { type: 'MediaFailed', ...base, status: Number(one), reason: 'codec' } satisfies MediaFailed;
      case 'media-lost':
        return { type: 'MediaLost', ...base };
      case 'said':
        return { type: 'SayEnded', ...base, sayId, failed: false };
      case 'unheard':
        return { type: 'SayEnded', ...base, sayId, failed: true };
      case 'key':
        return { type: 'SayEnded', ...base, sayId, failed: false, key: one };
      case 'stale-key':
        return { type: 'SayEnded', ...base, sayId: sayId - 1, failed: false, key: one };
      case 'answered':
        return { type: 'CallAnswered', ...base };
      case 'hung-up':
        return { type: 'CallerHungUp', ...base, cause: one };
      case 'accepted':
        return { type: 'OfferAccepted', ...base, agent: one, offerId: `${CALL_ID}/1` };
      case 'party-hung-up':
        return { type: 'PartyHungUp', ...base, party: one };
      case 'bridged':
        return { type: 'CallBridged', ...base, party: this.state.party ?? '' };
      case 'bridge-failed':
        return { type: 'BridgeFailed', ...base, party: this.state.party ?? '', reason: 'refused' };
      case 'centre-accepted':
        return { type: 'TransferAccepted', ...base, centre: one };
      case 'centre-failed':
        return { type: 'TransferFailed', ...base, centre: one, reason: two as TransferFailed['reason'] };
      case 'timer':
        return { type: 'TimerFired', ...base, timer: one };
      default:
        throw new RangeError(`no such fact: ${words}`);
    }
  }
}

/** A decision as a few words. Times are seconds after the arrival. */
export function inWords(decision: LineEvent): string {
  switch (decision.type) {
    case 'MediaRequested':
      return `media ${decision.mode}`;
    case 'TimerSet':
      return `timer ${decision.timer} +${(decision.due - ARRIVED_AT) / 1_000}`;
    case 'StepEntered':
      return `step ${decision.step} ${decision.language} ${decision.attempt}`;
    case 'SayStarted':
      return decision.keys
        ? `ask ${decision.language}/${decision.prompts.join('+')} ${decision.waitMs}`
        : `say ${decision.language}/${decision.prompts.join('+')}`;
    case 'TargetChosen':
      return `chosen ${decision.step} ${decision.via}${decision.key && ` ${decision.key}`}`;
    case 'AnswerAnnounced':
      return 'announce';
    case 'QueueJoined':
      return `queue ${decision.queue} ${decision.skill || 'any'} ${decision.level} ${decision.language} ${decision.ringMs}`;
    case 'MusicStarted':
      return `music ${decision.music}`;
    case 'AnswerRequested':
      return 'answer';
    case 'BridgeRequested':
      return `bridge ${decision.party}`;
    case 'TransferRequested':
      return `transfer ${decision.centre} ${decision.how}`;
    case 'TransferFailed':
      return `transfer-failed ${decision.centre} ${decision.reason}`;
    case 'ProgressRequested':
      return 'progress';
    case 'CallRejected':
      return `reject ${decision.status} ${decision.reason}`;
    case 'CallEnded':
      return `end ${decision.reason} ${decision.detail}`.trim();
    default:
      throw new RangeError(`not a decision about a call: ${decision.type}`);
  }
}

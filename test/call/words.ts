/** Events in words: facts and the distributor's decisions as they go into a call, its decisions as they come out. */
import type { CallState } from '../../src/call/state.ts';
import type {
  CallbackDenied,
  CallbackMissed,
  CallOverflowed,
  EscalationConcluded,
  EscalationRequested,
  LineEvent,
  TransferFailed,
} from '../../src/events/line.generated.ts';

export const CALL_ID = 'call-1';
/** A Monday at noon, UTC, epoch milliseconds. */
export const ARRIVED_AT = Date.parse('2026-11-23T12:00:00Z');

/** `key 1` → the event. */
export function factOf(words: string, state: CallState, at: number): LineEvent {
  const [what = '', one = '', two = ''] = words.split(' ');
  const base = { callId: CALL_ID, at };
  const { sayId, arrived, party = '' } = state;
  switch (what) {
    case 'arrive':
      return { ...arrived, at };
    case 'media':
      return { type: 'MediaConnected', ...base, answered: one === 'answered', media: '{}' };
    case 'media-failed':
      return { type: 'MediaFailed', ...base, status: Number(one), reason: 'codec' };
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
    case 'press': // a key in no menu; `press 1 agent:2001`: the agent's
      return { type: 'KeyPressed', ...base, key: one, party: two };
    case 'answered':
      return { type: 'CallAnswered', ...base, leg: '{}' };
    case 'hung-up':
      return { type: 'CallerHungUp', ...base, cause: one };
    case 'offered':
      return { type: 'CallOffered', ...base, agent: one, offerId: `${CALL_ID}/${one}`, ringMs: 20_000 };
    case 'withdrawn':
      return { type: 'OfferWithdrawn', ...base, agent: one, offerId: `${CALL_ID}/${one}` };
    case 'accepted':
      return { type: 'OfferAccepted', ...base, agent: one, offerId: `${CALL_ID}/${one}` };
    case 'party-hung-up':
      return { type: 'PartyHungUp', ...base, party: one };
    case 'bridged':
      return { type: 'CallBridged', ...base, party };
    case 'bridge-failed':
      return { type: 'BridgeFailed', ...base, party: one || party, reason: 'refused' };
    case 'adopted': // `adopted heard party`
      return { type: 'CallAdopted', ...base, heard: words.includes('heard'), party: words.includes('party') };
    case 'timer':
      return { type: 'TimerFired', ...base, timer: one };
    default:
      return routingFact(words, at);
  }
}

function routingFact(words: string, at: number): LineEvent {
  const [what = '', one = '', two = '', three = ''] = words.split(' ');
  const base = { callId: CALL_ID, at };
  switch (what) {
    case 'centre-accepted':
      return { type: 'TransferAccepted', ...base, centre: one };
    case 'centre-failed':
      return { type: 'TransferFailed', ...base, centre: one, reason: two as TransferFailed['reason'] };
    case 'escalate': // `escalate bridged warm`
      return {
        type: 'EscalationRequested',
        ...base,
        centre: one,
        how: two as EscalationRequested['how'],
        by: '2001',
      };
    case 'conclude':
      return { type: 'EscalationConcluded', ...base, how: one as EscalationConcluded['how'], by: '2001' };
    case 'button':
      return { type: 'EmergencyRaised', ...base, via: 'agent', centre: one, by: '2001' };
    case 'moved':
      return { type: 'CallerMoved', ...base, queue: one, by: 'ana' };
    case 'resumed':
      return { type: 'PlaceResumed', ...base, former: 'call-0' };
    case 'wait': // `wait 3 2-4`: the third, two to four minutes; `wait 3 2-4 entry`; `wait 3 closing entry`
      return waitAnnounced(Number(one), words, at);
    case 'overflow':
      return { type: 'CallOverflowed', ...base, reason: one as CallOverflowed['reason'], rule: Number(two) };
    case 'registered':
      return { type: 'CallbackRegistered', ...base, number: one, until: at + 7_200_000 };
    case 'denied':
      return { type: 'CallbackDenied', ...base, reason: one as CallbackDenied['reason'] };
    case 'dialled':
      return { type: 'CallbackDialled', ...base, number: one, attempt: Number(two), ringMs: 25_000 };
    case 'missed':
      return { type: 'CallbackMissed', ...base, reason: one as CallbackMissed['reason'] };
    case 'given-up':
      return { type: 'CallbackGivenUp', ...base };
    default:
      return legFact(what, one, two, three, at);
  }
}

function legFact(what: string, leg: string, two: string, three: string, at: number): LineEvent {
  const base = { callId: CALL_ID, at, leg };
  if (what === 'leg') return { type: 'LegDialled', ...base, party: two, transaction: three, media: '{}' };
  if (what === 'leg-answered') return { type: 'LegAnswered', ...base, handle: two, media: '' };
  if (what === 'leg-ended') return { type: 'LegEnded', ...base, cause: two };
  throw new RangeError(`no such fact: ${what}`);
}

function waitAnnounced(position: number, words: string, at: number): LineEvent {
  const [, low, high] = /(\d+)-(\d+)/.exec(words) ?? [];
  const range = low === undefined ? {} : { lowMs: Number(low) * 60_000, highMs: Number(high) * 60_000 };
  const beyondClosing = words.includes('closing');
  const entry = words.includes('entry');
  return { type: 'WaitAnnounced', callId: CALL_ID, at, entry, position, ...range, beyondClosing };
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
      return `queue ${decision.queue} ${decision.language}`;
    case 'QueueLeft':
      return `left ${decision.queue} ${decision.reason}`;
    case 'MusicStarted':
      return `music ${decision.music}`;
    case 'AnswerRequested':
      return 'answer';
    case 'BridgeRequested':
      return `bridge ${decision.party}`;
    case 'TransferRequested':
      return `transfer ${decision.centre} ${decision.how}${decision.emergency ? ' emergency' : ''}`;
    case 'ProgressRequested':
      return 'progress';
    case 'CallRejected':
      return `reject ${decision.status} ${decision.reason}`;
    case 'CallEnded':
      return `end ${decision.reason} ${decision.detail}`.trim();
    default:
      return rarerInWords(decision);
  }
}

function rarerInWords(decision: LineEvent): string {
  switch (decision.type) {
    case 'CallbackAsked':
      return `callback ${decision.number}`;
    case 'CallbackAccepted':
      return 'callback-accepted';
    case 'CallbackMissed':
      return `callback-missed ${decision.reason}`;
    case 'EmergencyRaised':
      return `emergency ${decision.via} ${decision.centre}`;
    case 'ConsultRequested':
      return `consult ${decision.party} ${decision.other}`;
    case 'ConferenceRequested':
      return 'conference';
    case 'PartyReleased':
      return `release ${decision.party}`;
    case 'LegsReleased':
      return 'release caller';
    case 'BridgeFailed':
      return `bridge-failed ${decision.party}`;
    default:
      throw new RangeError(`not a decision about a call: ${decision.type}`);
  }
}

/** What may happen to a small centre: to its calls, by its agents, by its supervisors. */
import fc from 'fast-check';
import type { CallState } from '../../src/call/state.ts';
import type { LineState } from '../../src/line/state.ts';
import { CENTRES } from '../call/lines.ts';

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

const MISSES = ['noAnswer', 'busy', 'rejected', 'unreachable', 'failed'] as const;
const KEYS = '0123456789*#'.split('');

export function pick<T>(from: readonly T[], which: number): T {
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

/** What may happen to a call now. */
export function ofCall(line: LineState, call: CallState, what: string, how: number): object | undefined {
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
export function ofAgent(what: string, one: number, how: number, at: number): object | undefined {
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
export function ofSupervisor(what: string, one: number, how: number): object | undefined {
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

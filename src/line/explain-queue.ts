/** Sentences about a call in the hands of the distributor. */
import { needsWords, type Scene, type Sentences } from './explain-scene.ts';
import { duration, range } from './explain-words.ts';

export const QUEUE_SENTENCES: Sentences = {
  QueueJoined: ({ line, queue, language }, scene) => {
    const rules = scene.rules(line, queue);
    if (rules === undefined) return `joined ${queueWords(queue, scene)}`;
    const preferred = rules.language === 'preferred' ? `, rather one who speaks ${language}` : '';
    const ahead = rules.priority > 0 ? `; ${rules.priority} points ahead` : '';
    return `joined ${queueWords(queue, scene)}: needs ${needsWords(rules.stages[0], language)}${preferred}${ahead}; ${rules.strategy} first`;
  },
  QueueLeft: ({ queue, reason }, scene) => `left ${queueWords(queue, scene)} ${LEFT[reason]}`,
  PlaceResumed: ({ former }) => `had back the place of the call ${former}, which was dropped`,
  WaitAnnounced: ({ entry, position, lowMs, highMs, beyondClosing }) => {
    const wait = lowMs === undefined || highMs === undefined ? 'no expected wait' : range(lowMs, highMs);
    const closing = beyondClosing ? ', and that the line closes before' : '';
    return `was told${entry ? ' on joining' : ''}: place ${position}, ${wait}${closing}`;
  },
  OfferWithdrawn: ({ agent }, scene) => `the offer to ${scene.agent(agent)} was withdrawn`,
  OfferMissed: ({ agent, reason }, scene) =>
    `${scene.agent(agent)} ${MISSED[reason]}; the caller kept the place`,
  OfferAccepted: ({ agent }, scene) => `${scene.agent(agent)} took the call`,
  CallOverflowed: ({ at, reason, rule }, scene) => overflowWords(at, reason, rule, scene),
  CentreChosen: ({ asked, centre, how, emergency }, scene) => {
    const instead = asked === centre ? '' : `, the fallback of ${scene.centre(asked)}`;
    return `${emergency ? 'emergency: ' : ''}left for ${scene.centre(centre)}${instead} (${how})`;
  },
  TransferAccepted: ({ centre }, scene) => `${scene.centre(centre)} took the call`,
  TransferFailed: ({ centre, reason }, scene) =>
    `${scene.centre(centre)} did not take the call: ${FAILED[reason]}${scene.queue === '' ? '' : '; the place was kept'}`,
  CallbackAsked: ({ number }) => `asked to be called back at ${number}`,
  CallbackRegistered: ({ number, at, until }) =>
    `is to be called back at ${number}, within ${duration(until - at)}; the place is kept`,
  CallbackDenied: ({ reason }) => `cannot be called back: ${DENIED[reason]}`,
  CallbackDialled: ({ number, attempt, ringMs }) =>
    `was called back at ${number}, attempt ${attempt}, ringing for up to ${duration(ringMs)}`,
  CallbackMissed: ({ reason }) => `was not reached: ${CALLBACK_MISSED[reason]}`,
  CallbackAccepted: () => 'accepted the callback with a key, and stands at the kept place',
  CallbackGivenUp: () => 'is not called back any more',
  EmergencyRaised: ({ via, centre, by }, scene) =>
    `emergency: ${by === '' ? RAISED[via] : `raised by ${scene.author(by)}`}; to ${scene.centre(centre)} at once`,
  EscalationRequested: ({ centre, how, by }, scene) =>
    `${scene.author(by)} asked to hand the caller to ${scene.centre(centre)}${how === 'warm' ? ', after a word with them' : ''}`,
  ConsultRequested: ({ party, other }, scene) =>
    `${scene.party(party)} spoke with ${scene.party(other)} while the caller heard music`,
  ConferenceRequested: () => 'caller, agent and centre were joined',
  EscalationConcluded: ({ how, by }, scene) => `${scene.author(by)} ${CONCLUDED[how]}`,
  CallerMoved: ({ queue, by }, scene) =>
    `${scene.author(by)} moved the caller to ${queueWords(queue, scene)}, at the same place`,
  CallerPrioritised: ({ priority, by }, scene) =>
    `${scene.author(by)} gave the caller ${priority} points of priority`,
};

function queueWords(queue: string, scene: Scene): string {
  return queue.startsWith('centre:') ? `the agents of ${scene.party(queue)}` : `the queue ${queue}`;
}

/** Which rule, its figure, and the caller's. */
function overflowWords(at: number, reason: keyof typeof OVERFLOWED, rule: number, scene: Scene): string {
  const rules = scene.rules(scene.line, scene.queue);
  const waited = duration(scene.waitedMs(at));
  const limit =
    reason === 'maxWait'
      ? rules?.maxWaitMs
      : reason === 'waited'
        ? rules?.overflow[rule]?.waitedMs
        : undefined;
  const expected = reason === 'expected' ? rules?.overflow[rule]?.expectedMs : undefined;
  const which = reason === 'maxWait' ? 'the longest wait' : `overflow rule ${rule + 1}`;
  const figure = [
    limit === undefined ? '' : ` of ${duration(limit)}`,
    expected === undefined ? '' : ` of ${duration(expected)}`,
    reason === 'full' && rules !== undefined ? ` with its ${rules.capacity} callers` : '',
  ].join('');
  return `was sent on by ${which} of ${queueWords(scene.queue, scene)}, after ${waited}: ${OVERFLOWED[reason]}${figure}`;
}

const OVERFLOWED = {
  waited: 'the wait reached its limit',
  expected: 'the expected wait was above its limit',
  unstaffed: 'no agent who could serve was logged in',
  full: 'the queue was full',
  closed: 'the queue was closed',
  maxWait: 'the wait reached its limit',
} as const;

const LEFT = {
  chosen: 'by choice; the place was given up',
  overflow: 'by a rule',
  emergency: 'for an emergency',
} as const;

const MISSED = {
  noAnswer: 'did not answer',
  busy: 'was busy on the telephone',
  rejected: 'rejected the offer',
  unreachable: 'had a telephone that could not be reached',
  failed: 'could not be offered the call: a fault of the line',
} as const;

const FAILED = {
  busy: 'busy',
  noAnswer: 'no answer',
  rejected: 'rejected',
  unreachable: 'unreachable',
  closed: 'closed',
  full: 'all of its channels were taken',
} as const;

const DENIED = {
  number: 'this number is not one that the line may call',
  numberLimit: 'this number has been called back often enough today',
  dayLimit: 'the line has made all of its callbacks of today',
  noPlace: 'there was no place in a queue to keep',
} as const;

const CALLBACK_MISSED = {
  noAnswer: 'no answer',
  busy: 'busy',
  rejected: 'rejected',
  unreachable: 'unreachable',
  noKey: 'answered, and no key was pressed',
  hungUp: 'answered, and hung up',
  failed: 'a fault of the line',
} as const;

const RAISED = {
  key: 'the caller pressed the emergency key',
  number: 'the caller dialled the emergency number',
  agent: 'raised by an agent',
  step: 'the caller’s choice led there',
} as const;

const CONCLUDED = {
  leave: 'left the caller with the centre',
  join: 'joined caller and centre',
  takeBack: 'took the caller back',
} as const;

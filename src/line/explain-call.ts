/** Sentences about a call by itself: its arrival, the menu, its legs, its end. */
import type { Sentences } from './explain-scene.ts';

export const CALL_SENTENCES: Sentences = {
  CallArrived: ({ line, trunk, caller, withheld, full }, scene) => {
    const from = withheld ? 'a withheld number' : caller === '' ? 'an unknown number' : caller;
    const reserve = full ? '; the line was full, so it only hears that' : '';
    return `came to the line ${scene.lineName(line)} from ${from}, by the trunk ${trunk}${reserve}`;
  },
  CallRefused: ({ status, reason, source }) =>
    `was refused at the door with ${status}: ${reason} (from ${source})`,
  MediaConnected: ({ answered }) => `heard the line${answered ? '' : ', before any answer'}`,
  MediaFailed: ({ status, reason }) => `could not be heard: ${reason} (${status})`,
  MediaLost: () => 'lost its sound: the media server was gone',
  CallAnswered: () => 'was answered',
  AnswerAnnounced: () => 'was told that it is answered, so billed, from now on',
  StepEntered: ({ step, language, attempt }) =>
    attempt > 1
      ? `heard ${stepWords(step)} again, for the ${ordinal(attempt)} time`
      : `heard ${stepWords(step)} in ${language}`,
  TargetChosen: ({ step, via, key }) => {
    const where = stepWords(step);
    switch (via) {
      case 'key':
        return `pressed ${key} in ${where}`;
      case 'otherwise':
        return `made no valid choice in ${where}: went on as for everybody else`;
      case 'closed':
        return 'came while the line was closed: went where closed hours lead';
      case 'failed':
        return `went on from ${where} after a transfer that failed`;
      default:
        return undefined;
    }
  },
  LegDialled: ({ party }, scene) =>
    party.startsWith('agent:') ? undefined : `${scene.party(party)} was called`,
  LegAnswered: ({ leg }, scene) => say(scene.otherParty(leg), (party) => `${party} answered`),
  LegEnded: ({ leg, cause }, scene) =>
    say(scene.otherParty(leg), (party) => `the leg to ${party} ended${cause === '' ? '' : ` (${cause})`}`),
  CallAdopted: ({ heard, party }) =>
    `was taken up by a new process: ${heard ? 'the caller heard the line' : 'the caller’s sound was gone'}${party ? ', and the talk stood' : ''}`,
  CallRejected: ({ status, reason }) => `was refused with ${status}: ${reason}`,
  CallerHungUp: ({ cause }) => {
    if (cause === 'bye' || cause === 'cancel') return 'the caller hung up';
    return `the caller was gone (${cause})`;
  },
  CallBridged: ({ party }, scene) => `caller and ${scene.party(party)} heard each other`,
  BridgeFailed: ({ party, reason }, scene) =>
    `caller and ${scene.party(party)} could not be connected: ${reason}; back at the same place`,
  PartyHungUp: ({ party }, scene) => `${scene.party(party)} hung up`,
  PartyReleased: ({ party }, scene) => `the part of ${scene.party(party)} was over`,
  LegsReleased: () => 'the caller’s own leg was hung up; the call goes on',
  CallEnded: ({ reason, detail }) => {
    // of a fault, the first line says what; the others are for whoever mends it
    const why = QUIET.includes(detail) ? '' : ` (${detail.split('\n')[0]})`;
    return `ended: ${ENDS[reason]}${why}`;
  },
};

/** Details that say no more than the reason. */
const QUIET = ['', 'bye', 'cancel'];

const ENDS = {
  hungUp: 'the caller hung up',
  served: 'was served by an agent',
  transferred: 'was passed on to a centre',
  message: 'heard a complete closing message',
  refused: 'was refused',
  failed: 'a fault of the line',
  callbackMissed: 'was called back, and not reached',
} as const;

function say(party: string | undefined, words: (party: string) => string): string | undefined {
  return party === undefined ? undefined : words(party);
}

/** Steps that the line itself adds are named `queue:<name>` and `callback:<name>`. */
function stepWords(step: string): string {
  const [kind, name] = step.split(':');
  if (name === undefined) return `the step ${step}`;
  return kind === 'queue' ? `the menu of the queue ${name}` : `the question about a callback (${name})`;
}

function ordinal(count: number): string {
  return count === 2 ? 'second' : count === 3 ? 'third' : `${count}th`;
}

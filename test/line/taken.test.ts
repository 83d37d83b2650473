/** Every event of line.proto changes something of the centre, or of its call, unless it is one of those that are
 *  deliberately ignored: a new event cannot be forgotten. */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { test } from 'tap';
import { evolve as evolveCentre } from '../../src/acd/evolve.ts';
import { restore, snapshot } from '../../src/acd/snapshot.ts';
import { evolve as evolveCall } from '../../src/call/evolve.ts';
import type { CallState } from '../../src/call/state.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { agent, CentrePlay, configurationOf, type Files, LINE } from '../acd/play.ts';
import { RICH } from '../call/lines.ts';
import { Play } from '../call/play.ts';
import { CALL_ID } from '../call/words.ts';

type Type = LineEvent['type'];

/** What calls do by themselves, their legs and media, and what asks for a decision without being one. */
const IGNORED_BY_CENTRE: readonly Type[] = [
  ...(['CallRefused', 'MediaConnected', 'MediaFailed', 'MediaLost', 'MediaRequested', 'SayStarted'] as const),
  ...(['SayEnded', 'KeyPressed', 'TimerSet', 'TimerFired', 'StepEntered', 'TargetChosen'] as const),
  ...(['MusicStarted', 'AnswerAnnounced', 'AnswerRequested', 'CallAnswered', 'ProgressRequested'] as const),
  ...(['CallRejected', 'CallerHungUp', 'LegDialled', 'LegAnswered', 'LegEnded', 'LegsReleased'] as const),
  ...(['BridgeRequested', 'CallBridged', 'ConsultRequested', 'ConferenceRequested', 'CallAdopted'] as const),
  ...(['EscalationRequested', 'EscalationConcluded', 'CallbackAsked', 'NodeStarted', 'DueReached'] as const),
];

/** What concerns agents, queues, lines and centres; a new call begins with its arrival; facts that only ask for a
 *  decision. */
const IGNORED_BY_CALL: readonly Type[] = [
  ...(['CallArrived', 'CallRefused', 'NodeStarted', 'DueReached', 'ConfigurationActivated'] as const),
  ...(['AgentRegistered', 'AgentUnregistered', 'AgentLoggedIn', 'AgentLoggedOut', 'AgentReadied'] as const),
  ...(['AgentPaused', 'AgentChanged', 'WrapUpStarted', 'WrapUpExtended', 'WrapUpDone'] as const),
  ...(['CentreUp', 'CentreDown', 'QueueClosed', 'QueueReopened', 'LineClosed', 'LineReopened'] as const),
  ...(['CrisisStarted', 'CrisisEnded', 'CallerPrioritised', 'PlaceResumed', 'CallbackGivenUp'] as const),
  ...(['CallerHungUp', 'EscalationConcluded', 'MediaFailed', 'ProgressRequested'] as const),
];

const root = protobuf
  .parse(readFileSync(new URL('../../src/events/line.proto', import.meta.url), 'utf8'))
  .root.resolveAll();
const MESSAGES = (root as protobuf.Root)
  .lookupType('shortline.Event')
  .oneofs['body']!.fieldsArray.map((field) => field.resolvedType as protobuf.Type);

/** Field → values that fit the situations below. */
type Bag = { readonly [field: string]: readonly unknown[] };

/** Events of the type, with every combination of the values. */
function eventsOf({ name, fieldsArray }: protobuf.Type, at: number, bag: Bag): LineEvent[] {
  let bodies: object[] = [{ type: name, at }];
  for (const { name: field, resolvedType, type } of fieldsArray) {
    const values =
      resolvedType instanceof protobuf.Enum ? Object.keys(resolvedType.values) : (bag[field] ?? plain(type));
    bodies = bodies.flatMap((body) => values.map((value) => ({ ...body, [field]: value })));
  }
  return bodies as LineEvent[];
}

function plain(type: string): readonly unknown[] {
  return type === 'bool' ? [true] : type === 'string' ? ['x'] : [1];
}

/** Types of which some event changes what is made by `change`. */
function takenTypes(
  bag: (type: string) => Bag,
  at: number,
  changes: (event: LineEvent) => boolean,
): string[] {
  return MESSAGES.filter((message) => eventsOf(message, at, bag(message.name)).some(changes)).map(
    ({ name }) => name,
  );
}

const NAMES = MESSAGES.map(({ name }) => name);
const others = (ignored: readonly string[]) => NAMES.filter((name) => !ignored.includes(name)).sort();

const FILES: Files = {
  agents: [agent('ana', { wrapUpSeconds: 30 })],
  queues: { q: { announce: {} }, other: {} },
  line: { redial: { window: '2m' }, callback: { numbers: ['+33*'], trunk: 't' } },
  centres: { tax: { name: 'Tax', how: 'bridge', sip: 'sip:a@b' } },
};
const CALLBACK = 'callback c1 +33142000001';
const TALK = 'registered ana, join c1 q, accepted c1';
const CENTRES_SITUATIONS = [
  ...['', 'registered ana', 'registered ana, paused ana', 'registered ana, logged-out ana', TALK],
  ...[`${TALK}, ended c1`, 'join c1 q', 'registered ana, join c1 q', 'join c1 q, transfer c1 tax'],
  ...['join c1 q, transfer c1 tax, transfer-accepted c1 tax', `join c1 q, ${CALLBACK}`],
  ...[`join c1 q, ${CALLBACK}, registered ana`, 'queue-closed q, join c1 q'],
  ...['queue-closed q, line-closed, crisis storm, down tax timeout'],
];
const CENTRE_BAG: Bag = {
  ...{ callId: ['c1'], agent: ['ana'], offerId: ['c1/1', 'c1/2'], party: ['agent:ana', 'centre:tax'] },
  ...{ queue: ['q', 'other'], line: [LINE], caller: ['+331'], configuration: [1], centre: ['tax'] },
  ...{ asked: ['tax'], number: ['+33142000001'], skills: [[{ name: 'water', level: 2 }]] },
  ...{ languages: [['fr']], entry: [false], rule: [0], former: ['c0'], language: ['pt'], until: [9e15] },
};

test('the centre takes every event that it does not deliberately ignore', (t) => {
  const plays = CENTRES_SITUATIONS.map((words) => {
    const play = new CentrePlay(FILES);
    for (const each of words.split(', ').filter(Boolean)) play.tell(each);
    return play;
  });
  // a redial of which the centre has not decided yet
  const redial = new CentrePlay(FILES);
  for (const words of ['join c0 q pt +331', 'ended c0']) redial.tell(words);
  const joins = { callId: 'c1', queue: 'q', language: 'pt', line: LINE, caller: '+331', configuration: 1 };
  evolveCentre(redial.state, { type: 'QueueJoined', at: redial.at, ...joins }, redial.entry);
  plays.push(redial);
  const at = Math.max(...plays.map((play) => play.at)) + 61_000;
  const after = (from: unknown, event: LineEvent): string => {
    const state = restore(from);
    evolveCentre(state, event, state.entry);
    return JSON.stringify(snapshot(state));
  };
  // time alone changes the centre too
  const before = plays.map(({ state }) => {
    const from = JSON.parse(JSON.stringify(snapshot(state))) as unknown;
    return { from, still: after(from, { type: 'DueReached', at }) };
  });
  const configuration = [JSON.stringify(configurationOf({ ...FILES, agents: [agent('bia')] }))];
  const taken = takenTypes(
    (type) => (type === 'ConfigurationActivated' ? { ...CENTRE_BAG, configuration } : CENTRE_BAG),
    at,
    (event) => before.some(({ from, still }) => after(from, event) !== still),
  );
  t.strictSame(taken.sort(), others(IGNORED_BY_CENTRE));
  t.end();
});

const QUEUED = 'arrive, media, said, key 8, said, said';
const TALKING = `${QUEUED}, accepted 2001, bridged`;
const CONSULTING = `${TALKING}, escalate bridged warm, centre-accepted bridged`;
const CALL_SITUATIONS = [
  ...['arrive', 'arrive, media', 'arrive, media, said', 'arrive, media, said, key 8', QUEUED],
  ...[`${QUEUED}, offered 2001`, `${QUEUED}, accepted 2001`, TALKING, CONSULTING, `${QUEUED}, press 8`],
  ...[`${CONSULTING}, conclude join`, `${QUEUED}, press 3, said`, `${QUEUED}, press 1`],
  ...[`${QUEUED}, press 1, key 1`, `${QUEUED}, press 1, key 2`, `${QUEUED}, wait 3 2-4`],
  ...[`${QUEUED}, press 1, key 1, registered +555132890156`, 'arrive, media, media-lost'],
  ...[`${QUEUED}, press 1, key 1, registered +555132890156, said, dialled +555132890156 1, media answered`],
  ...['arrive, media, leg l1 agent:2001 tx', 'arrive, media, at +170, timer early-limit'],
];
function callBag({ sayId, offer, party, centre }: CallState): Bag {
  return {
    ...{
      callId: [CALL_ID],
      sayId: [sayId],
      offerId: [offer?.offerId ?? 'x'],
      queue: ['water'],
      line: ['156'],
    },
    ...{
      party: ['', party ?? 'agent:2001', 'centre:bridged'],
      centre: [centre ?? 'bridged'],
      leg: ['l1', 'l2'],
    },
    ...{
      timer: ['progress', 'early-limit', 'queue-menu', 'callback-number'],
      asked: ['relayed'],
      key: ['1'],
    },
    ...{ step: ['topics', 'callback:offer', 'queue:general'], language: ['en'], number: ['+555132890156'] },
    ...{ agent: ['2001'], other: ['centre:bridged'], due: [9e15] },
  };
}

test('a call takes every event that it does not deliberately ignore', (t) => {
  const plays = CALL_SITUATIONS.map((words) => {
    const play = new Play('early', RICH);
    for (const each of words.split(', ')) play.tell(each);
    return play;
  });
  const at = Math.max(...plays.map((play) => play.at)) + 61_000;
  const taken = new Set(
    plays.flatMap(({ state }) => {
      const still = JSON.stringify(state);
      return takenTypes(
        () => callBag(state),
        at,
        (event) => JSON.stringify(evolveCall(state, event)) !== still,
      );
    }),
  );
  t.strictSame([...taken].sort(), others(IGNORED_BY_CALL));
  t.end();
});

test('what is ignored is known, and named once', (t) => {
  for (const ignored of [IGNORED_BY_CENTRE, IGNORED_BY_CALL]) {
    const unknown = ignored.filter((name) => !NAMES.includes(name));
    t.strictSame(unknown, []);
    t.equal(new Set(ignored).size, ignored.length);
  }
  // facts upon which something is decided or done, and a word to the network
  const byBoth = ['CallRefused', 'MediaFailed', 'ProgressRequested', 'CallerHungUp', 'EscalationConcluded'];
  t.strictSame(
    IGNORED_BY_CENTRE.filter((name) => IGNORED_BY_CALL.includes(name)),
    [...byBoth, 'NodeStarted', 'DueReached'],
  );
  t.end();
});

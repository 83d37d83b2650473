/** The free wait (I9), and media servers that are lost. */
import { lineWith } from './lines.ts';
import { table } from './table.ts';

const MENU = 'arrive, media, said';
const QUEUED = `${MENU}, key 8`;
const REFUSED = ['reject 503 codec', 'end refused codec'];
const FAILED = ['end failed codec'];
const LIMIT = 'at +170, timer early-limit';
const ASK = 'ask pt/topics+choose+or-wait 4000';

table('progress', [
  ['on time', 'arrive, media, at +55', 'timer progress', ['progress', 'timer progress +110']],
  [
    'a late timer does not shift the next',
    'arrive, media, at +58',
    'timer progress',
    ['progress', 'timer progress +110'],
  ],
  ['very late', 'arrive, media, at +130', 'timer progress', ['progress', 'timer progress +165']],
  ['not once answered', `${QUEUED}, accepted 2001, at +55`, 'timer progress', []],
  ['not after the end', `${MENU}, hung-up cancel, at +55`, 'timer progress', []],
]);

table('the network’s limit', [
  ['is announced', `${MENU}, at +170`, 'timer early-limit', ['announce', 'say pt/line-answers-now']],
  ['then answered, and the menu said again', `${MENU}, ${LIMIT}`, 'said', ['answer', ASK]],
  ['a step is said again', `arrive, media, ${LIMIT}`, 'said', ['answer', 'say pt/welcome']],
  ['a queue goes on with its music', `${QUEUED}, ${LIMIT}`, 'said', ['answer', 'music samba']],
  ['a centre that rings too', `${MENU}, key 2, said, ${LIMIT}`, 'said', ['answer', 'music hold']],
  ['a message is said whole', `${MENU}, key 6, ${LIMIT}`, 'said', ['answer', 'say pt/address+goodbye']],
  ['and then ends by a BYE', `${MENU}, key 6, ${LIMIT}, said`, 'said', ['end message']],
  [
    'a fallback is said whole',
    `${MENU}, key 2, said, centre-failed bridged busy, ${LIMIT}`,
    'said',
    ['answer', 'say pt/no-answer'],
  ],
  ['an agent cuts it short', `${QUEUED}, ${LIMIT}`, 'accepted 2001', ['answer', 'bridge agent:2001']],
  ['and nothing is said then', `${QUEUED}, ${LIMIT}, accepted 2001`, 'said', []],
  [
    'a failed transfer does not put it off',
    `${MENU}, key 2, said, ${LIMIT}`,
    'centre-failed bridged busy',
    ['chosen topics failed', 'answer', 'say pt/no-answer'],
  ],
  ['the end of the prompt that it cut off', `${MENU}, ${LIMIT}`, 'stale-key 1', []],
  ['not once answered', `${QUEUED}, accepted 2001, at +170`, 'timer early-limit', []],
  ['before there is audio: with the audio', 'arrive, at +170', 'timer early-limit', ['announce']],
  ['so', `arrive, ${LIMIT}`, 'media', ['answer', 'step welcome pt 1', 'say pt/welcome']],
  ['the audio lost meanwhile', `${QUEUED}, ${LIMIT}, media-lost`, 'media', ['answer', 'music samba']],
]);

table(
  'full, at the limit',
  [
    ['its message only', `arrive, media, ${LIMIT}`, 'said', ['answer', 'say pt/line-full+goodbye']],
    ['then the end', `arrive, media, ${LIMIT}, said`, 'said', ['end message']],
  ],
  { arrival: 'full', line: lineWith({ closed: { queue: 'general' } }) },
);

table('the media server is lost', [
  ['another is asked for', MENU, 'media-lost', ['media again']],
  ['a step is said again', 'arrive, media, media-lost', 'media', ['say pt/welcome']],
  ['a menu too', `${MENU}, said, media-lost`, 'media', ['ask pt/choose+or-wait 4000']],
  ['a message too', `${MENU}, key 6, media-lost`, 'media', ['say pt/address+goodbye']],
  ['words before a transfer too', `${MENU}, key 2, media-lost`, 'media', ['say pt/sent']],
  [
    'a fallback too',
    `${MENU}, key 2, said, centre-failed bridged busy, media-lost`,
    'media',
    ['say pt/no-answer'],
  ],
  ['the place is kept', `${QUEUED}, media-lost`, 'media', ['music samba']],
  ['a talk goes on', `${QUEUED}, accepted 2001, media-lost`, 'media', ['bridge agent:2001']],
  ['what was said there has ended', `${MENU}, media-lost`, 'key 1', []],
  ['no other server: asked again', `${MENU}, media-lost`, 'media-failed 503', ['timer media-again +0.5']],
  ['early, and for too long: refused', `${MENU}, media-lost, at +20`, 'media-failed 503', REFUSED],
  ['answered, and for too long', `${QUEUED}, accepted 2001, media-lost, at +20`, 'media-failed 503', FAILED],
]);

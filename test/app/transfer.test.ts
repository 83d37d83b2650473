/** Calls that leave: over the session, with ports that keep everything. */
import { afterEach, test } from 'tap';
import type { TransferFailed } from '../../src/events/line.generated.ts';
import { lineWith } from '../call/lines.ts';
import { endSessions, SessionPlay } from './session-play.ts';

afterEach(endSessions);

const GONE = ['BYE call-1', 'media1 release'];
const TAX = 'sip:tax@192.0.2.9';

async function inMenu(): Promise<SessionPlay> {
  const play = new SessionPlay();
  await play.arrive();
  await play.say();
  return play;
}

async function ringing(): Promise<SessionPlay> {
  const play = await inMenu();
  await play.say('2');
  await play.say();
  return play;
}

test('bridge: the centre’s leg has its audio before it is called', async (t) => {
  const play = await inMenu();
  t.strictSame(await play.say('2'), ['media1 say pt/sent']);
  const done = await play.say();
  t.strictSame(done, ['media for an offer', 'media1 music hold', `INVITE ${TAX}`]);
  t.match(play.sip.last.request, { sdp: 'sdp of media2', from: { number: '+555132890156' }, ringMs: 30_000 });
  t.equal(play.session.legs, 2, 'both legs count');
  const answered = await play.after(() => play.sip.last.answer());
  t.strictSame(answered, ['media2 modify sdp of the party', '200 sdp of media1', 'media1 bridge media2']);
});

test('a centre that is busy gives its leg back', async (t) => {
  const play = await ringing();
  const done = await play.after(() =>
    play.sip.last.ended.resolve({ ok: false, reason: 'busy', status: 486 }),
  );
  t.strictSame(done, ['media2 release', 'media1 say pt/no-answer']);
  t.equal(play.session.legs, 1);
});

test('the caller hangs up while the centre rings', async (t) => {
  const play = await ringing();
  const done = await play.after(() => play.call.cancel());
  t.strictSame(done, ['CANCEL', 'media1 release', 'media2 release']);
  t.equal(play.facts().at(-1), 'CallerHungUp');
});

test('the centre answers as the caller hangs up', async (t) => {
  const play = await ringing();
  const { last } = play.sip;
  last.cancel = () => play.journal.push('CANCEL');
  await play.after(() => play.call.cancel());
  const done = await play.after(() => last.answer());
  t.ok(done.includes('BYE party1'), 'it is hung up');
  t.ok(done.includes('media2 release'));
  t.notOk(play.facts().includes('TransferAccepted'));
});

test('a bridge to the centre that fails says so', async (t) => {
  const play = await ringing();
  await play.after(() => play.sip.last.answer());
  const done = await play.after(() => play.media.made[0]!.bridged.reject(new Error('refused')));
  t.strictSame(done, ['BYE party1', 'media2 release', 'media1 say pt/no-answer']);
  t.equal(play.session.legs, 1);
});

test('redirect', async (t) => {
  const play = await inMenu();
  t.strictSame(await play.say('3'), ['302 sip:hall@192.0.2.9', 'media1 release']);
  t.equal(play.state, undefined);
  t.equal(play.count('* CallRejected'), 0);
});

test('refer: answered first, then asked in the dialog', async (t) => {
  const play = await inMenu();
  const done = await play.say('4');
  t.strictSame(done, ['200 sdp of media1', 'REFER sip:hospital@192.0.2.9', ...GONE]);
});

test('a closed centre is not called', async (t) => {
  const play = await inMenu();
  await play.say('5');
  t.strictSame(await play.say(), ['media1 say pt/no-answer']);
  t.strictSame(play.sip.dialled, []);
});

test('why a transfer by REFER failed', async (t) => {
  const rows: [status: number | Error, reason: TransferFailed['reason']][] = [
    [486, 'busy'],
    [600, 'busy'],
    [408, 'noAnswer'],
    [480, 'noAnswer'],
    [404, 'unreachable'],
    [603, 'unreachable'],
    [new Error('the dialog is gone'), 'unreachable'],
  ];
  for (const [outcome, reason] of rows) {
    const play = new SessionPlay({ line: lineWith({ answer: 'at-once' }) });
    await play.arrive();
    play.call.leg!.refer = async () => {
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    await play.say();
    t.strictSame(await play.say('4'), ['media1 say pt/no-answer'], String(outcome));
    const failed = play.store.events.findLast(({ type }) => type === 'TransferFailed');
    t.match(failed, { centre: 'referred', reason }, String(outcome));
  }
});

test('what a centre’s leg is, is journalled, so that another process can take it up', async (t) => {
  const play = await ringing();
  const legs = () => Object.values(play.state?.legs ?? {});
  t.match(legs(), [{ party: 'centre:bridged', transaction: 'INVITE of party1', handle: undefined }]);
  await play.after(() => play.sip.last.answer());
  t.match(JSON.parse(legs()[0]!.handle!), { dialog: 'party1' });
  t.match(JSON.parse(legs()[0]!.media), { channel: 'media2' });
});

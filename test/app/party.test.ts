/** Parties that are called: with ports that keep everything. */
import { mock } from 'node:test';
import { test } from 'tap';
import { PartyCall } from '../../src/app/party.ts';
import type { MediaLeg } from '../../src/media/port.ts';
import type { Leg } from '../../src/sip/port.ts';
import { FakeMedia, NO_CODEC } from './fake-media.ts';
import { FakeSip } from './fake-sip.ts';
import { Deferred, type Journal, settled } from './fakes.ts';

const REQUEST = { uri: 'sip:2001@192.0.2.10', from: { number: '' }, ringMs: 20_000 };

function calling(prepare: (media: FakeMedia) => void = () => undefined) {
  const journal: Journal = [];
  const media = new FakeMedia(journal);
  const sip = new FakeSip(journal);
  const told: string[] = [];
  const facts = {
    dialled: (transaction: string, { id }: MediaLeg) => told.push(`dialled ${transaction}, ${id}`),
    answered: (dialog: Leg, { id }: MediaLeg) => told.push(`answered ${dialog.id}, ${id}`),
    ended: (cause: string) => told.push(`ended ${cause}`),
  };
  prepare(media);
  return { journal, media, sip, told, call: new PartyCall({ sip, media, facts }, 'agent:2001', REQUEST) };
}

/** A party who has answered. */
async function answered() {
  const house = calling();
  await settled();
  const leg = house.sip.last.answer();
  const result = await house.call.result;
  if (!result.ok) throw new Error('not answered');
  return { ...house, leg, party: result.party };
}

test('a party without media is not called', async (t) => {
  const { call, sip } = calling((media) => {
    media.refusal = NO_CODEC;
  });
  t.strictSame(await call.result, { ok: false, reason: 'failed' });
  t.strictSame(sip.dialled, []);
});

test('a party that is taken back while its media is made is not called', async (t) => {
  const { call, sip, journal, media } = calling((made) => {
    made.held = [];
  });
  call.cancel();
  media.held![0]!.resolve();
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' });
  t.strictSame(sip.dialled, []);
  t.equal(journal.at(-1), 'media1 release');
});

test('a party whose answer has no codec of ours', async (t) => {
  const { call, sip, media, journal } = calling();
  await settled();
  media.last.modified = NO_CODEC;
  sip.last.answer();
  t.strictSame(await call.result, { ok: false, reason: 'failed' });
  t.strictSame(journal.slice(-2).sort(), ['BYE party1', 'media1 release']);
});

test('a party that is taken back while its answer goes to the media server', async (t) => {
  const { call, sip, media, journal } = calling();
  await settled();
  const modified = new Deferred<string>();
  media.last.modify = () => modified.promise;
  sip.last.answer();
  await settled();
  call.cancel();
  modified.resolve('sdp');
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' }, 'nobody is joined');
  t.ok(journal.includes('BYE party1'));
  t.equal(journal.at(-1), 'media1 release');
});

test('a party that hangs up is told once, also before somebody listens', async (t) => {
  const { leg, party, media, told } = await answered();
  const gone: string[] = [];
  leg.events!.hungUp('bye');
  party.onHangUp(() => gone.push('gone'));
  media.last.end('MEDIA_TIMEOUT');
  t.strictSame(gone, ['gone']);
  await party.hangUp();
  t.strictSame(told, ['dialled INVITE of party1, media1', 'answered party1, media1', 'ended bye']);
});

test('a party whose audio ends is hung up', async (t) => {
  const { party, media, journal } = await answered();
  const gone: string[] = [];
  party.onHangUp(() => gone.push('gone'));
  media.last.end('MEDIA_TIMEOUT');
  t.strictSame(gone, ['gone']);
  t.equal(journal.at(-1), 'BYE party1');
});

test('a party that is released: its leg has ended, and nobody is told that it hung up', async (t) => {
  const { party, leg, told, journal } = await answered();
  party.onHangUp(() => t.fail('we hung up'));
  await party.hangUp();
  leg.events!.hungUp('bye');
  t.equal(told.at(-1), 'ended released');
  t.equal(told.filter((fact) => fact.startsWith('ended')).length, 1);
  t.strictSame(journal.slice(-2), ['BYE party1', 'media1 release']);
});

test('why a leg ended is told', async (t) => {
  for (const reason of ['busy', 'noAnswer', 'rejected', 'unreachable', 'cancelled'] as const) {
    const { call, sip, told, journal } = calling();
    await settled();
    sip.last.fail(reason);
    t.match(await call.result, { ok: false, reason });
    t.equal(told.at(-1), `ended ${reason}`);
    t.equal(journal.at(-1), 'media1 release');
  }
});

test('a party whose media server is lost is moved to another, as soon as there is one', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { party, media, journal, told } = await answered();
  media.refusal = NO_CODEC;
  media.last.end('lost');
  await settled();
  t.equal(journal.at(-1), 'media for sdp of the party', 'tried at once');
  media.refusal = undefined;
  mock.timers.tick(500);
  await party.ready;
  t.equal(journal.at(-1), 're-INVITE sdp of media2');
  t.equal(party.media.id, 'media2');
  t.equal(told.at(-1), 'answered party1, media2', 'so that another process finds it there');
});

test('a party that hangs up while it has no media server leaves none behind', async (t) => {
  const { party, media, leg, journal } = await answered();
  media.held = [];
  media.last.end('lost');
  leg.events!.hungUp('bye');
  media.held[0]!.resolve();
  await party.ready;
  t.equal(journal.at(-1), 'media2 release');
});

test('no media server comes back: the party is hung up', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { party, media, journal } = await answered();
  let gone = false;
  party.onHangUp(() => {
    gone = true;
  });
  media.refusal = NO_CODEC;
  media.last.end('lost');
  for (let waited = 0; waited < 20_000; waited += 500) {
    t.equal(gone, false, `after ${waited} ms`);
    await settled();
    mock.timers.tick(500);
  }
  await party.ready;
  t.equal(gone, true);
  t.equal(journal.at(-1), 'BYE party1');
});

/** A citizen is called back; what is taken back at each moment leaves nothing behind. */
import { test } from 'tap';
import { callbackRoute } from '../../src/app/callback-route.ts';
import { dialBack } from '../../src/app/dial-back.ts';
import type { MediaLeg } from '../../src/media/port.ts';
import type { Trunk } from '../../src/routing/schema.ts';
import type { Leg } from '../../src/sip/port.ts';
import { lineWith } from '../call/lines.ts';
import { FakeMedia, NO_CODEC } from './fake-media.ts';
import { FakeSip } from './fake-sip.ts';
import { Deferred, type Journal, settled } from './fakes.ts';

const TO = { uri: 'sip:+555132890156@192.0.2.200', from: '156', ringMs: 30_500 };

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
  return { journal, media, sip, told, call: dialBack({ sip, media, facts }, TO) };
}

test('the endpoint first, then the telephone, then its audio', async (t) => {
  const { journal, sip, told, call } = calling();
  await settled();
  t.strictSame(journal, ['media for an offer', `INVITE ${TO.uri}`]);
  t.match(sip.last.request, {
    from: { number: '156' },
    headers: { Expires: '31' },
    ringMs: 30_500,
    sdp: 'sdp of media1',
  });
  sip.last.answer();
  t.match(await call.result, { ok: true, leg: { id: 'party1' }, media: { id: 'media1' } });
  t.strictSame(told, ['dialled INVITE of party1, media1', 'answered party1, media1']);
  t.equal(journal.at(-1), 'media1 modify sdp of the party');
});

test('why nobody was reached', async (t) => {
  for (const reason of ['busy', 'noAnswer', 'rejected', 'unreachable'] as const) {
    const { journal, sip, told, call } = calling();
    await settled();
    sip.last.fail(reason);
    t.strictSame(await call.result, { ok: false, reason });
    t.equal(told.at(-1), `ended ${reason}`);
    t.equal(journal.at(-1), 'media1 release');
  }
});

test('without an endpoint nobody is called', async (t) => {
  const { sip, call } = calling((media) => {
    media.refusal = NO_CODEC;
  });
  t.strictSame(await call.result, { ok: false, reason: 'failed' });
  t.strictSame(sip.dialled, []);
});

test('an answer without a codec of ours is hung up', async (t) => {
  const { journal, media, sip, told, call } = calling();
  await settled();
  media.last.modified = NO_CODEC;
  sip.last.answer();
  t.strictSame(await call.result, { ok: false, reason: 'failed' });
  t.equal(told.at(-1), 'ended media');
  t.strictSame(journal.slice(-2), ['BYE party1', 'media1 release']);
});

test('taken back while its endpoint is made', async (t) => {
  const { journal, media, sip, told, call } = calling((made) => {
    made.held = [];
  });
  call.cancel();
  media.held![0]!.resolve();
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' });
  t.strictSame(sip.dialled, []);
  t.strictSame(told, []);
  t.equal(journal.at(-1), 'media1 release');
});

test('taken back while it rings', async (t) => {
  const { journal, told, call } = calling();
  await settled();
  call.cancel();
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' });
  t.equal(told.at(-1), 'ended cancelled');
  t.strictSame(journal.slice(-2), ['CANCEL', 'media1 release']);
});

test('taken back while its answer goes to the media server', async (t) => {
  const { journal, media, sip, told, call } = calling();
  await settled();
  const modified = new Deferred<string>();
  media.last.modify = () => modified.promise;
  sip.last.answer();
  await settled();
  call.cancel();
  modified.resolve('sdp');
  t.strictSame(await call.result, { ok: false, reason: 'cancelled' });
  t.notOk(journal.includes('CANCEL'), 'what has its answer is not cancelled any more');
  t.equal(told.at(-1), 'ended cancelled');
  t.strictSame(journal.slice(-2).toSorted(), ['BYE party1', 'media1 release']);
});

test('taken back once answered: it is whoever called who hangs up', async (t) => {
  const { journal, sip, call } = calling();
  await settled();
  sip.last.answer();
  t.match(await call.result, { ok: true });
  call.cancel();
  t.notOk(journal.includes('CANCEL'));
});

test('where a citizen is called back', async (t) => {
  const trunk = (outbound?: string): Trunk => ({
    ...{ name: 'carrier', from: [], lines: {} },
    ...(outbound === undefined ? {} : { outbound }),
  });
  const route = (outbound?: string, callback: object = {}) =>
    callbackRoute(
      {
        lines: new Map([
          ['156', lineWith({ callback: { numbers: ['+55*'], trunk: 'carrier', ...callback } })],
          ['157', lineWith({ line: '157' })],
        ]),
        trunks: [trunk(outbound)],
      },
      '156',
      '+555132890156',
    );
  const rows: [outbound: string, uri: string][] = [
    ['sip:192.0.2.1', 'sip:+555132890156@192.0.2.1'],
    ['sip:192.0.2.1:5070;transport=tcp', 'sip:+555132890156@192.0.2.1:5070;transport=tcp'],
    ['sip:line@carrier.example', 'sip:+555132890156@carrier.example'],
    ['sips:carrier.example', 'sips:+555132890156@carrier.example'],
    ['sip:[2001:db8::1]:5060', 'sip:+555132890156@[2001:db8::1]:5060'],
  ];
  for (const [outbound, uri] of rows) t.match(route(outbound), { uri, from: '156' }, outbound);
  t.equal(
    route('sip:192.0.2.1', { from: '+555132891560' }).from,
    '+555132891560',
    'the number that is shown',
  );
  t.throws(() => route(undefined), { message: 'line 156 has no trunk to call back by' });
  const none = { lines: new Map([['157', lineWith({ line: '157' })]]), trunks: [trunk('sip:192.0.2.1')] };
  t.throws(() => callbackRoute(none, '157', '+555132890156'), RangeError);
});

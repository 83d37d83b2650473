/** Offers: each ends by one fact, or by the decision that took it back. */
import { afterEach, test } from 'tap';
import { Offers } from '../../src/app/offers.ts';
import type { Binding } from '../../src/app/registrar.ts';
import type { CallOffered } from '../../src/events/line.generated.ts';
import type { DialFailure } from '../../src/sip/port.ts';
import { NO_CODEC, settled } from './fakes.ts';
import { endSessions, SessionPlay } from './session-play.ts';

afterEach(endSessions);

const BINDING: Binding = {
  contact: 'sip:2001@10.0.0.5',
  via: 'sip:192.0.2.10:40000',
  address: '192.0.2.10',
  expires: 0,
};
const OFFER: CallOffered = {
  type: 'CallOffered',
  at: 0,
  callId: 'call-1',
  agent: '2001',
  offerId: 'call-1/1',
  ringMs: 15_500,
};

async function offered(binding: Binding | undefined = BINDING) {
  const play = new SessionPlay();
  await play.arrive();
  await play.say();
  await play.say('8');
  const told: string[] = [];
  const offers = new Offers({
    sip: () => play.sip,
    media: () => play.media,
    binding: () => binding,
    session: (callId) => (callId === 'call-1' ? play.session : undefined),
    happened: (fact) => {
      told.push('reason' in fact ? `${fact.type} ${fact.reason}` : fact.type);
      play.happened(fact);
    },
    now: () => play.now,
  });
  return { play, offers, told };
}

test('the telephone is called where it is, and is told how long it may ring', async (t) => {
  const { play, offers, told } = await offered();
  void offers.offer(OFFER);
  await settled();
  t.equal(offers.count, 1);
  t.equal(play.journal.at(-1), 'INVITE sip:2001@10.0.0.5 via sip:192.0.2.10:40000');
  t.match(play.sip.last.request, {
    from: { number: '+555132890156', name: '156 +555132890156' },
    headers: { 'X-Call-ID': 'call-1', Expires: '16' },
    ringMs: 15_500,
  });
  play.sip.last.answer();
  await settled();
  t.strictSame(told, ['OfferAccepted']);
  t.equal(offers.count, 0);
  t.ok(play.journal.includes('media1 bridge media2'));
});

test('why an offer was missed', async (t) => {
  const rows: [reason: DialFailure, told: readonly string[]][] = [
    ['busy', ['OfferMissed busy']],
    ['noAnswer', ['OfferMissed noAnswer']],
    ['rejected', ['OfferMissed rejected']],
    ['unreachable', ['OfferMissed unreachable']],
  ];
  for (const [reason, expected] of rows) {
    const { play, offers, told } = await offered();
    void offers.offer(OFFER);
    await settled();
    play.sip.last.ended.resolve({ ok: false, reason, status: 486 });
    await settled();
    t.strictSame(told, expected, reason);
    t.equal(offers.count, 0);
  }
});

test('what cannot be offered is missed', async (t) => {
  const unregistered = await offered();
  const nowhere = new Offers({
    sip: () => unregistered.play.sip,
    media: () => unregistered.play.media,
    binding: () => undefined,
    session: () => unregistered.play.session,
    happened: (fact) => unregistered.told.push(fact.type),
    now: () => 0,
  });
  await nowhere.offer(OFFER);
  t.strictSame(unregistered.told, ['OfferMissed'], 'no telephone');
  const { offers, told } = await offered();
  await offers.offer({ ...OFFER, callId: 'another' });
  t.strictSame(told, ['OfferMissed failed'], 'no such call');
  const without = await offered();
  without.play.media.refusal = NO_CODEC;
  await without.offers.offer(OFFER);
  t.strictSame(without.told, ['OfferMissed failed'], 'no media');
});

test('an offer that is taken back has ended by that decision', async (t) => {
  const { play, offers, told } = await offered();
  void offers.offer(OFFER);
  await settled();
  offers.withdraw({ ...OFFER, type: 'OfferWithdrawn' });
  await settled();
  t.strictSame(told, []);
  t.equal(play.journal.at(-1), 'media2 release');
  t.equal(offers.count, 0);
  offers.withdraw({ ...OFFER, type: 'OfferWithdrawn' });
  t.equal(play.count('CANCEL'), 1);
});

test('an agent who answers a caller who is gone is hung up, and is not left with the offer', async (t) => {
  const { play, offers, told } = await offered();
  void offers.offer(OFFER);
  await settled();
  await play.after(() => play.call.cancel());
  play.sip.last.answer();
  await settled();
  t.strictSame(told, ['OfferMissed failed']);
  t.ok(play.journal.includes('BYE'));
  t.ok(play.journal.includes('media2 release'));
});

test('when the node ends, every telephone that rings stops', async (t) => {
  const { play, offers, told } = await offered();
  void offers.offer(OFFER);
  await settled();
  offers.close();
  await settled();
  t.equal(play.count('CANCEL'), 1);
  t.strictSame(told, []);
});

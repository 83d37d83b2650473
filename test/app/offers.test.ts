/** Offers: each ends by one fact, or by the decision that took it back. */
import { afterEach, test } from 'tap';
import { Offers } from '../../src/app/offers.ts';
import type { Binding } from '../../src/app/registrar.ts';
import { Telephones } from '../../src/app/telephones.ts';
import type { DialFailure } from '../../src/sip/port.ts';
import { LINE, lineWith } from '../call/lines.ts';
import { NO_CODEC } from './fake-media.ts';
import { Deferred, settled } from './fakes.ts';
import { endSessions, SessionPlay } from './session-play.ts';

afterEach(endSessions);

const BINDING: Binding = {
  contact: 'sip:2001@10.0.0.5',
  via: 'sip:192.0.2.10:40000',
  address: '192.0.2.10',
  expires: 0,
};
const QUEUES = { ...LINE.queues, general: { ...LINE.queues['general'], ring: '15500ms' } };

/** A caller who waits, and the offer that was decided. */
async function offered({ registered = true } = {}) {
  const play = new SessionPlay({ line: lineWith({ queues: QUEUES }) });
  await play.arrive();
  await play.say();
  await play.say('8');
  const told: string[] = [];
  const telephones = new Telephones();
  const offers = new Offers({
    sip: () => play.sip,
    media: () => play.media,
    telephones,
    binding: () => (registered ? BINDING : undefined),
    session: (callId) => (callId === 'call-1' ? play.session : undefined),
    happened: (fact) => {
      told.push('reason' in fact ? `${fact.type} ${fact.reason}` : fact.type);
      play.happened(fact);
    },
    now: () => play.now,
  });
  return { play, offers, told, telephones, offer: play.offer('2001') };
}

/** The telephone rings. */
async function ringing() {
  const house = await offered();
  void house.offers.offer(house.offer);
  await settled();
  return house;
}

test('the telephone is called where it is, and is told how long it may ring', async (t) => {
  const { play, offers, offer, told } = await ringing();
  t.equal(offers.count, 1);
  t.strictSame(play.journal.slice(-2), ['INVITE sip:2001@10.0.0.5 via sip:192.0.2.10:40000', '- LegDialled']);
  t.match(play.sip.last.request, {
    from: { number: '+555132890156', name: '156 +555132890156' },
    headers: { 'X-Call-ID': 'call-1', Expires: '16' },
    ringMs: 15_500,
  });
  t.match(play.state?.legs[offer.offerId], { party: 'agent:2001', transaction: 'INVITE of party1' });
  play.sip.last.answer();
  await settled();
  t.strictSame(told, ['OfferAccepted']);
  t.equal(offers.count, 0);
  t.ok(play.journal.includes('media1 bridge media2'));
  t.match(JSON.parse(play.state?.legs[offer.offerId]?.handle ?? ''), { dialog: 'party1' }, 'to be taken up');
});

test('why an offer was missed', async (t) => {
  const rows: [reason: DialFailure, told: readonly string[]][] = [
    ['busy', ['OfferMissed busy']],
    ['noAnswer', ['OfferMissed noAnswer']],
    ['rejected', ['OfferMissed rejected']],
    ['unreachable', ['OfferMissed unreachable']],
  ];
  for (const [reason, expected] of rows) {
    const { play, offers, told } = await ringing();
    play.sip.last.fail(reason);
    await settled();
    t.strictSame(told, expected, reason);
    t.equal(offers.count, 0);
    t.strictSame(play.state?.legs, {}, 'no leg is left to be taken up');
  }
});

test('what cannot be offered is missed', async (t) => {
  const unregistered = await offered({ registered: false });
  await unregistered.offers.offer(unregistered.offer);
  t.strictSame(unregistered.told, ['OfferMissed unreachable'], 'no telephone');
  const { offers, offer, told } = await offered();
  await offers.offer({ ...offer, callId: 'another' });
  t.strictSame(told, ['OfferMissed failed'], 'no such call');
  const without = await offered();
  without.play.media.refusal = NO_CODEC;
  await without.offers.offer(without.offer);
  t.strictSame(without.told, ['OfferMissed failed'], 'no media');
});

test('an offer that is taken back has ended by that decision', async (t) => {
  const { play, offers, offer, told } = await ringing();
  offers.withdraw({ ...offer, type: 'OfferWithdrawn' });
  await settled();
  t.strictSame(told, []);
  t.equal(play.journal.at(-1), 'media2 release');
  t.equal(offers.count, 0);
  offers.withdraw({ ...offer, type: 'OfferWithdrawn' });
  t.equal(play.count('CANCEL'), 1);
});

test('an agent who answers a caller who is gone is hung up, and is not left with the offer', async (t) => {
  const { play, told } = await ringing();
  await play.after(() => play.call.cancel());
  play.sip.last.answer();
  await settled();
  t.strictSame(told, ['OfferMissed failed']);
  t.ok(play.journal.includes('BYE party1'));
  t.equal(play.count('media2 release'), 1);
});

test('an agent who answers a caller who is on the way elsewhere is hung up (I1)', async (t) => {
  const { play, told, offer } = await ringing();
  const { callId } = play.session;
  const by = { at: play.now, callId, by: 'sup' };
  await play.after(() => play.happened({ type: 'CallerMoved', ...by, queue: 'water' }));
  t.not(play.state?.offer?.offerId, offer.offerId, 'the offer stands no longer');
  play.sip.last.answer();
  await settled();
  t.strictSame(told, ['OfferAccepted', 'OfferMissed failed']);
  t.equal(play.count('BYE party1'), 1);
  t.equal(play.count('media2 release'), 1);
  t.equal(play.state?.phase, 'queued', 'the caller waits on');
});

test('when the node ends, every telephone that rings stops', async (t) => {
  const { play, offers, told } = await ringing();
  offers.close();
  await settled();
  t.equal(play.count('CANCEL'), 1);
  t.strictSame(told, []);
});

test('I1: the next INVITE to a telephone waits for the end of its last leg', async (t) => {
  const { play, offers, offer, telephones } = await offered();
  const gone = new Deferred<void>();
  telephones.leaving('agent:2001', gone.promise);
  void offers.offer(offer);
  await settled();
  t.equal(play.sip.dialled.length, 0, 'nothing rings yet');
  gone.resolve();
  await settled();
  t.equal(play.sip.dialled.length, 1);
  t.equal(telephones.free('agent:2001'), undefined, 'and nothing is waited for any more');
  offers.close();
});

test('an offer that is taken back while it waits for the telephone rings nowhere', async (t) => {
  const { play, offers, offer, told, telephones } = await offered();
  const gone = new Deferred<void>();
  telephones.leaving('agent:2001', gone.promise);
  const done = offers.offer(offer);
  offers.withdraw({ ...offer, type: 'OfferWithdrawn' });
  gone.resolve();
  await done;
  t.equal(play.sip.dialled.length, 0);
  t.strictSame(told, []);
});

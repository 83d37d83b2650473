/** Calls that come in before the node is open, that wait to be called back while it closes, and whose caller left while it
 *  was away. */
import { test } from 'tap';
import { Calls } from '../../src/app/calls.ts';
import { settled } from './fakes.ts';
import { House } from './house.ts';
import { offered, told } from './takeovers.ts';

async function awaitingCallback(house: House): Promise<void> {
  const call = await house.caller('c1');
  await house.happened({ type: 'CallbackAsked', at: house.now, callId: 'c1', number: '+555132890156' });
  call.cancel();
  await settled();
}

test('a call that comes in before the node is open waits for that, and is taken', async (t) => {
  const house = await House.build(t);
  await house.call('c1');
  t.equal(house.state(), undefined, 'nothing is decided yet');
  t.strictSame(house.journal, [], 'nor said');
  await house.node.open();
  await settled();
  t.equal(house.state()?.arrived.callId, 'c1');
  t.ok(house.journal.includes('media for sdp of c1'));
});

test('who only waits to be called back holds no leg, keeps no line from closing, and is not ended by it', async (t) => {
  const house = await House.open(t);
  await awaitingCallback(house);
  t.equal(house.state()?.phase, 'callback');
  t.equal(house.node.sessions.get('c1')?.legs, 0);
  await house.node.drain();
  await house.node.end();
  t.equal(house.state()?.phase, 'callback', 'the place is kept');
  t.notOk(house.types().includes('CallEnded'));
  const next = await house.dies();
  t.equal(next.node.state.centre.callers.get('c1')?.standing, 'callback', 'and taken up by the next node');
});

test('who left while the node was away is offered to nobody', async (t) => {
  const next = await (await offered(t)).dies({ sip: ['c1'] });
  t.ok(told(next).includes('CallerHungUp'));
  t.notOk(next.types().includes('CallOffered'), 'the telephone does not ring once more');
  t.strictSame(next.sip.dialled, []);
  t.equal(next.status(), 'ready');
  const [end, gone] = ['LegEnded', 'CallerHungUp'].map((type) => next.types().indexOf(type));
  t.ok(end! >= 0 && end! < gone!, 'its ringing has ended before the agent is free (I1)');
});

test('what is on its way to its end keeps the line from closing', async (t) => {
  const calls = new Calls((error) => t.fail(String(error)));
  const { promise, resolve } = Promise.withResolvers<void>();
  calls.giveBack(promise);
  let drained = false;
  const done = calls.drain().then(() => {
    drained = true;
  });
  await settled();
  t.equal(drained, false);
  resolve();
  await done;
  t.ok(calls.draining);
});

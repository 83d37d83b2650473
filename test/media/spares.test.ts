/** Endpoints made in advance: how many, how long, and what happens when they end or cannot be made. */
import { EventEmitter } from 'node:events';
import type { Endpoint } from 'drachtio-fsmrf';
import { type Test, test } from 'tap';
import { Spares } from '../../src/media/spares.ts';
import { eventually } from '../harness/facts.ts';

class Made extends EventEmitter {
  connected = true;
  destroyed = false;
  readonly dialog = { connected: true };

  async destroy(): Promise<void> {
    this.destroyed = true;
  }
}

function workshop(t: Test, lifeMs?: number) {
  const made: Made[] = [];
  const state = { broken: false };
  const make = async (): Promise<Endpoint> => {
    if (state.broken) throw new Error('no media server');
    const endpoint = new Made();
    made.push(endpoint);
    return endpoint as unknown as Endpoint;
  };
  const spares = new Spares(make, lifeMs);
  t.teardown(() => spares.close());
  const ready = (count: number) =>
    eventually(
      `${count} ready`,
      () => spares.ready,
      (now) => now === count,
    );
  return { spares, made, state, ready };
}

test('as many as wished, the oldest first', async (t) => {
  const { spares, made, ready } = workshop(t);
  t.equal(spares.take(), undefined);
  spares.keep(2);
  await ready(2);
  t.equal(spares.take(), made[0]);
  await ready(2);
  spares.keep(1);
  t.equal(made[2]!.destroyed, true, 'the newest goes first');
  t.equal(spares.ready, 1);
  spares.close();
  t.strictSame(
    made.map(({ destroyed }) => destroyed),
    [false, true, true],
  );
});

test('one that has ended is not given, and is replaced', async (t) => {
  const { spares, made, ready } = workshop(t);
  spares.keep(2);
  await ready(2);
  made[0]!.connected = false;
  t.equal(spares.take(), made[1]);
  await ready(2);
  made[2]!.emit('destroy');
  await ready(2);
  t.equal(made.length, 5);
});

test('renewed before a server gives it up', async (t) => {
  const { spares, made, ready } = workshop(t, 30);
  spares.keep(1);
  await eventually(
    'a second one',
    () => made.length,
    (count) => count > 1,
  );
  t.equal(made[0]!.destroyed, true);
  await ready(1);
});

test('made again once a media server is back', async (t) => {
  const { spares, made, state, ready } = workshop(t);
  state.broken = true;
  spares.keep(1);
  t.equal(spares.take(), undefined);
  state.broken = false;
  await ready(1);
  t.equal(made.length, 1);
});

test('wished for no more while they are made', async (t) => {
  const { spares, made } = workshop(t);
  spares.keep(2);
  spares.keep(0);
  await eventually(
    'both ended',
    () => made.filter(({ destroyed }) => destroyed).length,
    (count) => count === 2,
  );
  t.equal(spares.ready, 0);
});

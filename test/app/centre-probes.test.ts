/** Level-2 centres are asked whether they live; only what changes is a fact. */
import { mock } from 'node:test';
import { type Test, test } from 'tap';
import { probeCentres } from '../../src/app/centre-probes.ts';
import type { Centre } from '../../src/routing/schema.ts';
import { SipError } from '../../src/sip/port.ts';
import { FakeSip } from './fake-sip.ts';
import { Deferred, type Journal, settled } from './fakes.ts';

const TAX: Centre = { name: 'Tax office', how: 'bridge', sip: 'sip:tax@192.0.2.9', probeSeconds: 60 };

class Watch {
  readonly journal: Journal = [];
  readonly sip = new FakeSip(this.journal);
  readonly told: string[] = [];
  readonly down = new Set<string>();
  readonly stop: () => void;

  constructor(t: Test, centres: Record<string, Centre> = { tax: TAX }, answer: number | Error = 200) {
    mock.timers.enable({ apis: ['setTimeout'] });
    this.answer(answer);
    this.stop = probeCentres(
      {
        sip: this.sip,
        happened: (fact) => {
          if (fact.type === 'CentreDown') this.down.add(fact.centre);
          else if (fact.type === 'CentreUp') this.down.delete(fact.centre);
          this.told.push(fact.type === 'CentreDown' ? `down: ${fact.reason}` : fact.type);
        },
        isDown: (centre) => this.down.has(centre),
        now: () => 1_000_000,
      },
      centres,
      [{ name: 'carrier', outbound: 'sip:192.0.2.1' }],
    );
    t.teardown(() => {
      this.stop();
      mock.timers.reset();
    });
  }

  answer(answer: number | Error): void {
    this.sip.respond = async () => {
      if (answer instanceof Error) throw answer;
      return { status: answer };
    };
  }

  async pass(ms: number): Promise<void> {
    mock.timers.tick(ms);
    await settled();
  }

  get asked(): number {
    return this.journal.length;
  }
}

test('a centre that answers is asked every so often, and nothing is told', async (t) => {
  const watch = new Watch(t);
  await settled();
  t.strictSame(watch.journal, ['OPTIONS sip:tax@192.0.2.9']);
  await watch.pass(59_999);
  t.equal(watch.asked, 1);
  await watch.pass(1);
  t.equal(watch.asked, 2);
  t.strictSame(watch.told, []);
});

test('a centre behind a trunk is asked by the trunk, as its calls go', async (t) => {
  const watch = new Watch(t, { behind: { ...TAX, trunk: 'carrier' } });
  await settled();
  t.strictSame(watch.journal, ['OPTIONS sip:tax@192.0.2.9 via sip:192.0.2.1']);
});

test('how often, and whom', async (t) => {
  const { probeSeconds: _, ...usual } = TAX;
  const ours: Centre = { name: 'Experts', how: 'bridge', agents: { needs: { water: 4 } } };
  const watch = new Watch(t, { usual, silent: { ...TAX, probeSeconds: 0 }, ours });
  await settled();
  t.equal(watch.asked, 1, 'neither one that wants none, nor our own agents');
  await watch.pass(30_000);
  t.equal(watch.asked, 2, 'half a minute where nothing is said');
});

test('two failures and it is down, one answer and it is up', async (t) => {
  const watch = new Watch(t, undefined, 503);
  await settled();
  t.strictSame(watch.told, [], 'one lost packet is no failure');
  await watch.pass(5_000);
  t.strictSame(watch.told, ['down: OPTIONS got 503'], 'asked again soon');
  await watch.pass(5_000);
  t.equal(watch.asked, 3);
  t.equal(watch.told.length, 1, 'once');
  watch.answer(200);
  await watch.pass(5_000);
  t.equal(watch.told.at(-1), 'CentreUp');
  watch.answer(503);
  await watch.pass(60_000);
  t.equal(watch.told.length, 2, 'and failures are counted anew');
});

test('what is an answer', async (t) => {
  const rows: [answer: number | Error, fault: string | undefined][] = [
    [200, undefined],
    [404, undefined],
    [486, undefined],
    [501, undefined],
    [408, 'OPTIONS got 408'],
    [503, 'OPTIONS got 503'],
    [new SipError('nobody answers', 0), 'OPTIONS: nobody answers'],
  ];
  for (const [answer, fault] of rows) {
    const watch = new Watch(t, undefined, answer);
    await settled();
    await watch.pass(fault === undefined ? 60_000 : 5_000);
    t.strictSame(watch.told, fault === undefined ? [] : [`down: ${fault}`], String(answer));
    watch.stop();
    mock.timers.reset();
  }
});

test('silence is awaited for some seconds only', async (t) => {
  const watch = new Watch(t);
  await settled();
  const late = new Deferred<{ status: number }>();
  watch.sip.respond = () => late.promise;
  await watch.pass(60_000);
  await watch.pass(4_000);
  await watch.pass(5_000);
  t.strictSame(watch.told, []);
  await watch.pass(3_999);
  t.strictSame(watch.told, []);
  await watch.pass(1);
  t.strictSame(watch.told, ['down: OPTIONS got no answer']);
  late.resolve({ status: 200 });
  await settled();
  t.strictSame(watch.told, ['down: OPTIONS got no answer'], 'a late answer is none');
});

test('a centre that was down when the line began', async (t) => {
  const watch = new Watch(t);
  watch.down.add('tax');
  await settled();
  t.strictSame(watch.told, ['CentreUp']);
});

test('once ended, nothing is asked or told', async (t) => {
  const watch = new Watch(t);
  await settled();
  const late = new Deferred<{ status: number }>();
  watch.sip.respond = () => late.promise;
  await watch.pass(60_000);
  watch.stop();
  watch.down.add('tax');
  late.resolve({ status: 200 });
  await watch.pass(600_000);
  t.equal(watch.asked, 2);
  t.strictSame(watch.told, []);
});

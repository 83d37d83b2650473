/** Processes that are watched: started again after a crash, with a delay that grows; stopped; told when they fail. */
import { once } from 'node:events';
import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { type Test, test } from 'tap';
import { Child, type ChildOptions } from '../../src/launch/child.ts';
import { FENCED_EXIT } from '../../src/launch/exit.ts';

const program = (name: string) => new URL(`processes/${name}.ts`, import.meta.url);

interface Watched {
  readonly child: Child;
  readonly starts: () => number;
  /** Resolves when it has been started so often. */
  started(times: number): Promise<void>;
  readonly log: readonly Record<string, unknown>[];
  /** Resolves with the next line of the log that has these words. */
  logged(words: string): Promise<Record<string, unknown>>;
}

function watched(
  t: Test,
  name: string,
  change: Partial<ChildOptions> & { readyFrom?: number } = {},
): Watched {
  const file = join(t.testdir(), 'starts');
  const log: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const stream = {
    write: (line: string) => {
      log.push(JSON.parse(line));
      for (const look of waiting) look();
    },
  };
  const child = new Child({
    name,
    file: program(name),
    environment: () => ({
      ...process.env,
      STARTS: file,
      READY_FROM: String(change.readyFrom ?? 0),
      PORT: '5060',
    }),
    log: pino({}, stream),
    ...change,
  });
  const starts = () => readFileSync(file, 'utf8').length;
  t.teardown(() => child.stop());
  return {
    child,
    log,
    starts,
    started: async (times) => {
      const watcher = watch(file);
      while (starts() < times) await once(watcher, 'change');
      watcher.close();
    },
    logged: (words) =>
      new Promise((resolve) => {
        let seen = log.length;
        const look = () => {
          const found = log.slice(seen).find(({ msg }) => String(msg).includes(words));
          seen = log.length;
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
      }),
  };
}

test('start says what the process said when it was ready', async (t) => {
  const { child } = watched(t, 'steady');
  t.match(await child.start(), { event: 'ready', starts: 1, port: '5060' });
});

test('a process that ends before it is ready is an error, and is not started again', async (t) => {
  const { child, log } = watched(t, 'failing');
  await t.rejects(child.start(), { message: 'failing ended before it was ready (exit code 3)' });
  t.strictSame(log, []);
});

test('a program that is not there', async (t) => {
  const { child } = watched(t, 'absent');
  await t.rejects(child.start(), { message: /absent ended before it was ready/ });
});

test('a process that is never ready is ended', async (t) => {
  const { child } = watched(t, 'silent');
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const refused = t.rejects(child.start(), { message: 'silent was not ready within 60000 ms' });
  mock.timers.tick(60_000);
  await refused;
  await child.ended();
  t.pass('it has ended by itself');
});

test('a process that crashes is started again, after a delay that grows with each crash', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { child, starts, started, logged } = watched(t, 'steady');
  await child.start();
  for (const [crash, delay] of [100, 200].entries()) {
    const ended = logged('a process ended; it is started again');
    child.send({ command: 'crash' });
    t.match(await ended, { process: 'steady', signal: 'SIGKILL' });
    mock.timers.tick(delay - 1);
    await setImmediate();
    t.equal(starts(), crash + 1, `not before ${delay} ms`);
    mock.timers.tick(1);
    await started(crash + 2);
  }
});

test('one that does not start is tried again, ever more slowly', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { child, starts, started, logged } = watched(t, 'steady', { readyFrom: 4 });
  await child.start();
  const ended = logged('a process ended');
  child.send({ command: 'crash' });
  await ended;
  for (const [attempt, delay] of [100, 200].entries()) {
    const failed = logged('a process does not start');
    mock.timers.tick(delay - 1);
    await setImmediate();
    t.equal(starts(), attempt + 1, `not before ${delay} ms`);
    mock.timers.tick(1);
    t.match(await failed, { process: 'steady', error: /exit code 7/ });
  }
  mock.timers.tick(399);
  await setImmediate();
  t.equal(starts(), 3);
  mock.timers.tick(1);
  await started(4);
});

test('a process that was stopped stays so', async (t) => {
  const { child, starts, log } = watched(t, 'steady');
  await child.start();
  await child.stop();
  t.equal(starts(), 1);
  t.strictSame(log, []);
  child.send({ command: 'crash' });
  await child.stop();
  t.pass('a message to one that has ended, and a second stop, are nothing');
});

test('one that ends as it was asked to is not started again', async (t) => {
  const { child, log } = watched(t, 'steady');
  await child.start();
  const ended = child.ended();
  child.send({ command: 'leave' });
  await ended;
  t.strictSame(log, []);
});

test('one that is stopped while it waits to be started again', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { child, starts, logged } = watched(t, 'steady');
  await child.start();
  const ended = logged('a process ended');
  child.send({ command: 'crash' });
  await ended;
  await child.stop();
  mock.timers.tick(60_000);
  await setImmediate();
  t.equal(starts(), 1);
});

test('a process that waits is told to begin, with what was started meanwhile', async (t) => {
  const { child } = watched(t, 'waiting', { begin: async () => ({ command: 'begin', address: 'here' }) });
  t.match(await child.start(), { event: 'ready', begun: { address: 'here' } });
});

test('one whose servers do not start is not told to begin', async (t) => {
  const asked = Promise.withResolvers<void>();
  const { child } = watched(t, 'waiting', {
    begin: () => {
      asked.resolve();
      return Promise.reject(new Error('a server does not start'));
    },
  });
  const refused = t.rejects(child.start(), { message: /waiting ended before it was ready/ });
  await asked.promise;
  await child.stop();
  await refused;
});

test('one whose journal another has taken over is not started again', async (t) => {
  const gaveUp = Promise.withResolvers<void>();
  const { child, log } = watched(t, 'waiting', {
    begin: async () => ({ command: 'begin' }),
    gaveUp: () => gaveUp.resolve(),
  });
  await child.start();
  child.send({ command: 'fenced' });
  await gaveUp.promise;
  await child.ended();
  t.strictSame(log, []);
});

test('that code of another process is a crash like any', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const { child, logged } = watched(t, 'waiting', { begin: async () => ({ command: 'begin' }) });
  await child.start();
  const ended = logged('a process ended; it is started again');
  child.send({ command: 'fenced' });
  t.match(await ended, { code: FENCED_EXIT });
});

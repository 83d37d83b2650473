/** What the fakes of the ports have in common: they keep what they are asked, in order, and do what the test says. */
import { setImmediate } from 'node:timers/promises';

/** What happened, in words and in order. */
export type Journal = string[];

/** All that can go on without the outside world has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}

export class Deferred<T> {
  readonly promise: Promise<T>;
  resolve: (value: T) => void = () => undefined;
  reject: (error: Error) => void = () => undefined;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => undefined);
  }
}

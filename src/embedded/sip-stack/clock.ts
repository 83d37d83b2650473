/** Time as the stack sees it. Tests pass their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls back once, after `ms` milliseconds, unless stopped. */
  start(ms: number, call: () => void): TimerHandle;
  stop(timer: TimerHandle): void;
}

/** A running timer, opaque to whoever holds it. */
export type TimerHandle = object;

/** Node's timers keep one list per duration, so that starting and stopping costs the same with 50,000 of them.
 *  They do not keep the process alive: its sockets do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  start: (ms, call) => setTimeout(call, ms).unref(),
  stop: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** Milliseconds of the machine's monotonic clock: the same in every process, so that instants of two can be compared. */
export function monotonic(): number {
  return performance.now() + offset;
}

const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Load is paced by time: this is the only wait that awaits nothing else. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Calls `start` at a steady rate, whatever becomes of what it starts (open loop): late ones are made up for.
 *  @param count how often
 *  @param perSecond how often a second */
export async function paced(
  count: number,
  perSecond: number,
  start: (index: number) => void,
  stop: () => boolean = () => false,
): Promise<void> {
  const began = monotonic();
  for (let index = 0; index < count && !stop(); ) {
    const due = Math.min(count, Math.floor(((monotonic() - began) / 1_000) * perSecond) + 1);
    for (; index < due; index += 1) start(index);
    if (index < count) await pause(Math.max(1, began + (index / perSecond) * 1_000 - monotonic()));
  }
}

/** What a promise comes to, or undefined when it takes too long. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

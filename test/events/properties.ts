/** Properties over random input: each with a seed that stays, and a fresh one that is printed. */
import fc from 'fast-check';
import type { Test } from 'tap';

const FIXED_SEED = 3939;

/** @throws Error with the seed and the shrunk counter-example, when the property does not hold */
export function assertProperty<T>(t: Test, property: fc.IProperty<T>, numRuns: number): void {
  const fresh = Math.floor(Math.random() * 2 ** 31);
  for (const seed of [FIXED_SEED, fresh]) {
    t.comment(`seed ${seed}`);
    fc.assert(property, { seed, numRuns });
  }
  t.pass(`${numRuns} runs by each seed`);
}

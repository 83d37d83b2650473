/** Counts by width of a bucket: what several processes measured can be added up. */
const BUCKET = 0.05;
const BUCKETS = 4_000;

export type Counts = Record<number, number>;

export class Histogram {
  readonly #buckets = new Float64Array(BUCKETS + 1);
  count = 0;
  max = 0;

  add(value: number): void {
    const bucket = value < BUCKETS * BUCKET ? Math.floor(value / BUCKET) : BUCKETS;
    this.#buckets[bucket]! += 1;
    this.count += 1;
    if (value > this.max) this.max = value;
  }

  reset(): void {
    this.#buckets.fill(0);
    this.count = 0;
    this.max = 0;
  }

  /** The value below which this share (0 to 1) of the values lie; 0 without any. */
  percentile(share: number): number {
    if (this.count === 0) return 0;
    let left = Math.ceil(this.count * share);
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      left -= this.#buckets[bucket]!;
      if (left <= 0) return Math.min(this.max, (bucket + 1) * BUCKET);
    }
    return this.max;
  }

  /** For another process. */
  pack(): { counts: Counts; max: number } {
    const counts: Counts = {};
    for (const [bucket, count] of this.#buckets.entries()) if (count > 0) counts[bucket] = count;
    return { counts, max: this.max };
  }

  merge(packed: { counts: Counts; max: number }): void {
    for (const [bucket, count] of Object.entries(packed.counts)) {
      this.#buckets[Number(bucket)]! += count;
      this.count += count;
    }
    this.max = Math.max(this.max, packed.max);
  }
}

/** Percentile of a list of values, by the nearest rank. */
export function percentileOf(values: readonly number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)]!;
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

/** Median, 99th percentile and maximum, in the charter's form. */
export function spread(values: readonly number[]): { p50: number; p99: number; max: number } {
  return {
    p50: rounded(percentileOf(values, 0.5)),
    p99: rounded(percentileOf(values, 0.99)),
    max: rounded(percentileOf(values, 1)),
  };
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a dialplan's duration (`500ms`, `5s`, `2m`, `1h`); the schema has checked its form. */
export function durationMs(text: string): number {
  const [, count, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) throw new RangeError(`not a duration: ${text}`);
  return Number(count) * UNITS[unit]!;
}

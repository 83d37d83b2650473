/** Words that the story of a call is made of. */

/** 65 000 → `1 min 5 s`; 850 → `0.9 s`; 0 → `no time`. */
export function duration(ms: number): string {
  if (ms <= 0) return 'no time';
  if (ms < 9_950) return `${Math.max(0.1, Math.round(ms / 100) / 10)} s`;
  const seconds = Math.round(ms / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const parts = [
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
    seconds % 60 > 0 && hours === 0 ? `${seconds % 60} s` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** `between 2 min and 4 min`. */
export function range(lowMs: number, highMs: number): string {
  return lowMs === highMs ? `about ${duration(lowMs)}` : `between ${duration(lowMs)} and ${duration(highMs)}`;
}

/** Circles from which a call does not get out by itself (I6). */
import type { Line, Overflow, Target } from '../ivr/schema.ts';
import type { Fault } from './fault.ts';
import type { YamlFile } from './yaml-file.ts';

/** Loops of `next` and `otherwise`, and of what follows a transfer that fails: a caller who presses nothing never gets out
 *  of one while the centre is closed. */
export function loopsWithoutExit(file: YamlFile, line: Line): Fault[] {
  const after = (name: string): string | undefined => {
    const { next, otherwise } = line.steps[name] ?? {};
    const target = next ?? otherwise;
    if (target === undefined) return undefined;
    if ('go' in target) return target.go;
    if (!('transfer' in target)) return undefined;
    return target.failed === undefined ? line.start : target.failed.go;
  };
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const first of Object.keys(line.steps)) {
    const way: string[] = [];
    let name: string | undefined = first;
    for (; name !== undefined && !seen.has(name); name = after(name)) {
      seen.add(name);
      way.push(name);
    }
    // Where the way ran into an older one, or ended, there is no loop of its own.
    const start = name === undefined ? -1 : way.indexOf(name);
    if (start < 0) continue;
    const loop = way.slice(start);
    const message = `a caller who presses nothing goes round without an end: ${[...loop, loop[0]].join(' → ')}`;
    const hint = 'let `next` or `otherwise` of one of these steps lead to a queue, a transfer or an end';
    faults.push(file.fault(['steps', loop[0]!], message, { hint, on: 'key' }));
  }
  return faults;
}

/** Queues that send each other, at once, the callers whom none of them can serve. A step that says something, or a rule
 *  that lets the caller wait first, breaks the circle. */
export function loopsOfQueues(file: YamlFile, line: Line): Fault[] {
  const faults: Fault[] = [];
  const told = new Set<string>();
  for (const [first, queue] of Object.entries(line.queues)) {
    for (const [index, rule] of (queue.overflow ?? []).entries()) {
      if (!isImmediate(rule)) continue;
      const way = wayBack(line, first, queueAfter(line, rule.to), [first]);
      const key = way && [...new Set(way)].toSorted().join(' ');
      if (way === undefined || key === undefined || told.has(key)) continue;
      told.add(key);
      const message = `callers whom nobody can serve go round without an end: ${way.join(' → ')}`;
      const hint = 'let one of these queues send them elsewhere, or let them wait: `waited: 5m`';
      faults.push(file.fault(['queues', first, 'overflow', index, 'to'], message, { hint }));
    }
  }
  return faults;
}

function isImmediate({ unstaffed, full, closed }: Overflow): boolean {
  return unstaffed === true || full === true || closed === true;
}

/** The queues on the way from a queue back to the first one, if its rules lead there at once. */
function wayBack(line: Line, first: string, name: string | undefined, way: string[]): string[] | undefined {
  if (name === undefined) return undefined;
  if (name === first) return [...way, name];
  if (way.includes(name)) return undefined;
  for (const rule of line.queues[name]?.overflow ?? []) {
    const found = isImmediate(rule)
      ? wayBack(line, first, queueAfter(line, rule.to), [...way, name])
      : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The queue to which a target leads without a word. */
function queueAfter(line: Line, target: Target): string | undefined {
  const seen = new Set<string>();
  let at: Target | undefined = target;
  while (at !== undefined && 'go' in at && !seen.has(at.go)) {
    seen.add(at.go);
    const { say, menu, next }: Line['steps'][string] = line.steps[at.go] ?? {};
    at = say === undefined && menu === undefined ? next : undefined;
  }
  return at !== undefined && 'queue' in at ? at.queue : undefined;
}

/** The rules of a line's queues against each other: what can never hold, and what leads nowhere. */
import { durationMs } from '../ivr/duration.ts';
import type { Line, Queue, Relaxation } from '../ivr/schema.ts';
import { checkHours } from './check-hours.ts';
import { loopsOfQueues } from './check-loops.ts';
import type { Fault } from './fault.ts';
import { suggestion } from './nearest.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** @param at the instant from which openings are looked for, epoch milliseconds */
export function checkQueues(file: YamlFile, line: Line, at: number): Fault[] {
  const faults = Object.entries(line.queues).flatMap(([name, queue]) => {
    const path: Path = ['queues', name];
    return [
      ...(queue.hours === undefined
        ? []
        : checkHours(file, [...path, 'hours'], queue.hours, line.timezone, at)),
      ...needs(file, path, queue),
      ...relaxations(file, path, queue),
      ...capacity(file, path, queue),
      ...overflowRules(file, path, name, queue),
      ...targetsInQueue(file, path, queue),
    ];
  });
  return [...faults, ...loopsOfQueues(file, line)];
}

function needs(file: YamlFile, path: Path, queue: Queue): Fault[] {
  const { skill, level } = queue;
  const faults: Fault[] = [];
  if (skill !== undefined && queue.needs?.[skill] !== undefined) {
    const message = `the skill "${skill}" is given twice, by \`skill\` and by \`needs\``;
    faults.push(file.fault([...path, 'needs', skill], message, { hint: 'keep one of them', on: 'key' }));
  }
  if (skill === undefined && level !== undefined && level > 1) {
    const message = '`level` without a `skill` asks nothing';
    faults.push(file.fault([...path, 'level'], message, { hint: 'add `skill: …`', on: 'key' }));
  }
  return faults;
}

function relaxations(file: YamlFile, path: Path, queue: Queue): Fault[] {
  const asked = [
    ...Object.keys(queue.needs ?? {}),
    ...(queue.skill === undefined ? [] : [queue.skill]),
    ...(queue.language === 'any' ? [] : ['language']),
    ...(queue.site === undefined ? [] : ['site']),
    ...(queue.agentLevel === undefined ? [] : ['agent-level']),
  ];
  const levels = [
    ...Object.values(queue.needs ?? {}),
    ...(queue.skill === undefined ? [] : [queue.level ?? 1]),
  ];
  const highest = Math.max(0, ...levels);
  return (queue.relax ?? []).flatMap((step, index) => {
    const at = [...path, 'relax', index];
    const faults: Fault[] = [];
    const before = queue.relax?.[index - 1];
    if (before !== undefined && durationMs(step.after) <= durationMs(before.after)) {
      const message = `\`after: ${step.after}\` is not later than the step before it`;
      faults.push(
        file.fault([...at, 'after'], message, { hint: 'write the steps in the order of their times' }),
      );
    }
    if (step.level !== undefined && step.level >= highest) {
      const message = `no skill is needed above level ${step.level} anyway`;
      faults.push(file.fault([...at, 'level'], message, { hint: 'lower it, or remove it' }));
    }
    return [...faults, ...dropped(file, at, step, asked)];
  });
}

function dropped(file: YamlFile, at: Path, { drop }: Relaxation, asked: readonly string[]): Fault[] {
  return (drop ?? []).flatMap((name, index) => {
    if (asked.includes(name)) return [];
    const message = `the queue does not ask for "${name}", which cannot fall away`;
    return [file.fault([...at, 'drop', index], message, { hint: suggestion(name, asked) })];
  });
}

function capacity(file: YamlFile, path: Path, queue: Queue): Fault[] {
  const rules = queue.overflow ?? [];
  const index = rules.findIndex(({ full }) => full);
  if (queue.capacity === undefined && index >= 0) {
    const message = 'the queue is never `full`: it has no `capacity`';
    return [
      file.fault([...path, 'overflow', index, 'full'], message, { hint: 'add `capacity: …`', on: 'key' }),
    ];
  }
  if (queue.capacity === undefined || index >= 0) return [];
  const hint = 'add a rule: overflow: [{ full: true, to: { … } }]';
  const message = 'callers beyond the `capacity` have nowhere to go: no rule of `overflow` says `full`';
  return [file.fault([...path, 'capacity'], message, { hint, on: 'key' })];
}

function overflowRules(file: YamlFile, path: Path, name: string, queue: Queue): Fault[] {
  const limit = queue.maxWait === undefined ? Number.POSITIVE_INFINITY : durationMs(queue.maxWait.after);
  return (queue.overflow ?? []).flatMap(({ waited, to }, index) => {
    const at = [...path, 'overflow', index];
    const faults: Fault[] = [];
    if (waited !== undefined && durationMs(waited) >= limit) {
      const message = `nobody waits ${waited} here: \`maxWait\` ends the wait after ${queue.maxWait?.after}`;
      faults.push(file.fault([...at, 'waited'], message, { hint: 'give a shorter time' }));
    }
    if ('queue' in to && to.queue === name) {
      const message = `the queue "${name}" leads back to itself`;
      faults.push(file.fault([...at, 'to', 'queue'], message, { hint: 'name another queue' }));
    }
    return faults;
  });
}

/** What follows a failed transfer is the place in the queue, which was kept. */
function targetsInQueue(file: YamlFile, path: Path, queue: Queue): Fault[] {
  const targets: [Path, unknown][] = [
    ...Object.entries(queue.menu?.choices ?? {}).map(([key, target]): [Path, unknown] => [
      [...path, 'menu', 'choices', key],
      target,
    ]),
    ...(queue.overflow ?? []).map(({ to }, index): [Path, unknown] => [
      [...path, 'overflow', index, 'to'],
      to,
    ]),
    [[...path, 'maxWait', 'to'], queue.maxWait?.to],
  ];
  return targets.flatMap(([at, target]) => {
    const { failed } = (target ?? {}) as { failed?: { go?: string } };
    if (failed?.go === undefined) return [];
    const message = '`go` after a transfer from a queue is never used: the caller has the same place again';
    return [file.fault([...at, 'failed', 'go'], message, { hint: 'remove it', on: 'key' })];
  });
}

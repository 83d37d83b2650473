/** The way of a call through the steps of a line (I6): every path ends, every step is reached. */
import type { Line, Step } from '../ivr/schema.ts';
import type { Fault } from './fault.ts';
import { suggestion } from './nearest.ts';
import { stepsAfter, targetsOf } from './uses.ts';
import type { YamlFile } from './yaml-file.ts';

export function checkFlow(file: YamlFile, line: Line): Fault[] {
  const faults = [...shapeOfSteps(file, line), ...closedWithoutEnd(file, line), ...unknownSteps(file, line)];
  // With a name unknown, what is reached from where is not known either.
  if (faults.length > 0) return faults;
  const loops = loopsWithoutExit(file, line);
  // What a loop keeps calls from is its consequence.
  return loops.length > 0 ? loops : [...unreachedSteps(file, line), ...wayToPerson(file, line)];
}

function shapeOfSteps(file: YamlFile, line: Line): Fault[] {
  return Object.entries(line.steps).flatMap(([name, step]) => shapeOfStep(file, name, step));
}

function shapeOfStep(file: YamlFile, name: string, step: Step): Fault[] {
  const at = ['steps', name];
  const fault = (key: string | undefined, message: string, hint: string) =>
    file.fault(key === undefined ? at : [...at, key], message, { hint, on: 'key' });
  if (step.menu === undefined) {
    const menuKeys = (['choices', 'otherwise'] as const).filter((key) => step[key] !== undefined);
    if (menuKeys.length > 0) {
      return menuKeys.map((key) =>
        fault(
          key,
          `\`${key}\` without a \`menu\` is never used`,
          'add `menu: { prompt: … }`, which says the choices',
        ),
      );
    }
    if (step.next !== undefined) return [];
    return [
      fault(
        undefined,
        `the step "${name}" has no end: it has neither a \`menu\` nor a \`next\``,
        'add `next: { … }`',
      ),
    ];
  }
  const faults: Fault[] = [];
  if (step.next !== undefined) {
    faults.push(
      fault('next', '`next` after a `menu` is never used', 'the menu goes on by `choices` and `otherwise`'),
    );
  }
  if (Object.keys(step.choices ?? {}).length === 0) {
    faults.push(fault('menu', 'this menu has no `choices`', 'add `choices: { 1: { queue: … } }`'));
  }
  if (step.otherwise === undefined) {
    const hint = 'add `otherwise: { queue: … }`: silence or a wrong key never ends a call';
    faults.push(fault('menu', 'this menu has no `otherwise`', hint));
  }
  return faults;
}

/** Out of hours there is no step to come back to when a transfer fails: the caller would hear nothing, and be cut off. */
function closedWithoutEnd(file: YamlFile, { closed }: Line): Fault[] {
  if (!('transfer' in closed) || closed.failed !== undefined) return [];
  const message =
    '`closed` leads to a transfer without a `failed`: when it fails, the call would end without a word';
  return [file.fault(['closed'], message, { hint: 'add `failed: { say: … }`', on: 'key' })];
}

function unknownSteps(file: YamlFile, line: Line): Fault[] {
  const known = Object.keys(line.steps);
  const isUnknown = (name: string) => !Object.hasOwn(line.steps, name);
  const faults: Fault[] = [];
  const fault = (at: readonly (string | number)[], name: string) =>
    faults.push(file.fault(at, `there is no step "${name}"`, { hint: suggestion(name, known) }));
  if (isUnknown(line.start)) fault(['start'], line.start);
  for (const { at, target } of targetsOf(line)) {
    for (const after of stepsAfter(target, line)) {
      // An unknown start step is one fault, not one more at each transfer that would go back to it.
      if (isUnknown(after.name) && after.at[0] !== 'transfer') fault([...at, ...after.at], after.name);
    }
  }
  return faults;
}

/** Step → the steps that can follow. */
function graphOf(line: Line): Map<string, string[]> {
  const graph = new Map(Object.keys(line.steps).map((name) => [name, [] as string[]]));
  for (const { target, step } of targetsOf(line)) {
    if (step !== undefined) graph.get(step)?.push(...stepsAfter(target, line).map(({ name }) => name));
  }
  return graph;
}

function reachedFrom(roots: readonly string[], graph: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...(graph.get(name) ?? []));
  }
  return reached;
}

function roots(line: Line): string[] {
  return [line.start, ...stepsAfter(line.closed, line).map(({ name }) => name)];
}

function unreachedSteps(file: YamlFile, line: Line): Fault[] {
  const reached = reachedFrom(roots(line), graphOf(line));
  const unreached = Object.keys(line.steps).filter((name) => !reached.has(name));
  return unreached.map((name) =>
    file.fault(['steps', name], `no call reaches the step "${name}"`, {
      hint: `lead to it by a { go: ${name} }, or remove it`,
      on: 'key',
    }),
  );
}

/** Loops of `next` and `otherwise`, and of what follows a transfer that fails: a caller who presses nothing never gets out
 *  of one while the centre is closed. */
function loopsWithoutExit(file: YamlFile, line: Line): Fault[] {
  const after = (name: string): string | undefined => {
    const { next, otherwise } = line.steps[name] ?? {};
    const target = next ?? otherwise;
    if (target === undefined) return undefined;
    if ('go' in target) return target.go;
    return 'transfer' in target ? target.failed?.go : undefined;
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

function wayToPerson(file: YamlFile, line: Line): Fault[] {
  const reached = reachedFrom([line.start], graphOf(line));
  const leads = targetsOf(line).some(
    ({ target, step }) =>
      step !== undefined && reached.has(step) && ('queue' in target || 'transfer' in target),
  );
  if (leads) return [];
  const message = `no call to the line ${line.line} reaches a person`;
  return [
    file.fault(['start'], message, {
      severity: 'warning',
      hint: 'let a step lead to a queue or a transfer',
      on: 'key',
    }),
  ];
}

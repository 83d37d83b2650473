/** The way of a call through the steps of a line (I6): every path ends, every step is reached. */
import type { Line, Step, Target } from '../ivr/schema.ts';
import { loopsWithoutExit } from './check-loops.ts';
import type { Fault } from './fault.ts';
import { suggestion } from './nearest.ts';
import { reachedFrom, reachedOf, stepNode } from './reach.ts';
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
  for (const [name, { start }] of Object.entries(line.crises ?? {})) {
    if (start !== undefined && isUnknown(start)) fault(['crises', name, 'start'], start);
  }
  for (const use of targetsOf(line)) {
    const { at } = use;
    for (const after of stepsAfter(use, line)) {
      // An unknown start step is one fault, not one more at each transfer that would go back to it.
      if (isUnknown(after.name) && after.at[0] !== 'transfer') fault([...at, ...after.at], after.name);
    }
  }
  return faults;
}

function unreachedSteps(file: YamlFile, line: Line): Fault[] {
  const reached = reachedOf(line);
  const unreached = Object.keys(line.steps).filter((name) => !reached.has(stepNode(name)));
  return unreached.map((name) =>
    file.fault(['steps', name], `no call reaches the step "${name}"`, {
      hint: `lead to it by a { go: ${name} }, or remove it`,
      on: 'key',
    }),
  );
}

function wayToPerson(file: YamlFile, line: Line): Fault[] {
  const reached = reachedFrom([stepNode(line.start)], line);
  const leads = targetsOf(line).some(
    ({ target, step }) => step !== undefined && reached.has(stepNode(step)) && leadsToPerson(target),
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

function leadsToPerson(target: Target): boolean {
  return 'queue' in target || 'transfer' in target || 'callback' in target || 'emergency' in target;
}

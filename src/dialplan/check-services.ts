/** What a line offers besides its menus: callbacks, emergencies. */
import { durationMs } from '../ivr/duration.ts';
import type { Line } from '../ivr/schema.ts';
import type { Trunk } from '../routing/schema.ts';
import type { Fault } from './fault.ts';
import { suggestion } from './nearest.ts';
import { targetsOf } from './uses.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** @param trunks undefined when they could not be read */
export function checkServices(file: YamlFile, line: Line, trunks: readonly Trunk[] | undefined): Fault[] {
  return [
    ...callbackTargets(file, line),
    ...callback(file, line, trunks),
    ...emergencyKey(file, line),
    ...emergencyNumbers(file, line, trunks),
  ];
}

/** Who is to be called back needs rules for it, and a place. */
function callbackTargets(file: YamlFile, line: Line): Fault[] {
  const uses = targetsOf(line).filter(({ target }) => 'callback' in target);
  return uses.flatMap(({ at, queue }) => {
    const place = [...at, 'callback'];
    if (line.callback === undefined) {
      const hint = 'add `callback: { numbers: […], trunk: … }` to the line';
      return [file.fault(place, 'this line calls nobody back', { hint, on: 'key' })];
    }
    if (queue !== undefined || line.callback.queue !== undefined) return [];
    const hint = 'add `queue: …` to `callback` of the line';
    return [
      file.fault(place, 'a caller outside of a queue has no place to be called back at', { hint, on: 'key' }),
    ];
  });
}

function callback(file: YamlFile, line: Line, trunks: readonly Trunk[] | undefined): Fault[] {
  const { callback: rules } = line;
  if (rules === undefined) return [];
  const faults: Fault[] = [];
  if (rules.queue !== undefined && !Object.hasOwn(line.queues, rules.queue)) {
    const hint = suggestion(rules.queue, Object.keys(line.queues));
    faults.push(
      file.fault(['callback', 'queue'], `there is no queue "${rules.queue}" in this line`, { hint }),
    );
  }
  const trunk = trunks?.find(({ name }) => name === rules.trunk);
  if (trunks !== undefined && trunk === undefined) {
    const hint = suggestion(
      rules.trunk,
      trunks.map(({ name }) => name),
    );
    const message = `there is no trunk "${rules.trunk}" in sip-config/trunks.yaml`;
    faults.push(file.fault(['callback', 'trunk'], message, { hint }));
  }
  if (trunk !== undefined && trunk.outbound === undefined) {
    const message = `the trunk "${rules.trunk}" takes no calls out: it has no \`outbound\``;
    faults.push(file.fault(['callback', 'trunk'], message, { hint: 'name one that has' }));
  }
  const { retry, window } = rules;
  if (retry !== undefined && window !== undefined && durationMs(retry) >= durationMs(window)) {
    const message = `no second try fits into the \`window\` of ${window}`;
    faults.push(file.fault(['callback', 'retry'], message, { hint: 'give a shorter time' }));
  }
  return faults;
}

/** The key of the emergency is heard everywhere, so it can mean nothing else anywhere. */
function emergencyKey(file: YamlFile, line: Line): Fault[] {
  const key = line.emergency?.key;
  if (key === undefined) return [];
  const menus: [Path, object | undefined][] = [
    ...Object.entries(line.steps).map(([name, { choices }]): [Path, object | undefined] => [
      ['steps', name, 'choices'],
      choices,
    ]),
    ...Object.entries(line.queues).map(([name, { menu }]): [Path, object | undefined] => [
      ['queues', name, 'menu', 'choices'],
      menu?.choices,
    ]),
  ];
  const faults = menus
    .filter(([, choices]) => choices !== undefined && Object.hasOwn(choices, key))
    .map(([at]) =>
      file.fault([...at, key], `the key ${key} is that of the emergency`, {
        hint: 'give one of them another key',
        on: 'key',
      }),
    );
  if (line.callback === undefined || key === '*') return faults;
  const message = `the key ${key} is pressed in telephone numbers: who enters one for a callback raises no emergency by it`;
  return [...faults, file.fault(['emergency', 'key'], message, { severity: 'warning', hint: 'take "*"' })];
}

function emergencyNumbers(file: YamlFile, line: Line, trunks: readonly Trunk[] | undefined): Fault[] {
  const numbers = line.emergency?.numbers ?? [];
  const brought = trunks?.flatMap(({ lines }) =>
    Object.keys(lines).filter((dialled) => lines[dialled] === line.line),
  );
  return numbers.flatMap((number, index) => {
    const at = ['emergency', 'numbers', index];
    if (numbers.indexOf(number) < index) {
      return [file.fault(at, `the number ${number} is given twice`, { hint: 'keep it once' })];
    }
    if (number === line.line) {
      const hint = 'name the numbers that only emergencies dial';
      return [
        file.fault(at, `${number} is the number of the line: every call would be an emergency`, { hint }),
      ];
    }
    if (brought === undefined || brought.includes(number)) return [];
    const hint = `map it to "${line.line}" under \`lines\` of a trunk in sip-config/trunks.yaml`;
    return [file.fault(at, `no trunk brings calls to ${number}`, { severity: 'warning', hint })];
  });
}

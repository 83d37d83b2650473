import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { parse, parseDocument } from 'yaml';
import type { LineOptions } from './line.ts';

type Folders = Parameters<NonNullable<LineOptions['edit']>>[0];
/** What to change in one of the line's files: what stands there, and what instead. */
export type Edit = (folders: Folders) => void;

/** Replaces text in a file below the line's own `sip-config/` or `dialplans/`.
 *  @throws Error when the text is not there: a test must not run on other settings than it thinks */
export function replace(file: string, from: string | RegExp, to: string): Edit {
  return (folders) => {
    const path = pathOf(folders, file);
    const before = readFileSync(path, 'utf8');
    const after = before.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
    if (after === before) throw new Error(`${path} has no ${String(from)}`);
    writeFileSync(path, after);
  };
}

function pathOf({ sipConfig, dialplans }: Folders, file: string): string {
  const [folder, ...rest] = file.split('/');
  return join(folder === 'sip-config' ? sipConfig : dialplans, ...rest);
}

export const edits =
  (...each: Edit[]): Edit =>
  (folders) => {
    for (const edit of each) edit(folders);
  };

/** Agents are ready again as soon as a call ends. */
export const noWrapUp = replace('sip-config/agents.yaml', /wrapUpSeconds: \d+/, 'wrapUpSeconds: 0');
/** A menu waits so long for a key. */
export const menuWait = (wait: string) => replace('dialplans/3939/line.yaml', 'wait: 5s', `wait: ${wait}`);
/** The call begins with the menu: for tests of what comes after it. */
export const menuFirst = replace('dialplans/3939/line.yaml', 'start: welcome', 'start: topics');
/** The menu says two seconds instead of fourteen. */
export const shortMenu = replace('dialplans/3939/line.yaml', 'prompt: choose-topic', 'prompt: transferring');
/** An agent's telephone rings so long. */
export const ringing = (time: string) => replace('dialplans/3939/line.yaml', /ring: \d+s/, `ring: ${time}`);
const LINE = 'dialplans/3939/line.yaml';
const CENTRES = 'sip-config/centres.yaml';

/** Sets values in one of the line's own files by where they stand, whatever stands there before. */
function set(file: string, path: readonly string[], values: Readonly<Record<string, unknown>>): Edit {
  return (folders) => {
    const at = pathOf(folders, file);
    const document = parseDocument(readFileSync(at, 'utf8'));
    for (const [key, value] of Object.entries(values)) {
      document.setIn([...path, key], document.createNode(value));
    }
    writeFileSync(at, document.toString({ lineWidth: 0 }));
  };
}

/** Keys as they stand between the braces of a YAML mapping. */
const mapping = (keys: string) => parse(`{ ${keys} }`) as Record<string, unknown>;

/** More keys for a queue of the line. @param keys as they stand in its braces */
export const queueHas = (queue: string, keys: string) => set(LINE, ['queues', queue], mapping(keys));
/** More of the line itself. @param keys as they would stand between braces */
export const lineHas = (keys: string) => set(LINE, [], mapping(keys));
/** One more choice of the menu. */
export const choice = (key: number, target: string) =>
  set(LINE, ['steps', 'topics', 'choices'], mapping(`${key}: ${target}`));
/** One more step of the line. */
export const step = (name: string, keys: string) => set(LINE, ['steps', name], mapping(keys));
/** Who joins a queue hears its music, or what it announces, at once. */
export const noWords = replace(LINE, /(, |\n {4})joined: please-wait/, '');
/** A destination whose telephone listens on this port; OPTIONS does not ask for it. */
export const centre = (name: string, port: number, keys = '') =>
  set(CENTRES, ['centres', name], {
    ...{ name, how: 'bridge', sip: `sip:${name}@127.0.0.1:${port}`, probeSeconds: 0 },
    ...mapping(keys),
  });
/** A destination that our own agents serve. @param agents as they stand in its braces */
export const ownCentre = (name: string, agents: string, keys = '') =>
  set(CENTRES, ['centres', name], { name, how: 'bridge', agents: mapping(agents), ...mapping(keys) });
/** The trunk `demo` takes calls out to this port. */
export const outbound = (port: number) =>
  set('sip-config/trunks.yaml', ['trunks', '0'], { outbound: `sip:127.0.0.1:${port}` });
/** Hours of the line in which it is open from and until so many minutes from now; negative: before. */
export const openBetween = (from: number, until: number) =>
  set(LINE, [], { hours: { 'mon-sun': `${clock(from)}-${clock(until)}` } });

/** Local time of the line, so many minutes from now. */
export function clock(minutes: number): string {
  return DateTime.now().setZone('Europe/Paris').plus({ minutes }).toFormat('HH:mm');
}

/** The trunk `demo` carries early media, and a free-wait line answers nothing before an agent does. */
export const earlyMedia = (maxSeconds: number, keys = true) =>
  set('sip-config/trunks.yaml', ['trunks', '0'], { earlyMedia: { keys, maxSeconds } });

/** A UDP port that is free now, below those that sockets without a wish are given: none of them takes it meanwhile. */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 6_000);
    const socket = createSocket('udp4');
    const bound = once(socket.bind(port, '127.0.0.1'), 'listening').then(
      () => true,
      () => false,
    );
    const isFree = await bound;
    await new Promise<void>((resolve) => socket.close(resolve));
    if (isFree) return port;
  }
}

/** The tax office's telephone listens on this port, and calls leave for it in this way. OPTIONS does not ask for it: it is
 *  called whether it is there or not. */
export const taxOffice = (port: number, how: 'bridge' | 'redirect' | 'refer' = 'bridge', ringSeconds = 20) =>
  edits(
    replace('sip-config/centres.yaml', 'sip:impots@127.0.0.1:5090', `sip:impots@127.0.0.1:${port}`),
    replace('sip-config/centres.yaml', 'ringSeconds: 20', `ringSeconds: ${ringSeconds}\n    probeSeconds: 0`),
    ...(how === 'bridge' ? [] : [replace('sip-config/centres.yaml', 'how: bridge', `how: ${how}`)]),
  );

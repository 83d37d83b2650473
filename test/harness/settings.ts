import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineOptions } from './line.ts';

type Folders = Parameters<NonNullable<LineOptions['edit']>>[0];
/** What to change in one of the line's files: what stands there, and what instead. */
export type Edit = (folders: Folders) => void;

/** Replaces text in a file below the line's own `sip-config/` or `dialplans/`.
 *  @throws Error when the text is not there: a test must not run on other settings than it thinks */
export function replace(file: string, from: string | RegExp, to: string): Edit {
  return ({ sipConfig, dialplans }) => {
    const [folder, ...rest] = file.split('/');
    const path = join(folder === 'sip-config' ? sipConfig : dialplans, ...rest);
    const before = readFileSync(path, 'utf8');
    const after = before.replaceAll(typeof from === 'string' ? from : new RegExp(from, 'g'), to);
    if (after === before) throw new Error(`${path} has no ${String(from)}`);
    writeFileSync(path, after);
  };
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
/** The trunk `demo` carries early media, and a free-wait line answers nothing before an agent does. */
export const earlyMedia = (maxSeconds: number, keys = true) =>
  replace(
    'sip-config/trunks.yaml',
    '    country: FR\n    channels: 60\n\n',
    `    country: FR\n    channels: 60\n    earlyMedia: { keys: ${keys}, maxSeconds: ${maxSeconds} }\n\n`,
  );

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

/** The tax office's telephone listens on this port, and calls leave for it in this way. */
export const taxOffice = (port: number, how: 'bridge' | 'redirect' | 'refer' = 'bridge', ringSeconds = 20) =>
  edits(
    replace('sip-config/centres.yaml', 'sip:impots@127.0.0.1:5090', `sip:impots@127.0.0.1:${port}`),
    ...(how === 'bridge' ? [] : [replace('sip-config/centres.yaml', 'how: bridge', `how: ${how}`)]),
    ...(ringSeconds === 20
      ? []
      : [replace('sip-config/centres.yaml', 'ringSeconds: 20', `ringSeconds: ${ringSeconds}`)]),
  );

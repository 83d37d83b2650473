/** What the kernel says of the line's processes. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

export interface LineProcess {
  readonly name: string;
  readonly pid: number;
}

/** The launcher and all that it started, named by their files. */
export function lineProcesses(launcher: number): LineProcess[] {
  const found: LineProcess[] = [{ name: 'launcher', pid: launcher }];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && parentOf(pid) === launcher) found.push({ name: nameOf(pid), pid });
  }
  return found;
}

function parentOf(pid: number): number | undefined {
  return Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1]);
}

function nameOf(pid: number): string {
  const command = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
  if (command.includes('/app/process.ts')) return 'application';
  return /embedded\/([a-z-]+)\/process\.ts/.exec(command)?.[1] ?? `process ${pid}`;
}

/** A process of a line still runs. */
export function isAlive(pid: number): boolean {
  const state = /^State:\s*(\w)/m.exec(read(`/proc/${pid}/status`))?.[1];
  return state !== undefined && state !== 'Z' && read(`/proc/${pid}/cmdline`).includes('.ts');
}

/** The process that listens on a TCP port of this machine: a real server, which we did not start. */
export function listenerOf(port: number): number | undefined {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = (read('/proc/net/tcp') + read('/proc/net/tcp6'))
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  const listening = rows.find((row) => row[1]?.endsWith(`:${wanted}`) && row[3] === '0A');
  const socket = listening && `socket:[${listening[9]}]`;
  if (!socket) return undefined;
  return readdirSync('/proc')
    .map(Number)
    .find((pid) => Number.isInteger(pid) && holds(pid, socket));
}

function holds(pid: number, socket: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === socket);
  } catch {
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** User and system time so far, in seconds; 0 for a process that is gone. */
export function cpuSeconds(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

export type CpuByProcess = Readonly<Record<string, number>>;

export function cpuOf(processes: readonly LineProcess[]): CpuByProcess {
  return Object.fromEntries(processes.map(({ name, pid }) => [name, cpuSeconds(pid)]));
}

export function cpuSince(processes: readonly LineProcess[], before: CpuByProcess): CpuByProcess {
  const spent = processes.map(({ name, pid }): [string, number] => [
    name,
    Number((cpuSeconds(pid) - (before[name] ?? 0)).toFixed(2)),
  ]);
  return Object.fromEntries(spent);
}

export interface Memory {
  /** KiB in memory, shared pages counted in full. */
  readonly rss: number;
  /** KiB, each shared page by the share of this process. */
  readonly pss: number;
  /** KiB of its own (heaps, stacks): what a leak adds to. */
  readonly anonymous: number;
}

export function memoryOf(pid: number): Memory {
  const kib = (text: string, name: string) =>
    Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const status = read(`/proc/${pid}/status`);
  const pss = kib(read(`/proc/${pid}/smaps_rollup`), 'Pss');
  return { rss: kib(status, 'VmRSS'), pss, anonymous: kib(status, 'RssAnon') };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** What the parts of a benchmark share: a fresh line, the load on it, the end of both. */
import { join } from 'node:path';
import { type BenchFiles, benchFiles, type FilesPlan } from '../line/bench-files.ts';
import { LineUnderTest, type Servers } from '../line/line-under-test.ts';
import { type CpuByProcess, cpuOf, cpuSince } from '../line/processes.ts';
import { Load } from '../load/load.ts';
import { type Profiles, reportProfiles } from '../profile.ts';

export interface PartOptions {
  readonly servers: Servers;
  /** A short version, for CI. */
  readonly quick: boolean;
  /** The steps of a part that climbs, in place of its own. */
  readonly steps?: readonly number[] | undefined;
  /** How often a step that fails is measured: other work on the machine may have been in the way. */
  readonly tries: number;
  readonly profiles?: Profiles | undefined;
  /** Options of Node for the line's processes. */
  readonly node?: string | undefined;
  /** A file for what the line says, where it is wanted. */
  readonly log?: string | undefined;
  /** What the line wrote is not removed. */
  readonly keep?: boolean | undefined;
  progress(text: string): void;
}

export type Figures = Readonly<Record<string, unknown>>;

export type Part = (options: PartOptions) => Promise<Figures>;

export interface Bench {
  readonly line: LineUnderTest;
  readonly load: Load;
  readonly files: BenchFiles;
}

/** Opens a line for one part, and closes it whatever happens.
 *  @param agents how many accounts it has
 *  @param plan of its files; that of `calls` unless given */
export async function withLine<T>(
  options: PartOptions,
  agents: number,
  run: (bench: Bench) => Promise<T>,
  plan?: FilesPlan,
): Promise<T> {
  const files = await benchFiles(agents, plan);
  try {
    const line = await LineUnderTest.open({
      servers: options.servers,
      environment: files.environment,
      log: options.log ?? join(files.folder, 'line.log'),
      profiles: options.profiles?.folder,
      node: options.node,
    });
    const { processes } = line;
    try {
      const load = await Load.open(line.sip);
      try {
        return await run({ line, load, files });
      } finally {
        await load.close();
      }
    } finally {
      const killed = await line.close();
      if (killed.length > 0)
        options.progress(`did not end by themselves and were killed: ${killed.join(', ')}`);
      if (options.profiles) reportProfiles(options.profiles, processes);
    }
  } finally {
    if (options.keep) options.progress(`kept: ${files.folder}`);
    else await files.remove();
  }
}

/** Does something and says what it cost each process, the generator's own included, in seconds of processor time. */
export async function costOf<T>(
  { line, load }: Bench,
  run: () => Promise<T>,
): Promise<{ result: T; cpu: CpuByProcess; seconds: number }> {
  const rtp = load.rtp.pids.map((pid, index) => ({ name: `generator-rtp-${index + 1}`, pid }));
  const processes = [...line.processes, { name: 'generator-sip', pid: process.pid }, ...rtp];
  const before = cpuOf(processes);
  const began = performance.now();
  const result = await run();
  const seconds = (performance.now() - began) / 1_000;
  return { result, cpu: cpuSince(processes, before), seconds };
}

/** Processor time as shares of a core. */
export function shares(cpu: CpuByProcess, seconds: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(cpu).map(([name, spent]) => [name, Number((spent / seconds).toFixed(2))]),
  );
}

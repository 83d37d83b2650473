/** Where the time goes: CPU profiles of the line's processes, by self time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LineProcess } from './line/processes.ts';

export interface Profiles {
  readonly folder: string;
  /** The processes that are shown. */
  readonly names: readonly string[];
  progress(text: string): void;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const SHOWN = 30;
const SHOWN_MODULES = 15;
const ROOT = join(import.meta.dirname, '..', '..');

/** Tells the functions with the most self time, once the processes have ended and so written their profiles. */
export function reportProfiles(
  { folder, names, progress }: Profiles,
  processes: readonly LineProcess[],
): void {
  for (const { name, pid } of processes.filter((process) => names.includes(process.name))) {
    // CPU.<day>.<time>.<pid>.<thread>.<number>.cpuprofile
    const files = readdirSync(folder).filter((file) => file.split('.')[3] === String(pid));
    for (const file of files.sort()) {
      const path = join(folder, file);
      progress(
        `profile of ${name} (${path})\n${summaryOf(JSON.parse(readFileSync(path, 'utf8')) as CpuProfile)}`,
      );
    }
  }
}

function summaryOf({ nodes, samples, timeDeltas }: CpuProfile): string {
  const selfTime = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    selfTime.set(id, (selfTime.get(id) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  }
  const functions = new Map<string, number>();
  const modules = new Map<string, number>();
  let busy = 0;
  for (const { id, callFrame } of nodes) {
    const time = selfTime.get(id) ?? 0;
    const { functionName, url, lineNumber } = callFrame;
    if (functionName === '(idle)' || time === 0) continue;
    busy += time;
    const place = placeOf(url);
    add(functions, url ? `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}` : functionName, time);
    add(modules, url ? moduleOf(place) : functionName, time);
  }
  const rows = (times: ReadonlyMap<string, number>, count: number) =>
    [...times]
      .sort(([, one], [, other]) => other - one)
      .slice(0, count)
      .map(([name, time]) => `  ${((time / busy) * 100).toFixed(1).padStart(5)} %  ${name}`);
  return [
    `  busy ${(busy / 1e6).toFixed(2)} s`,
    ...rows(functions, SHOWN),
    '  by module:',
    ...rows(modules, SHOWN_MODULES),
  ].join('\n');
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

function placeOf(url: string): string {
  return url.startsWith('file://') ? relative(ROOT, new URL(url).pathname) : url;
}

/** A package's files count together; ours by folder. */
function moduleOf(place: string): string {
  const installed = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place)?.[1];
  return installed ?? (place.startsWith('node:') ? place : place.split('/').slice(0, -1).join('/'));
}

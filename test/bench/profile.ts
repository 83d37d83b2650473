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

interface ProfileNode {
  readonly id: number;
  readonly children?: readonly number[];
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
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
      const profile = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
      progress(`profile of ${name} (${path})\n${summaryOf(profile)}`);
    }
  }
}

/** By function, and by the module on whose account it is: what Node and the kernel do counts for their caller. */
function summaryOf({ nodes, samples, timeDeltas }: CpuProfile): string {
  const selfTime = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    selfTime.set(id, (selfTime.get(id) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  }
  const parents = new Map<number, ProfileNode>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node);
  const functions = new Map<string, number>();
  const modules = new Map<string, number>();
  let busy = 0;
  for (const node of nodes) {
    const time = selfTime.get(node.id) ?? 0;
    if (node.callFrame.functionName === '(idle)' || time === 0) continue;
    busy += time;
    const account = accountOf(node, parents);
    const caller = account !== undefined && account !== node ? ` ← ${nameOf(account)}` : '';
    add(functions, `${nameOf(node)}${caller}`, time);
    add(modules, account ? moduleOf(placeOf(account.callFrame.url)) : node.callFrame.functionName, time);
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

/** The nearest function on the stack that is neither native nor Node's own. */
function accountOf(node: ProfileNode, parents: ReadonlyMap<number, ProfileNode>): ProfileNode | undefined {
  let at: ProfileNode | undefined = node;
  while (at && (at.callFrame.url === '' || at.callFrame.url.startsWith('node:'))) at = parents.get(at.id);
  return at;
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${placeOf(url)}:${lineNumber + 1}`;
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

/** Packages by their names, ours by their paths. */
function placeOf(url: string): string {
  const path = url.startsWith('file://') ? relative(ROOT, new URL(url).pathname) : url;
  return path.replace(/^.*node_modules\//, '');
}

/** A package's files count together; ours by folder. */
function moduleOf(place: string): string {
  if (!place.startsWith('src/'))
    return place
      .split('/')
      .slice(0, place.startsWith('@') ? 2 : 1)
      .join('/');
  return place.split('/').slice(0, -1).join('/');
}

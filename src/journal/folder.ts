/** What the folder of a journal holds: segments and leases, by their names. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `00000000000000000001-0000000001.journal`: number of its first entry, fence of the lease that wrote it. A name that
 *  ends in `.next` is that of a segment whose predecessor is not yet wholly on disk. */
const SEGMENT = /^(\d{20})-(\d{10})\.journal(\.next)?$/;
const LEASE = /^lease-(\d{10})\.json$/;
/** The one file of the format before segments. */
export const OLD_FORMAT = 'line.journal';

export interface Segment {
  readonly path: string;
  readonly first: number;
  readonly fence: number;
  /** The number before which its entries end: what its writer added after a takeover does not count. Infinity in the
   *  newest. */
  readonly end: number;
  /** Its predecessor is not yet wholly on disk. */
  readonly isTentative: boolean;
}

export interface Folder {
  readonly names: readonly string[];
  /** In the order in which they were begun: by fence, then by number. */
  readonly segments: readonly Segment[];
  /** Fences of the leases that stand, the newest last. */
  readonly leases: readonly number[];
}

export async function readFolder(path: string): Promise<Folder> {
  const names = await readdir(path);
  const found = names.flatMap((name) => {
    const [, first, fence, next] = SEGMENT.exec(name) ?? [];
    if (first === undefined) return [];
    return [
      { path: join(path, name), first: Number(first), fence: Number(fence), isTentative: next !== undefined },
    ];
  });
  found.sort((one, other) => one.fence - other.fence || one.first - other.first);
  let end = Number.POSITIVE_INFINITY;
  const segments = found
    .reverse()
    .map((each) => {
      const segment = { ...each, end };
      end = Math.min(end, each.first);
      return segment;
    })
    .reverse();
  const leases = names.flatMap((name) => LEASE.exec(name)?.[1] ?? []).map(Number);
  return { names, segments, leases: leases.sort((one, other) => one - other) };
}

/** Whether anything in it counts: the segment of a lease without entries does not, once there is another. */
export function counts({ first, end }: Segment): boolean {
  return end > first;
}

export function segmentPath(folder: string, first: number, fence: number): string {
  return join(folder, `${padded(first, 20)}-${padded(fence, 10)}.journal`);
}

/** The name before the predecessor was on disk. */
export function tentative(path: string): string {
  return `${path}.next`;
}

export function settled(path: string): string {
  return path.replace(/\.next$/, '');
}

export function leasePath(folder: string, fence: number): string {
  return join(folder, `lease-${padded(fence, 10)}.json`);
}

/** Zeros in front, so that names sort as numbers do. */
export function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** What was made, renamed or removed in it is on disk. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** @throws what it is given, unless it says that a file is not there: somebody else was quicker */
export function unlessGone(error: unknown): undefined {
  if (!isCode(error, 'ENOENT')) throw error;
  return undefined;
}

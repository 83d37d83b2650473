/** The end of a journal: found by reading alone, and made firm under a new lease. */
import { rename, stat, unlink, writeFile } from 'node:fs/promises';
import { decodeEntry } from '../events/codec.ts';
import { counts, readFolder, type Segment, settled, syncFolder, unlessGone } from './folder.ts';
import type { Warn } from './reader.ts';
import { type Extent, extentOf, openSegment } from './segment.ts';

export interface JournalEnd {
  /** Number of the last whole entry. */
  readonly last: number;
  /** Epoch milliseconds; 0 without an entry. */
  readonly lastAt: number;
  /** The segment in which it stands, or would. */
  readonly newest?: Segment & Extent;
  /** What is not on disk without a gap: a power cut came while a segment was followed by another. */
  readonly stray?: Segment;
}

export async function findEnd(folder: string): Promise<JournalEnd> {
  const segments = (await readFolder(folder)).segments.filter(counts);
  const stray = (await followsGap(segments)) ? segments.pop() : undefined;
  const found = segments.pop();
  if (found === undefined) return { last: 0, lastAt: 0 };
  const newest = { ...found, end: Number.POSITIVE_INFINITY };
  const extent = await extentOf(newest);
  const lastBody = extent.lastBody ?? (await lastBodyOf(segments));
  return {
    last: newest.first + extent.entries - 1,
    lastAt: lastBody === undefined ? 0 : (decodeEntry(lastBody).events.at(-1)?.at ?? 0),
    newest: { ...newest, ...extent },
    ...(stray ? { stray } : {}),
  };
}

async function followsGap(segments: readonly Segment[]): Promise<boolean> {
  const [before, newest] = segments.slice(-2);
  if (!before || !newest?.isTentative) return false;
  return before.first + (await extentOf(before)).entries !== newest.first;
}

async function lastBodyOf(segments: readonly Segment[]): Promise<Buffer | undefined> {
  for (const segment of segments.toReversed()) {
    const { lastBody } = await extentOf(segment);
    if (lastBody !== undefined) return lastBody;
  }
  return undefined;
}

/** The bytes behind the last whole entry that will be cut off, and where they will be kept. */
export function tornTail({ newest }: JournalEnd): { readonly cut: number; readonly kept?: string } {
  if (newest === undefined || newest.size === newest.good) return { cut: 0 };
  return { cut: newest.size - newest.good, kept: `${settled(newest.path)}.cut-at-${newest.good}` };
}

/** Cuts off the tail that a crash has torn, or that follows a damage, and brings the rest to disk. What is cut off is kept
 *  beside: nothing is thrown away unseen. */
export async function firmEnd(folder: string, end: JournalEnd, warn: Warn): Promise<void> {
  const { newest, stray } = end;
  if (newest) {
    const handle = await openSegment(newest, 'r+');
    try {
      const { cut, kept } = tornTail(end);
      if (kept !== undefined) {
        const tail = handle.createReadStream({ start: newest.good, autoClose: false });
        await writeFile(kept, tail, { flush: true });
        await handle.truncate(newest.good);
        const facts = { file: newest.path, bytes: cut, kept };
        warn('the journal’s torn tail was cut off, and is kept beside it', facts);
      }
      await handle.datasync();
    } finally {
      await handle.close();
    }
    // its writer may just have done so
    if (newest.isTentative) await rename(newest.path, settled(newest.path)).catch(unlessGone);
  }
  if (stray) {
    const kept = `${settled(stray.path)}.cut-off`;
    await rename(stray.path, kept);
    warn('a segment of the journal follows a gap: it was put aside', { file: stray.path, kept });
  }
  await syncFolder(folder);
}

const DAY_MS = 86_400_000;

/** Removes the segments that hold nothing, and the old ones that no snapshot needs.
 *  @param inSnapshots the last entry in the oldest snapshot; 0 without any
 *  @param now epoch milliseconds */
export async function expire(
  folder: string,
  inSnapshots: number,
  keepDays: number,
  now: number,
): Promise<void> {
  const { segments } = await readFolder(folder);
  for (const { path } of segments.filter((each) => !counts(each))) {
    if ((await stat(path).catch(unlessGone))?.size === 0) await unlink(path).catch(unlessGone);
  }
  for (const { path, end } of segments.filter(counts)) {
    // only from the oldest on: never a gap
    if (end - 1 > inSnapshots || (await stat(path)).mtimeMs > now - keepDays * DAY_MS) return;
    await unlink(path);
  }
}

/** The lease of a journal on a local disk: a file for each fence, of which the newest stands and the others are removed.
 *
 *  Whoever holds an open descriptor of a lease sees by its link count, in some 0.6 µs, whether it still stands. A holder
 *  looks *after* each write: when its lease stood then, it was taken over later, and whoever takes over reads the end of
 *  the journal after the removal. So no entry whose append returned is ever missed. */
import { closeSync, type FSWatcher, fstatSync, openSync, watch } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { isCode, leasePath, readFolder, syncFolder, unlessGone } from './folder.ts';
import type { Lease } from './port.ts';

export interface LeaseOwner {
  fault(error: Error): void;
  /** What was appended under the lease comes to disk. */
  release(lease: FileLease): Promise<void>;
}

export class FileLease implements Lease {
  readonly fence: number;
  readonly lost: Promise<void>;
  readonly #owner: LeaseOwner;
  readonly #descriptor: number;
  #watcher: FSWatcher | undefined;
  #lose: () => void = () => undefined;
  #isOver = false;

  private constructor(path: string, fence: number, owner: LeaseOwner) {
    this.fence = fence;
    this.#owner = owner;
    this.#descriptor = openSync(path, 'r');
    this.lost = new Promise((settle) => {
      this.#lose = settle;
    });
    try {
      this.#watcher = watch(path, { persistent: false }, () => this.stands());
      this.#watcher.on('error', (error) => owner.fault(error));
    } catch (error) {
      // the next append notices it too
      owner.fault(error as Error);
    }
  }

  /** Takes the lease over, whoever holds it. */
  static async acquire(folder: string, holder: string, owner: LeaseOwner): Promise<FileLease> {
    for (;;) {
      const { leases, segments } = await readFolder(folder);
      const fence = Math.max(0, ...leases, ...segments.map((segment) => segment.fence)) + 1;
      const path = leasePath(folder, fence);
      if (!(await claim(path, holder, fence))) continue;
      const now = (await readFolder(folder)).leases;
      // a claim that came late, when this fence had already been taken over and removed
      if (now.some((other) => other > fence)) {
        await unlink(path).catch(unlessGone);
        continue;
      }
      for (const other of now.filter((each) => each < fence)) {
        await unlink(leasePath(folder, other)).catch(unlessGone);
      }
      await syncFolder(folder);
      try {
        return new FileLease(path, fence, owner);
      } catch (error) {
        // taken over meanwhile: whoever asks last has it
        unlessGone(error);
      }
    }
  }

  /** Whether nobody has taken over. Settles `lost` when somebody has. */
  stands(): boolean {
    if (this.#isOver) return false;
    if (fstatSync(this.#descriptor).nlink > 0) return true;
    this.end();
    this.#lose();
    return false;
  }

  async release(): Promise<void> {
    try {
      await this.#owner.release(this);
    } finally {
      this.end();
    }
  }

  /** Nothing more is noticed. The file stays: the next fence is counted from it. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#watcher?.close();
    closeSync(this.#descriptor);
  }
}

async function claim(path: string, holder: string, fence: number): Promise<boolean> {
  try {
    const handle = await open(path, 'wx');
    try {
      await handle.writeFile(`${JSON.stringify({ holder, fence })}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

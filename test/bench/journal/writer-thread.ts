/** A thread that writes what another sends it, and the one that sends. */
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { SegmentWriter } from '../../../src/journal/segment.ts';
import { openTable } from './table.ts';

const SYNC_EVERY_MS = 200;

interface WriterOptions {
  readonly path: string;
  readonly kind: 'file' | 'sqlite';
  /** Each append waits for the write. */
  readonly isAwaited: boolean;
}

interface Message {
  readonly record: Uint8Array;
  readonly number: number;
  /** Microseconds of the clock that both threads read. */
  readonly sentAt: number;
}

const microseconds = (): number => Number(process.hrtime.bigint() / 1_000n);

export class WriterThread {
  readonly #worker: Worker;
  readonly #written: Int32Array;
  readonly #isAwaited: boolean;

  private constructor(worker: Worker, written: Int32Array, isAwaited: boolean) {
    this.#worker = worker;
    this.#written = written;
    this.#isAwaited = isAwaited;
  }

  static async open(options: WriterOptions): Promise<WriterThread> {
    const written = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...options, written } });
    await once(worker, 'message');
    return new WriterThread(worker, written, options.isAwaited);
  }

  append(record: Uint8Array, number: number): void {
    const message: Message = { record, number, sentAt: microseconds() };
    this.#worker.postMessage(message);
    if (this.#isAwaited) Atomics.wait(this.#written, 0, number - 1);
  }

  /** How long each took, from the append to the end of its write, in microseconds. */
  async close(): Promise<readonly number[]> {
    const answered = once(this.#worker, 'message') as Promise<[readonly number[]]>;
    this.#worker.postMessage(undefined);
    const [written] = await answered;
    await this.#worker.terminate();
    return written;
  }
}

function write({ path, kind, written }: WriterOptions & { readonly written: Int32Array }): void {
  const took: number[] = [];
  const port = parentPort!;
  const writer = kind === 'file' ? openFile(path) : openTable(new DatabaseSync(path));
  port.on('message', (message: Message | undefined) => {
    if (message === undefined) {
      port.postMessage(took);
      return;
    }
    writer(message.record, message.number);
    Atomics.store(written, 0, message.number);
    Atomics.notify(written, 0);
    took.push(microseconds() - message.sentAt);
  });
  port.postMessage('open');
}

function openFile(path: string): (record: Uint8Array) => void {
  const writer = new SegmentWriter(path);
  let isDirty = false;
  setInterval(() => {
    if (!isDirty) return;
    isDirty = false;
    writer.sync().catch((error: unknown) => {
      throw error;
    });
  }, SYNC_EVERY_MS);
  return (record) => {
    writer.append(Buffer.from(record.buffer, record.byteOffset, record.byteLength));
    isDirty = true;
  };
}

if (parentPort) write(workerData as WriterOptions & { readonly written: Int32Array });

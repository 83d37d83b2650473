/** The media threads as the main thread sees them: where legs are opened. */

import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Logger } from './logger.ts';
import { MediaLeg } from './media-leg.ts';
import { createRing } from './thread/audio-ring.ts';
import type { FromThread, ThreadOptions, ToThread } from './thread/messages.ts';

export interface MediaThreadsOptions {
  host: string;
  /** RTP takes the even ports of this range, RTCP the odd ones */
  rtp: { min: number; max: number };
  threads: number;
  /** pairs of ports kept bound in advance, in all threads together */
  spare: number;
  logger: Logger;
}

interface Thread {
  worker: Worker;
  /** messages of this turn: each one posted alone costs a system call and a wake-up */
  batch: ToThread[];
  /** free ones, bound */
  ports: number[];
  begun: boolean;
  legs: Map<number, MediaLeg>;
}

export class MediaThreads {
  readonly #threads: Thread[] = [];
  readonly #options: MediaThreadsOptions;
  readonly #logger: Logger;
  #nextLeg = 1;
  #closing = false;

  private constructor(options: MediaThreadsOptions) {
    this.#options = options;
    this.#logger = options.logger;
  }

  /** Resolves when every thread has ports.
   *  @throws when no port of the range can be bound */
  static async start(options: MediaThreadsOptions): Promise<MediaThreads> {
    const threads = new MediaThreads(options);
    const starts = Array.from({ length: options.threads }, (_, index) => threads.#start(index));
    await Promise.all(starts).catch(async (error: unknown) => {
      await threads.close();
      throw error;
    });
    return threads;
  }

  /** A leg on the least loaded thread, or undefined when no port is free. */
  open(): MediaLeg | undefined {
    const able = this.#threads.filter(({ ports }) => ports.length > 0);
    if (able.length === 0) return undefined;
    const thread = able.reduce((least, other) => (other.legs.size < least.legs.size ? other : least));
    const id = this.#nextLeg;
    this.#nextLeg += 1;
    const leg = new MediaLeg({
      id,
      port: thread.ports.shift()!,
      ring: createRing(),
      ssrc: randomInt(1, 0xffff_ffff),
      post: (message) => post(thread, message),
      closed: () => thread.legs.delete(id),
    });
    thread.legs.set(id, leg);
    leg.open(randomInt(0x8000), randomInt(0xffff_ffff));
    return leg;
  }

  get legs(): number {
    return this.#threads.reduce((sum, { legs }) => sum + legs.size, 0);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all(
      this.#threads.map(async ({ worker }) => {
        const exited = new Promise((resolve) => worker.once('exit', resolve));
        worker.postMessage([{ type: 'shutdown' }] satisfies ToThread[]);
        await exited;
      }),
    );
  }

  #start(index: number): Promise<void> {
    const { host, rtp, threads, spare } = this.#options;
    const min = rtp.min + (rtp.min % 2);
    const workerData: ThreadOptions = {
      host,
      portMin: min,
      portMax: rtp.max,
      portStep: 2 * threads,
      portOffset: 2 * index,
      spare: Math.max(1, Math.ceil(spare / threads)),
    };
    const worker = new Worker(new URL('./thread/main.ts', import.meta.url), {
      workerData,
      name: `media-${index}`,
      // small young generation: a scavenge is heard as jitter when it takes milliseconds
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128, stackSizeMb: 1 },
    });
    const thread: Thread = { worker, batch: [], ports: [], begun: false, legs: new Map() };
    this.#threads.push(thread);
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(error);
      worker.once('error', failed);
      worker.on('message', (message: FromThread) => {
        if (message.type === 'fault' && !thread.begun) {
          reject(new Error(message.text));
        }
        this.#receive(thread, message);
        if (message.type !== 'ports') return;
        thread.begun = true;
        resolve();
      });
      worker.on('exit', (code) => {
        if (!this.#closing) this.#lost(thread, index, code);
      });
    });
  }

  #receive(thread: Thread, message: FromThread): void {
    if (message.type === 'ports') thread.ports.push(...message.ports);
    else if (message.type === 'fault') this.#logger.error({ fault: message.text }, 'media thread');
    else if (message.type !== 'down') thread.legs.get(message.leg)?.receive(message);
  }

  /** A thread died: its calls have no sound any more and are ended; another one takes its place. */
  #lost(thread: Thread, index: number, code: number): void {
    const at = this.#threads.indexOf(thread);
    // it never began: whoever waits for it is told
    if (at < 0 || !thread.begun) return;
    this.#logger.error({ code, legs: thread.legs.size }, 'media thread ended; another one is started');
    this.#threads.splice(at, 1);
    for (const leg of [...thread.legs.values()]) leg.lost();
    this.#start(index).catch((error: unknown) => this.#logger.error({ error }, 'media thread not started'));
  }
}

function post(thread: Thread, message: ToThread): void {
  thread.batch.push(message);
  if (thread.batch.length > 1) return;
  queueMicrotask(() => {
    thread.worker.postMessage(thread.batch);
    thread.batch = [];
  });
}

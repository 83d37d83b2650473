/** An endpoint as drachtio-fsmrf gives it: applications run one at a time until the test ends them, or a break does. */
import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { Endpoint } from 'drachtio-fsmrf';
import { FsmrfLeg, type Origin } from '../../src/media/leg.ts';
import type { MediaLeg } from '../../src/media/port.ts';

interface Running {
  readonly what: string;
  end(result: unknown): void;
  fail(error: Error): void;
}

export class FakeEndpoint extends EventEmitter {
  readonly uuid: string;
  readonly connected = true;
  readonly local: { sdp: string };
  readonly journal: string[];
  /** Applications under way: the last one is heard, those before resume after it. */
  readonly running: Running[] = [];
  /** The most that ran at once. */
  nested = 0;
  /** The event socket: what is listened for. */
  readonly conn = new EventEmitter();
  breakRefusal: Error | undefined;
  bridgeRefusal: Error | undefined;
  destroyRefusal: Error | undefined;
  readonly dialog = {
    connected: true,
    modify: async (sdp: string) => {
      this.journal.push(`re-INVITE ${sdp}`);
      if (sdp === 'bad') throw Object.assign(new Error('Not Acceptable Here'), { status: 488 });
      if (sdp === 'lost') throw new Error('no socket');
      return `answer to ${sdp}`;
    },
    request: async ({ method, headers, body }: { method: string; headers: object; body: string }) => {
      this.journal.push(`${method} ${JSON.stringify(headers)} ${body}`);
      throw new Error('a dialog that ends under way');
    },
  };

  constructor(uuid = 'leg', journal: string[] = []) {
    super();
    this.uuid = uuid;
    this.local = { sdp: `sdp of ${uuid}` };
    this.journal = journal;
  }

  execute(application: string, argument: string): Promise<unknown> {
    return this.#run(`${application} ${argument}`);
  }

  playCollect(options: { readonly file: string; readonly timeout: number }): Promise<unknown> {
    return this.#run(`collect ${options.file} ${options.timeout}`);
  }

  async api(command: string, args: readonly string[]): Promise<unknown> {
    this.journal.push(`${command} ${args.join(' ')}`);
    if (this.breakRefusal) throw this.breakRefusal;
    if (command === 'uuid_transfer') this.#arrive(args[1]!);
    // a collection that is broken off has no digits; a playback says that it was broken
    for (const one of this.running.splice(0))
      one.end(one.what.startsWith('collect') ? { digits: null } : event(''));
    return event('');
  }

  async bridge(other: FakeEndpoint): Promise<void> {
    this.journal.push(`bridge ${other.uuid}`);
    if (this.bridgeRefusal) throw this.bridgeRefusal;
  }

  async destroy(): Promise<void> {
    this.journal.push('destroy');
    if (this.destroyRefusal) throw this.destroyRefusal;
  }

  /** What is heard ends by itself. */
  finish(result: unknown = event('FILE PLAYED')): void {
    this.running.pop()?.end(result);
  }

  #arrive(plan: string): void {
    const isPark = plan === 'park';
    const headers: Record<string, string> = isPark ? { Application: 'park' } : { Action: 'add-member' };
    const name = `esl::event::${isPark ? 'CHANNEL_EXECUTE' : 'CUSTOM'}::${this.uuid}`;
    this.conn.emit(name, { getHeader: (header: string) => headers[header] ?? null });
  }

  #run(what: string): Promise<unknown> {
    this.journal.push(what);
    return new Promise((resolve, reject) => {
      this.running.push({ what, end: resolve, fail: reject });
      this.nested = Math.max(this.nested, this.running.length);
    });
  }
}

export function event(response: string, body = '+OK'): object {
  return {
    getHeader: (name: string) => (name === 'Application-Response' ? response : null),
    getBody: () => body,
  };
}

export function legOf(
  endpoint: FakeEndpoint,
  standing = new Set<MediaLeg>(),
  adopted?: Origin['adopted'],
): FsmrfLeg {
  const origin = {
    server: '127.0.0.1:8021',
    handleOf: () => ({ dialog: 'id' }),
    ...(adopted ? { adopted } : {}),
  };
  return new FsmrfLeg(endpoint as unknown as Endpoint, standing, origin);
}

/** All that can go on by itself has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate();
}

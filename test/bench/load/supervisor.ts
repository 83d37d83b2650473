/** A supervisor at the line's API. */
import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { monotonic } from './clock.ts';

/** How many requests at a time. */
const ABREAST = 16;

export class Supervisor {
  readonly #http: string;
  readonly #token: string;
  // connections stay open, as a wallboard's do
  readonly #agent = new Agent({ keepAlive: true, maxSockets: ABREAST, scheduling: 'lifo' });

  private constructor(http: string, token: string) {
    this.#http = http;
    this.#token = token;
  }

  /** @param data the line's data folder, where its token is */
  static async open(http: string, data: string): Promise<Supervisor> {
    return new Supervisor(http, (await readFile(join(data, 'api-token'), 'utf8')).trim());
  }

  /** @returns when the answer came, on the machine's monotonic clock
   *  @throws Error with the line's words when it refuses */
  async does(path: string, body: object = {}): Promise<number> {
    await this.#ask('POST', path, JSON.stringify(body));
    return monotonic();
  }

  async sees<T>(path: string): Promise<T> {
    return JSON.parse(await this.#ask('GET', path)) as T;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(method: string, path: string, body?: string): Promise<string> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'x-author': 'bench',
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(`${this.#http}${path}`, { method, agent: this.#agent, headers }, resolve);
      asked.on('error', reject).end(body);
    });
    let text = '';
    for await (const piece of response.setEncoding('utf8')) text += piece;
    if ((response.statusCode ?? 0) >= 300)
      throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
    return text;
  }
}

/** Does something for each, so many at a time. */
export async function abreast<T>(all: readonly T[], one: (each: T) => Promise<unknown>): Promise<void> {
  const left = [...all].reverse();
  const run = async (): Promise<void> => {
    for (let each = left.pop(); each !== undefined; each = left.pop()) await one(each);
  };
  await Promise.all(Array.from({ length: ABREAST }, run));
}

/** Asks the running line over HTTP. */
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readToken, TOKEN_FILE } from '../api/token.ts';
import { Failure } from './failure.ts';
import { settingsOf } from './settings-option.ts';

export type LineOptions = {
  readonly url?: string;
  readonly token?: string;
  readonly by?: string;
  readonly json?: boolean;
  readonly settings?: string;
};

/** A line that does not answer within this time will not. */
const PATIENCE_MS = 10_000;

/** Gives a command the options of all that ask the line. */
export function withLineOptions(command: Command): Command {
  return command
    .option('--url <url>', 'where the line answers (default: SHORTLINE_HOST and SHORTLINE_HTTP_PORT)')
    .option('--token <token>', `the token of the API (default: ${TOKEN_FILE} in the data folder)`)
    .option('--by <author>', 'who does this (default: the name of the user)')
    .option('--json', 'the line’s answer as JSON')
    .option('--settings <file>', 'the file of settings');
}

export class LineClient {
  readonly #url: string;
  readonly #token: string;
  readonly #author: string;

  constructor(url: string, token: string, author: string) {
    this.#url = url;
    this.#token = token;
    this.#author = author;
  }

  /** @throws SettingsError; Failure where there is no token */
  static async of(options: LineOptions): Promise<LineClient> {
    const settings = settingsOf(options);
    const url = options.url ?? `http://${reachable(settings.host)}:${settings.httpPort}`;
    if (!URL.canParse(url)) throw new Failure(`--url: expected http://host:port, found "${url}"`);
    const token = options.token ?? (await tokenIn(settings.data, url));
    return new LineClient(url.replace(/\/+$/, ''), token, options.by ?? userName());
  }

  get<T>(path: string): Promise<T> {
    return this.#ask('GET', path);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.#ask('POST', path, body);
  }

  patch<T>(path: string, body: object): Promise<T> {
    return this.#ask('PATCH', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.#ask('DELETE', path, {});
  }

  /** @returns undefined where the line has nothing to show any more
   *  @throws Failure that says what to do */
  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = {
      authorization: `Bearer ${latin1(this.#token)}`,
      'x-author': latin1(this.#author),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      response = await fetch(this.#url + path, { method, headers, signal, ...content });
      text = await response.text();
    } catch (error) {
      throw new Failure(noAnswer(this.#url, error));
    }
    const answer = parsed(text);
    if (response.ok && (text === '' || answer !== undefined)) return answer as T;
    throw new Failure(this.#refusal(response.status, answer));
  }

  #refusal(status: number, answer: unknown): string {
    const { detail } = (answer ?? {}) as { detail?: unknown };
    if (status === 401)
      return `the line at ${this.#url} does not take this token; give the one in the file ${TOKEN_FILE} of its data folder with --token, or run where that folder is`;
    if (typeof detail === 'string') return detail;
    return `what answers at ${this.#url} (status ${status}) is no line of shortline`;
  }
}

/** In a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** An address of this machine by which a server that listens on all of them is reached. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function tokenIn(data: string, url: string): Promise<string> {
  const path = join(data, TOKEN_FILE);
  let token: string | undefined;
  try {
    token = await readToken(path);
  } catch (error) {
    throw new Failure(
      `the token cannot be read: ${(error as Error).message}; run as the line’s user, or give --token`,
    );
  }
  if (token === undefined) {
    throw new Failure(
      `there is no token ${path}: the first start of the line makes it (\`npx shortline start\`); for a line elsewhere (${url}), give --token`,
    );
  }
  return token;
}

function noAnswer(url: string, error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `the line at ${url} does not answer within ${PATIENCE_MS / 1_000} s`;
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  const why = code === undefined || code === 'ECONNREFUSED' ? '' : ` (${code})`;
  return `no line answers at ${url}${why}: start it with \`npx shortline start\``;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The bytes of a header: UTF-8, which fetch takes as Latin-1 only. */
function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** What the values of settings look like. Each parser throws a RangeError that says what was expected. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { nearest } from './dialplan/nearest.ts';

export type Address = { readonly host: string /** 0 = any free port */; readonly port: number };
export type Server = Address & { readonly secret: string };
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** A list of servers as it may be shown: what stands before each host is masked. */
export function withoutSecrets(value: string): string {
  const words = value.split(/[\s,]+/);
  return words.map((word) => (word.includes('@') ? `***@${word.split('@').at(-1)}` : '***')).join(' ');
}

export function parseIp(value: string): string {
  if (value === 'localhost') throw new RangeError('expected an IP address; write 127.0.0.1');
  if (isIP(value) === 0) throw new RangeError('expected an IP address, for example 127.0.0.1 or 192.0.2.10');
  return value;
}

export function parsePublicIp(value: string): string {
  const address = parseIp(value);
  if (address === '0.0.0.0' || address === '::') {
    throw new RangeError('expected one address that telephones can reach, not "all addresses"');
  }
  return address;
}

export function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new RangeError('expected a port from 0 to 65535 (0 = any free port)');
  return port;
}

export function parsePortRange(value: string): { from: number; to: number } {
  const [, from, to] = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(value) ?? [];
  const range = { from: Number(from), to: Number(to) };
  // Two ports a call leg: RTP on the even one, RTCP on the odd one.
  if (!(range.from >= 1024 && range.to <= 65_535 && range.from < range.to)) {
    throw new RangeError('expected two ports from 1024 to 65535, the lower first, for example 20000-29999');
  }
  return range;
}

export function parseAddress(value: string): Address {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(value) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || port === undefined) {
    throw new RangeError('expected host:port, for example 127.0.0.1:8085 or [::1]:8085 (port 0 = any)');
  }
  return { host, port: parsePort(port) };
}

export function parseAbsolutePath(value: string): string {
  if (!/^(\/|[A-Za-z]:[\\/])/.test(value)) {
    throw new RangeError('expected an absolute path, as the media servers see it: /srv/shortline/prompts');
  }
  return value.length > 1 ? value.replace(/[\\/]+$/, '') : value;
}

export function parseNode(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value)) {
    throw new RangeError('expected a name of letters, digits, dots and hyphens, at most 63');
  }
  return value;
}

export function parseJournal(value: string, cwd: string): { kind: 'file'; path: string } {
  const [, path] = /^file:(?:\/\/(?=\/))?(.+)$/.exec(value) ?? [];
  if (path === undefined) throw new RangeError('expected file:<folder>, for example file:./data/journal');
  return { kind: 'file', path: resolve(cwd, path) };
}

export function parseServer(value: string, scheme: 'drachtio' | 'esl'): Server {
  const expected = `expected ${scheme}://:secret@host:port`;
  // Not URL: a secret may hold any character, and only the last @ ends it.
  const [, given, secret, rest] = /^([a-z]+):\/\/(?:[^:@]*:)?(.*)@([^@]+)$/.exec(value) ?? [];
  if (given !== scheme || rest === undefined) throw new RangeError(expected);
  if (secret === undefined || secret === '') throw new RangeError(`${expected}; the secret is missing`);
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]/]+))(?::(\d{1,5}))?\/?$/.exec(rest) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new RangeError(expected);
  if (port === undefined || Number(port) === 0) throw new RangeError(`${expected}; the port is missing`);
  return { host, port: parsePort(port), secret: decodeSecret(secret) };
}

function decodeSecret(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A plain % in a secret that was not percent-encoded.
  }
}

export function parseServers(value: string): Server[] {
  const words = value.split(/[\s,]+/).filter((word) => word !== '');
  return words.map((word) => parseServer(word, 'esl'));
}

export function parseThreads(value: string): number {
  const threads = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (threads < 1 || threads > 64) throw new RangeError('expected a number from 1 to 64');
  return threads;
}

export function parseLogLevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === value);
  if (level !== undefined) return level;
  const near = nearest(value, LOG_LEVELS);
  throw new RangeError(
    `expected one of ${LOG_LEVELS.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`,
  );
}

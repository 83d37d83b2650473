import { bareHost, parseHostPort } from '../../wire/sip/uri.ts';
import type { Clock } from '../sip-stack/clock.ts';
import type { Listen } from '../sip-stack/listen.ts';
import type { Log, LoggerLike } from '../sip-stack/log.ts';
import type { ConnectionLimits, Protocol } from '../sip-stack/transport.ts';

export interface SipServerOptions {
  /** Where SIP is spoken: `sip:host:port;transport=udp,tcp` (drachtio's notation) or the parts. Port 0 takes any free one,
   *  the same for UDP and TCP. */
  readonly listen: readonly (string | Listen)[];
  /** The address in Via and Contact for peers outside this machine. */
  readonly externalIp?: string | undefined;
  /** Where applications connect, and what they must say. */
  readonly control: { readonly host: string; readonly port: number; readonly secret: string };
  readonly log?: Log | LoggerLike | undefined;
  readonly limits?: Partial<ServerLimits>;
  /** For tests: time that a test moves by hand. */
  readonly clock?: Clock;
}

/** Bounds of the whole server. */
export interface ServerLimits {
  /** SIP over TCP. */
  readonly sip: Partial<ConnectionLimits>;
  /** Applications connected at once. */
  readonly controlConnections: number;
  /** How long a connection may take to authenticate, and a frame that has begun to arrive, in milliseconds. */
  readonly controlMs: number;
  /** Bytes that may wait for an application that does not read; beyond it the connection is closed. */
  readonly controlBacklog: number;
  readonly transactions: number;
  readonly dialogs: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  sip: {},
  controlConnections: 64,
  controlMs: 10_000,
  controlBacklog: 67_108_864,
  transactions: 50_000,
  dialogs: 20_000,
};

/** Reads `sip:host:port;transport=udp,tcp`; without transports, UDP and TCP.
 *  @throws Error that names the fault */
export function parseListen(text: string): Listen[] {
  const match = /^(?:sip:)?([^;]+?)(?:;transport=([a-z,]+))?$/i.exec(text.trim());
  if (match === null)
    throw new Error(`listen address ${JSON.stringify(text)}: want sip:host:port;transport=udp,tcp`);
  // Port 0 (any) is no port of a URI, so it is taken off before the URI's own rules apply.
  const any = match[1]!.endsWith(':0');
  const address = (any ? match[1]!.slice(0, -2) : match[1]!).replace(/^\*/, '0.0.0.0');
  const { host, port } = parseHostPort(address);
  return (match[2] ?? 'udp,tcp').split(',').map((name) => {
    const protocol = name.toLowerCase();
    if (protocol !== 'udp' && protocol !== 'tcp')
      throw new Error(`listen address ${text}: no transport ${name}`);
    return {
      protocol: protocol as Protocol,
      host: bareHost(host),
      port: any ? 0 : (port ?? 5060),
    };
  });
}

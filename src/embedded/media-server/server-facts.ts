/** What the server tells of itself: in HEARTBEAT, `status`, `sofia status`. */

import type { EventHeaders } from '../../wire/esl.ts';
import { type ProfileFacts, uptime } from './esl/server-api.ts';

/** Seconds between heartbeats. */
export const HEARTBEAT_SECONDS = 20;

export interface SessionCounts {
  now: number;
  peak: number;
  sinceStart: number;
  perSecond: number;
  peakPerSecond: number;
}

export interface ServerFacts {
  coreUuid: string;
  hostname: string;
  address: string;
  version: string;
  /** epoch milliseconds */
  startedAt: number;
  maxSessions: number;
  maxPerSecond: number;
  counts(): SessionCounts;
  profiles(): ProfileFacts[];
}

/** In every event. */
export function identityHeaders(facts: ServerFacts): EventHeaders {
  return { 'Core-UUID': facts.coreUuid, 'FreeSWITCH-Hostname': facts.hostname };
}

/** @param idle share of processor time that is free, in percent */
export function heartbeatHeaders(facts: ServerFacts, idle: number): EventHeaders {
  const counts = facts.counts();
  const running = Date.now() - facts.startedAt;
  return {
    'FreeSWITCH-Switchname': facts.hostname,
    'FreeSWITCH-IPv4': facts.address,
    'FreeSWITCH-IPv6': '::1',
    'Event-Info': 'System Ready',
    'Up-Time': uptime(running),
    'FreeSWITCH-Version': facts.version,
    'Uptime-msec': String(running),
    'Session-Count': String(counts.now),
    'Max-Sessions': String(facts.maxSessions),
    'Session-Per-Sec': String(facts.maxPerSecond),
    'Session-Per-Sec-Last': String(counts.perSecond),
    'Session-Per-Sec-Max': String(counts.peakPerSecond),
    'Session-Per-Sec-FiveMin': String(counts.peakPerSecond),
    'Session-Since-Startup': String(counts.sinceStart),
    'Session-Peak-Max': String(counts.peak),
    'Session-Peak-FiveMin': String(counts.peak),
    'Idle-CPU': idle.toFixed(6),
  };
}

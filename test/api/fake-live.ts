/** A line with one of everything, that keeps what authors did. */
import { Registry } from 'prom-client';
import type { Test } from 'tap';
import type { ApiOptions, Live } from '../../src/api/options.ts';
import { startApi } from '../../src/api/server.ts';
import type { AgentView, CallerView, CentreView, LiveLineView, QueueView } from '../../src/api/views.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';

export const TOKEN = 'a-token-of-at-least-thirty-two-letters';
/** The fake's clock, epoch milliseconds. */
export const AT = Date.parse('2026-11-23T12:00:00Z');

const CALLER = {
  line: '156',
  number: '+5551999990000',
  queue: 'water',
  place: 7,
  position: 1,
  priority: 0,
  waitedMs: 65_000,
} as const;
const AGENT = {
  registered: true,
  skills: { general: 3, water: 4 },
  languages: ['pt', 'en'],
  level: 1,
  sinceMs: 61_000,
  misses: 0,
  calls: 12,
} as const;

export const CALLERS: readonly CallerView[] = [
  { ...CALLER, callId: 'call-menu', phase: 'menu', queue: '', position: 0 },
  { ...CALLER, callId: 'call-queued', phase: 'queued', expected: { lowMs: 120_000, highMs: 240_000 } },
  { ...CALLER, callId: 'call-offered', phase: 'offered', agent: '2001' },
  { ...CALLER, callId: 'call-away', phase: 'away', centre: 'tax-office' },
  { ...CALLER, callId: 'call-talking', phase: 'talking', agent: '2002', number: '' },
  { ...CALLER, callId: 'call-at-centre', phase: 'talking', centre: 'tax-office' },
  { ...CALLER, callId: 'call-consult', phase: 'consult', agent: '2002', centre: 'tax-office' },
  { ...CALLER, callId: 'call-conference', phase: 'conference', agent: '2002', centre: 'tax-office' },
  { ...CALLER, callId: 'call-back', phase: 'callback' },
  { ...CALLER, callId: 'call-elsewhere', phase: 'queued', line: '3939', queue: 'papers' },
];

export const AGENTS: readonly AgentView[] = [
  { ...AGENT, account: '2001', name: 'Ana Souza', status: 'ready' },
  { ...AGENT, account: '2002', name: 'Bruno Diallo', status: 'talking', callId: 'call-talking', site: 'sul' },
  { ...AGENT, account: '2003', name: 'Carla Dias', status: 'paused', reason: 'lunch' },
  { ...AGENT, account: '2004', name: 'Davi Reis', status: 'wrapUp', wrapUpUntil: AT + 5_000 },
  { ...AGENT, account: '2005', name: 'Eva Lima', status: 'loggedOut', registered: false },
];

const QUEUE = { waiting: 2, oldestMs: 65_000, agentsAble: 3, agentsReady: 1, callbacks: 1 } as const;

export const QUEUES: readonly QueueView[] = [
  { ...QUEUE, line: '156', queue: 'general', name: 'General', closed: { message: '', by: 'Rui' } },
  { ...QUEUE, line: '156', queue: 'water', name: 'Water and sewage' },
  { ...QUEUE, line: '3939', queue: 'papers', name: 'Papers' },
];

export const CENTRES: readonly CentreView[] = [
  { name: 'tax-office', title: 'Tax office', up: true, load: 3, channels: 10, open: true },
  { name: 'rescue', title: 'Rescue', up: false, load: 0, open: true },
];

export const LINES: readonly LiveLineView[] = [
  {
    line: '156',
    name: 'Fala Porto Alegre',
    calls: 9,
    waiting: 2,
    open: true,
    crises: ['flood', 'heat'],
    queues: ['general', 'water'],
    emergency: 'rescue',
  },
  {
    line: '3939',
    name: 'Allô',
    calls: 1,
    waiting: 1,
    closed: { message: 'strike', by: 'Rui' },
    crisis: 'heat',
    open: false,
    crises: ['heat', 'flood'],
    queues: ['papers'],
  },
];

export interface Fake {
  /** What authors did. */
  readonly facts: LineEvent[];
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
}

/** Serves it over HTTP until the test ends. */
export async function serveFake(t: Test, change: Partial<Live> = {}): Promise<Fake> {
  const facts: LineEvent[] = [];
  const live: Live = {
    callers: () => CALLERS,
    agents: () => AGENTS,
    agent: (account) => AGENTS.find((one) => one.account === account),
    queues: () => QUEUES,
    centres: () => CENTRES,
    lines: () => LINES,
    prompts: () => ['closed', 'storm', 'strike'],
    happened: (fact) => void facts.push(fact),
    now: () => AT,
    ...change,
  };
  const { server, address } = await startApi({ ...quiet(), live, token: TOKEN });
  t.teardown(() => server.close());
  return { facts, url: address };
}

/** An API of a line on which nothing is live. */
export function quiet(): ApiOptions {
  return {
    host: '127.0.0.1',
    port: 0,
    metrics: new Registry(),
    isReady: () => true,
    view: () => ({ open: true, sip: '192.0.2.1:5060', lines: [], waiting: 0, agents: [] }),
    token: TOKEN,
    live: {
      callers: () => [],
      agents: () => [],
      agent: () => undefined,
      queues: () => [],
      centres: () => [],
      lines: () => [],
      prompts: () => [],
      happened: () => undefined,
      now: () => AT,
    },
  };
}

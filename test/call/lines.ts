/** A small line with a way for each rule, and its destinations. */
import type { Line } from '../../src/ivr/schema.ts';
import type { Centre } from '../../src/routing/schema.ts';

export const LINE: Line = {
  line: '156',
  name: 'Fala Porto Alegre',
  languages: ['pt', 'en'],
  timezone: 'America/Sao_Paulo',
  answer: 'free-wait',
  full: ['line-full', 'goodbye'],
  hours: { always: true },
  closed: { end: ['closed', 'goodbye'] },
  start: 'welcome',
  steps: {
    welcome: { say: 'welcome', next: { go: 'topics' } },
    topics: {
      say: 'topics',
      menu: { prompt: ['choose', 'or-wait'], tries: 3, wait: '4s', wrong: 'wrong-key' },
      choices: {
        1: { queue: 'water' },
        2: { transfer: 'bridged', saying: 'sent', failed: { say: 'no-answer', go: 'topics' } },
        3: { transfer: 'redirected' },
        4: { transfer: 'referred', failed: { say: 'no-answer' } },
        5: { transfer: 'shut', saying: 'sent', failed: { say: 'no-answer', go: 'more' } },
        6: { end: ['address', 'goodbye'] },
        7: { go: 'more' },
        8: { queue: 'general', saying: 'general-topic' },
        9: { go: 'welcome', language: 'en' },
      },
      otherwise: { queue: 'general' },
    },
    more: {
      menu: { prompt: 'choose-more' },
      choices: { 1: { go: 'silent' } },
      otherwise: { end: 'goodbye' },
    },
    silent: { next: { queue: 'general' } },
  },
  queues: {
    general: { skill: 'general', music: 'samba', ring: '15s', joined: 'please-wait' },
    water: { level: 2 },
  },
};

export const CENTRES: Record<string, Centre> = {
  bridged: { name: 'Tax office', how: 'bridge', sip: 'sip:tax@192.0.2.9' },
  redirected: { name: 'City hall', how: 'redirect', sip: 'sip:hall@192.0.2.9' },
  referred: { name: 'Hospital', how: 'refer', sip: 'sip:hospital@192.0.2.9' },
  shut: { name: 'Museum', how: 'bridge', sip: 'sip:museum@192.0.2.9', hours: {} },
};

/** The same line, changed. */
export function lineWith(change: Partial<Line>): Line {
  return { ...LINE, ...change };
}

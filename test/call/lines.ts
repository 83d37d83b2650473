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
  relayed: { name: 'Town hall', how: 'bridge', sip: 'sip:town@192.0.2.9', fallback: 'bridged' },
  level2: { name: 'Experts', how: 'bridge', agents: { needs: { water: 4 } } },
  samu: { name: 'Emergency doctors', how: 'bridge', sip: 'sip:samu@192.0.2.9' },
  shut: { name: 'Museum', how: 'bridge', sip: 'sip:museum@192.0.2.9', hours: {} },
};

/** A line with all that a queue can do, in languages in which values are said. */
export const RICH: Line = {
  ...LINE,
  languages: ['en', 'fr'],
  callback: { numbers: ['+55*'], trunk: 'carrier', queue: 'water' },
  emergency: { to: 'samu', key: '*', numbers: ['157'] },
  crises: { flood: { say: 'flood', start: 'more' }, strike: { say: 'strike' } },
  queues: {
    general: {
      music: 'samba',
      joined: 'please-wait',
      menu: {
        prompt: 'queue-menu',
        every: '90s',
        choices: {
          1: { callback: true },
          2: { go: 'more', language: 'fr' },
          3: { transfer: 'bridged', saying: 'sent', failed: { say: 'no-answer' } },
          4: { queue: 'water', saying: 'water-topic' },
          5: { end: ['address', 'goodbye'] },
          6: { emergency: 'samu', saying: 'danger' },
          7: { transfer: 'referred' },
          8: { transfer: 'level2' },
          9: { transfer: 'redirected' },
        },
      },
      overflow: [
        { waited: '2m', to: { transfer: 'bridged' } },
        { full: true, to: { callback: true, saying: 'queue-full' } },
        { unstaffed: true, to: { queue: 'water' } },
        { expected: '20m', to: { go: 'more' } },
        { closed: true, to: { transfer: 'bridged', saying: 'sent' } },
      ],
      maxWait: { after: '30m', to: { end: ['sorry', 'goodbye'] } },
    },
    water: {},
  },
};

/** The same line, changed. */
export function lineWith(change: Partial<Line>): Line {
  return { ...LINE, ...change };
}

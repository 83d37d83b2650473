/** What supervisors do by the command line: real processes, each action one fact with its author. */
import { test } from 'tap';
import { AT, serveFake, TOKEN } from '../api/fake-live.ts';
import { shortline } from './shell.ts';

test('actions', async (t) => {
  const fake = await serveFake(t);
  const rows: [args: string[], fact: object, out: RegExp][] = [
    [
      ['agents', 'log-in', '2005'],
      { type: 'AgentLoggedIn', agent: '2005' },
      /^2005 Eva Lima: loggedOut; general=3/,
    ],
    [['agents', 'log-out', '2001'], { type: 'AgentLoggedOut', agent: '2001' }, /^2001/],
    [
      ['agents', 'pause', '2001', 'café com leite'],
      { type: 'AgentPaused', agent: '2001', reason: 'café com leite' },
      /^2001/,
    ],
    [
      ['agents', 'ready', '2003'],
      { type: 'AgentReadied', agent: '2003' },
      /^2003 Carla Dias: paused \(lunch\)/,
    ],
    [['agents', 'wrap-up', '2004', '--done'], { type: 'WrapUpDone', agent: '2004' }, /^2004/],
    [
      ['agents', 'wrap-up', '2004', '--extend', '60'],
      { type: 'WrapUpExtended', agent: '2004', until: AT + 65_000 },
      /^2004/,
    ],
    [
      ['agents', 'skills', '2001', 'papers=3', 'work=1'],
      {
        type: 'AgentChanged',
        agent: '2001',
        skills: [
          { name: 'papers', level: 3 },
          { name: 'work', level: 1 },
        ],
        languages: ['pt', 'en'],
      },
      /^2001/,
    ],
    [
      ['agents', 'skills', '2001', '--languages', 'fr,en'],
      { type: 'AgentChanged', agent: '2001', languages: ['fr', 'en'] },
      /^2001/,
    ],
    [
      ['callers', 'move', 'call-q', 'general'],
      { type: 'CallerMoved', callId: 'call-queued', queue: 'general' },
      /^call-queued: queued; queue water; priority 0\n$/,
    ],
    [
      ['callers', 'prioritise', 'call-queued', '0'],
      { type: 'CallerPrioritised', callId: 'call-queued', priority: 0 },
      /^call-queued/,
    ],
    [
      ['callers', 'escalate', 'call-t', 'rescue', '--warm'],
      { type: 'EscalationRequested', callId: 'call-talking', centre: 'rescue', how: 'warm' },
      /; 2002\n$/,
    ],
    [
      ['callers', 'escalate', 'call-t', 'rescue'],
      { type: 'EscalationRequested', how: 'cold' },
      /^call-talking/,
    ],
    [
      ['callers', 'conclude', 'call-cons', 'take-back'],
      { type: 'EscalationConcluded', callId: 'call-consult', how: 'takeBack' },
      /^call-consult/,
    ],
    [
      ['callers', 'conclude', 'call-cons', 'join'],
      { type: 'EscalationConcluded', how: 'join' },
      /^call-consult/,
    ],
    [
      ['callers', 'emergency', 'call-m'],
      { type: 'EmergencyRaised', callId: 'call-menu', centre: 'rescue' },
      /^call-menu/,
    ],
    [
      ['callers', 'emergency', 'call-m', 'tax-office'],
      { type: 'EmergencyRaised', centre: 'tax-office' },
      /^call-menu/,
    ],
    [
      ['queues', 'close', '156', 'water', '--message', 'storm'],
      { type: 'QueueClosed', line: '156', queue: 'water', message: 'storm' },
      /^156 water: open; 2 waiting\n$/,
    ],
    [
      ['queues', 'reopen', '156', 'general'],
      { type: 'QueueReopened', line: '156', queue: 'general' },
      /^156 general: closed by Rui/,
    ],
    [
      ['lines', 'close', '156'],
      { type: 'LineClosed', line: '156', message: '' },
      /^156 Fala Porto Alegre: open\n$/,
    ],
    [
      ['lines', 'reopen', '3939'],
      { type: 'LineReopened', line: '3939' },
      /^3939 Allô: closed by Rui \(strike\); crisis mode heat\n$/,
    ],
    [['crisis', 'start', '156', 'flood'], { type: 'CrisisStarted', line: '156', crisis: 'flood' }, /^156/],
    [['crisis', 'end', '3939', 'heat'], { type: 'CrisisEnded', line: '3939' }, /^3939/],
    [['crisis', 'end', '3939'], { type: 'CrisisEnded', line: '3939' }, /^3939/],
  ];
  for (const [args, fact, out] of rows) {
    fake.facts.length = 0;
    const ran = await shortline([...args, '--url', fake.url, '--token', TOKEN, '--by', 'Aïcha']);
    t.match(ran, { code: 0, out, err: '' }, args.join(' '));
    t.match(fake.facts, [{ ...fact, at: AT, by: 'Aïcha' }], args.join(' '));
    t.equal(fake.facts.length, 1, 'one fact');
  }
});

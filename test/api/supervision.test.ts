/** What supervisors see and do, over real HTTP: each action is one fact with its author. */
import { test } from 'tap';
import { JournalError } from '../../src/journal/port.ts';
import { ask, type Request } from './ask.ts';
import { AGENTS, AT, CALLERS, CENTRES, LINES, QUEUES, serveFake, TOKEN } from './fake-live.ts';

test('what is live', async (t) => {
  const fake = await serveFake(t);
  const rows: [path: string, body: unknown][] = [
    ['/api/callers', CALLERS],
    ['/api/callers/call-queued', CALLERS[1]],
    ['/api/agents', AGENTS],
    ['/api/agents/2002', AGENTS[1]],
    ['/api/queues', QUEUES],
    ['/api/centres', CENTRES],
    ['/api/lines', LINES],
  ];
  for (const [path, body] of rows) {
    const answer = await ask(fake, ['GET', path]);
    t.equal(answer.status, 200, path);
    t.strictSame(answer.body, body, path);
    t.equal(answer.headers.get('cache-control'), 'no-store', path);
  }
});

test('each action is one fact with its author', async (t) => {
  const fake = await serveFake(t);
  const by = 'Rui';
  const rows: [request: Request, fact: object][] = [
    [['POST', '/api/agents/2005/log-in'], { type: 'AgentLoggedIn', agent: '2005' }],
    [['POST', '/api/agents/2002/log-out'], { type: 'AgentLoggedOut', agent: '2002' }],
    [
      ['POST', '/api/agents/2001/pause', { reason: 'pausa café' }],
      { type: 'AgentPaused', agent: '2001', reason: 'pausa café' },
    ],
    [['POST', '/api/agents/2003/ready'], { type: 'AgentReadied', agent: '2003' }],
    [['POST', '/api/agents/2004/wrap-up', { done: true }], { type: 'WrapUpDone', agent: '2004' }],
    [
      ['POST', '/api/agents/2004/wrap-up', { extendSeconds: 30 }],
      { type: 'WrapUpExtended', agent: '2004', until: AT + 35_000 },
    ],
    [
      ['PATCH', '/api/agents/2001', { skills: { trees: 5 } }],
      {
        type: 'AgentChanged',
        agent: '2001',
        skills: [{ name: 'trees', level: 5 }],
        languages: ['pt', 'en'],
      },
    ],
    [
      ['PATCH', '/api/agents/2001', { languages: ['es'] }],
      {
        type: 'AgentChanged',
        agent: '2001',
        skills: [
          { name: 'general', level: 3 },
          { name: 'water', level: 4 },
        ],
        languages: ['es'],
      },
    ],
    [
      ['POST', '/api/callers/call-queued/move', { queue: 'general' }],
      { type: 'CallerMoved', callId: 'call-queued', queue: 'general' },
    ],
    [
      ['POST', '/api/callers/call-back/prioritise', { priority: 100 }],
      { type: 'CallerPrioritised', callId: 'call-back', priority: 100 },
    ],
    [
      ['POST', '/api/callers/call-talking/escalate', { centre: 'tax-office', how: 'warm' }],
      { type: 'EscalationRequested', callId: 'call-talking', centre: 'tax-office', how: 'warm' },
    ],
    ...(['leave', 'join', 'takeBack'] as const).map((how): [Request, object] => [
      ['POST', '/api/callers/call-consult/escalation', { how }],
      { type: 'EscalationConcluded', callId: 'call-consult', how },
    ]),
    [
      ['POST', '/api/callers/call-menu/emergency'],
      { type: 'EmergencyRaised', callId: 'call-menu', via: 'agent', centre: 'rescue' },
    ],
    [
      ['POST', '/api/callers/call-elsewhere/emergency', { centre: 'tax-office' }],
      { type: 'EmergencyRaised', callId: 'call-elsewhere', via: 'agent', centre: 'tax-office' },
    ],
    [
      ['POST', '/api/lines/156/queues/water/close', { message: 'storm' }],
      { type: 'QueueClosed', line: '156', queue: 'water', message: 'storm' },
    ],
    [
      ['POST', '/api/lines/156/queues/general/close', { message: 'storm' }],
      { type: 'QueueClosed', line: '156', queue: 'general', message: 'storm' },
    ],
    [
      ['POST', '/api/lines/156/queues/general/reopen'],
      { type: 'QueueReopened', line: '156', queue: 'general' },
    ],
    [['POST', '/api/lines/156/close'], { type: 'LineClosed', line: '156', message: '' }],
    [['POST', '/api/lines/3939/reopen'], { type: 'LineReopened', line: '3939' }],
    [
      ['POST', '/api/lines/156/crisis', { crisis: 'flood' }],
      { type: 'CrisisStarted', line: '156', crisis: 'flood' },
    ],
    [['DELETE', '/api/lines/3939/crisis'], { type: 'CrisisEnded', line: '3939' }],
  ];
  for (const [request, fact] of rows) {
    fake.facts.length = 0;
    const { status, body } = await ask(fake, request);
    t.equal(status, 200, request.join(' '));
    t.strictSame(fake.facts, [{ ...fact, at: AT, by }], request.join(' '));
    t.type(body, 'object', 'what it has become');
  }
});

test('the last of a call leaves nothing to show', async (t) => {
  let there = CALLERS;
  const fake = await serveFake(t, { callers: () => there, happened: () => (there = []) });
  t.match(await ask(fake, ['POST', '/api/callers/call-menu/emergency']), { status: 204, body: undefined });
});

test('without the token nothing is seen, and nothing done', async (t) => {
  const fake = await serveFake(t);
  const requests: Request[] = [
    ['GET', '/api/callers'],
    ['GET', '/api/callers/call-queued'],
    ['GET', '/api/agents'],
    ['GET', '/api/agents/2001'],
    ['GET', '/api/queues'],
    ['GET', '/api/centres'],
    ['GET', '/api/lines'],
    ['POST', '/api/agents/2005/log-in'],
    ['PATCH', '/api/agents/2005', { skills: 'none' }],
    ['POST', '/api/callers/call-queued/move', { queue: 'general' }],
    ['POST', '/api/lines/156/queues/water/close'],
    ['POST', '/api/lines/156/close'],
    ['POST', '/api/lines/156/crisis', { crisis: 'flood' }],
    ['DELETE', '/api/lines/3939/crisis'],
  ];
  const headers: [given: string, challenge: string][] = [
    ['', 'Bearer realm="shortline"'],
    [`Basic ${TOKEN}`, 'Bearer realm="shortline"'],
    ['Bearer wrong', 'Bearer realm="shortline", error="invalid_token"'],
    [`Bearer ${TOKEN}x`, 'Bearer realm="shortline", error="invalid_token"'],
  ];
  for (const request of requests) {
    for (const [authorization, challenge] of headers) {
      const answer = await ask(fake, request, { authorization });
      t.match(
        answer,
        { status: 401, body: { title: 'Unauthorized' } },
        `${request.join(' ')} ${authorization}`,
      );
      t.equal(answer.headers.get('www-authenticate'), challenge);
      t.notMatch(JSON.stringify(answer.body), TOKEN);
    }
  }
  t.strictSame(fake.facts, []);
  for (const open of ['/healthz', '/api/line', '/']) {
    t.equal((await fetch(fake.url + open)).status, 200, `${open} needs none`);
  }
  t.equal(
    (await ask(fake, ['GET', '/api/lines'], { authorization: `bearer  ${TOKEN} ` })).status,
    200,
    'the scheme in any case',
  );
});

test('the author', async (t) => {
  const fake = await serveFake(t);
  const login: Request = ['POST', '/api/agents/2005/log-in'];
  const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  const good: [header: string, by: string][] = [
    ['rui', 'rui'],
    [utf8('Aïcha Kouassi 日'), 'Aïcha Kouassi 日'],
    ['Zo\u00e9', 'Zoé'],
    [utf8('é'.repeat(64)), 'é'.repeat(64)],
  ];
  for (const [header, by] of good) {
    t.equal((await ask(fake, login, { 'x-author': header })).status, 200, by);
    t.match(fake.facts.at(-1), { by });
  }
  fake.facts.length = 0;
  for (const header of ['', ' ', 'a'.repeat(65), 'a\tb', utf8('a\u200bb')]) {
    const answer = await ask(fake, login, { 'x-author': header });
    t.match(answer, { status: 400, body: { field: 'X-Author' } }, JSON.stringify(header));
  }
  const none = await fetch(`${fake.url}/api/agents/2005/log-in`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  t.equal(none.status, 400);
  t.match(await none.json(), { field: 'X-Author', detail: /who does this/ });
  t.strictSame(fake.facts, []);
  t.equal(
    (await ask(fake, ['GET', '/api/lines'], { 'x-author': '' })).status,
    200,
    'who only looks needs none',
  );
});

test('what cannot be journalled is not done', async (t) => {
  const fake = await serveFake(t, {
    happened: () => {
      throw new JournalError('no room on /data/journal', new Error('ENOSPC'));
    },
  });
  const { status, body } = await ask(fake, ['POST', '/api/lines/156/close']);
  t.equal(status, 503);
  t.match(body, { title: 'Service Unavailable', detail: 'the journal is away: nothing was done' });
  t.notMatch(JSON.stringify(body), 'ENOSPC');
});

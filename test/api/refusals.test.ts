/** What supervisors may not do, over real HTTP: bad input and bad moments change nothing, and say why. */
import { test } from 'tap';
import { ask, type Request } from './ask.ts';
import { serveFake } from './fake-live.ts';

test('bad input names the field, and changes nothing', async (t) => {
  const fake = await serveFake(t);
  const rows: [request: Request, field: string, detail: string][] = [
    [['POST', '/api/agents/2001/pause'], 'reason', 'is missing'],
    [['POST', '/api/agents/2001/pause', { reason: '' }], 'reason', 'pattern'],
    [['POST', '/api/agents/2001/pause', { reason: 5 }], 'reason', 'string'],
    [['POST', '/api/agents/2001/pause', { reason: 'x', resaon: 'y' }], 'resaon', 'did you mean "reason"?'],
    [['POST', '/api/agents/2001/ready', { x: 1 }], 'x', 'no such field'],
    [['POST', '/api/agents/2004/wrap-up', { extendSeconds: 0 }], 'extendSeconds', '>= 1'],
    [['POST', '/api/agents/2004/wrap-up', { extendSeconds: '9' }], 'extendSeconds', 'integer'],
    [['PATCH', '/api/agents/2001', { skills: { water: 6 } }], 'skills.water', '<= 5'],
    [['PATCH', '/api/agents/2001', { skills: { Water: 1 } }], 'skills.Water', 'no such field'],
    [['PATCH', '/api/agents/2001', { languages: ['french'] }], 'languages.0', 'pattern'],
    [['POST', '/api/callers/call-queued/move', {}], 'queue', 'is missing'],
    [
      ['POST', '/api/callers/call-queued/move', { queue: 'genral' }],
      'queue',
      'there is no queue of the line 156 named "genral"; did you mean "general"?',
    ],
    [['POST', '/api/callers/call-queued/move', { queue: 'papers' }], 'queue', 'known: general, water'],
    [['POST', '/api/callers/call-queued/prioritise', { priority: 101 }], 'priority', '<= 100'],
    [['POST', '/api/callers/call-queued/prioritise', { priority: 1.5 }], 'priority', 'integer'],
    [['POST', '/api/callers/call-talking/escalate', { centre: 'tax-office' }], 'how', 'is missing'],
    [
      ['POST', '/api/callers/call-talking/escalate', { centre: 'tax-ofice', how: 'cold' }],
      'centre',
      'did you mean "tax-office"?',
    ],
    [
      ['POST', '/api/callers/call-talking/escalate', { centre: 'tax-office', how: 'hot' }],
      'how',
      'expected cold or warm',
    ],
    [
      ['POST', '/api/callers/call-consult/escalation', { how: 'go' }],
      'how',
      'expected leave or join or takeBack',
    ],
    [['POST', '/api/callers/call-menu/emergency', { centre: 'resque' }], 'centre', 'did you mean "rescue"?'],
    [['POST', '/api/lines/156/queues/water/close', { message: 'strom' }], 'message', 'did you mean "storm"?'],
    [['POST', '/api/lines/156/close', { message: '' }], 'message', '1 character'],
    [['POST', '/api/lines/156/crisis', { crisis: 'flod' }], 'crisis', 'did you mean "flood"?'],
    [['POST', '/api/lines/156/crisis'], 'crisis', 'is missing'],
  ];
  for (const [request, field, detail] of rows) {
    const what = request.map((part) => JSON.stringify(part)).join(' ');
    const answer = await ask(fake, request);
    t.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8', what);
    t.match(answer.body, { type: 'about:blank', title: 'Bad Request', status: 400, field }, what);
    t.match(answer.body.detail, detail, what);
  }
  for (const body of [{}, { done: true, extendSeconds: 5 }]) {
    t.match(await ask(fake, ['POST', '/api/agents/2004/wrap-up', body]), { status: 400 });
  }
  t.strictSame(fake.facts, []);
});

test('what is unknown is suggested', async (t) => {
  const fake = await serveFake(t);
  const rows: [request: Request, detail: string][] = [
    [['GET', '/api/agents/2009'], 'there is no agent "2009"; did you mean "2001"?'],
    [['POST', '/api/agents/ana/log-in'], 'there is no agent "ana"; known: 2001, 2002, 2003, 2004, 2005'],
    [['GET', '/api/callers/call-queud'], 'there is no call "call-queud"; did you mean "call-queued"?'],
    [
      ['POST', '/api/callers/nobody-at-all/prioritise', { priority: 1 }],
      'there is no call "nobody-at-all"; known:',
    ],
    [['POST', '/api/lines/157/close'], 'there is no line "157"; did you mean "156"?'],
    [
      ['POST', '/api/lines/156/queues/watr/reopen'],
      'there is no queue of the line 156 named "watr"; did you mean "water"?',
    ],
    [['DELETE', '/api/lines/1/crisis'], 'there is no line "1"; known: 156, 3939'],
  ];
  for (const [request, detail] of rows) {
    const { status, body } = await ask(fake, request);
    t.equal(status, 404, detail);
    t.match(body.detail, detail);
  }
  t.strictSame(fake.facts, []);
});

test('what makes no sense now is refused, and says why', async (t) => {
  const fake = await serveFake(t);
  const rows: [request: Request, detail: string][] = [
    [['POST', '/api/agents/2001/log-in'], '2001 is logged in already'],
    [['POST', '/api/agents/2005/log-out'], '2005 is logged out'],
    [['POST', '/api/agents/2005/pause', { reason: 'lunch' }], '2005 is logged out'],
    [['POST', '/api/agents/2005/ready'], '2005 is logged out'],
    [['POST', '/api/agents/2001/ready'], '2001 is ready already'],
    [['POST', '/api/agents/2001/wrap-up', { done: true }], '2001 is not in wrap-up'],
    [['POST', '/api/callers/call-talking/move', { queue: 'general' }], 'call-talking is talking'],
    [
      ['POST', '/api/callers/call-queued/move', { queue: 'water' }],
      'call-queued waits in the queue water already',
    ],
    [['POST', '/api/callers/call-menu/prioritise', { priority: 1 }], 'call-menu is in the menu'],
    [
      ['POST', '/api/callers/call-queued/escalate', { centre: 'rescue', how: 'cold' }],
      'call-queued waits in a queue',
    ],
    [
      ['POST', '/api/callers/call-at-centre/escalate', { centre: 'rescue', how: 'cold' }],
      'call-at-centre talks with a centre',
    ],
    [['POST', '/api/callers/call-talking/escalation', { how: 'leave' }], 'call-talking is talking'],
    [
      ['POST', '/api/callers/call-conference/escalation', { how: 'join' }],
      'call-conference is in a conference already',
    ],
    [['POST', '/api/callers/call-elsewhere/emergency'], 'the line 3939 names no destination for emergencies'],
    [['POST', '/api/callers/call-back/emergency'], 'call-back waits to be called back'],
    [
      ['POST', '/api/callers/call-away/emergency', { centre: 'tax-office' }],
      'call-away is with the centre tax-office already',
    ],
    [['POST', '/api/lines/156/queues/general/close'], 'the queue general of the line 156 is closed already'],
    [
      ['POST', '/api/lines/156/queues/water/reopen'],
      'the queue water of the line 156 was not closed by anyone',
    ],
    [['POST', '/api/lines/3939/close', { message: 'strike' }], 'the line 3939 is closed already'],
    [['POST', '/api/lines/156/reopen'], 'the line 156 was not closed by anyone'],
    [['POST', '/api/lines/3939/crisis', { crisis: 'heat' }], 'the crisis mode heat is on already'],
    [['DELETE', '/api/lines/156/crisis'], 'no crisis mode is on at the line 156'],
  ];
  for (const [request, detail] of rows) {
    const { status, body } = await ask(fake, request);
    t.equal(status, 409, detail);
    t.match(body, { title: 'Conflict', detail: new RegExp(detail) });
  }
  t.strictSame(fake.facts, []);
});

/** What supervisors see of a node. */
import { type Test, test } from 'tap';
import { liveOf } from '../../src/app/live.ts';
import { viewOf, waitingOf } from '../../src/app/view.ts';
import { settled } from './fakes.ts';
import { CONFIGURATION, House } from './house.ts';

async function observed(t: Test) {
  const house = await House.open(t);
  return { house, live: liveOf(house.node, CONFIGURATION, () => house.now) };
}

test('where a caller is, from the menu to the talk', async (t) => {
  const { house, live } = await observed(t);
  const phases: unknown[] = [];
  const look = () => {
    const [caller] = live.callers();
    phases.push([caller?.phase, caller?.agent ?? caller?.centre]);
  };
  await house.call('c1');
  look();
  await house.say();
  await house.say('8');
  house.now += 5_000;
  look();
  t.match(live.callers(), [
    { callId: 'c1', line: '156', number: '+555132890156', queue: 'general', position: 1, waitedMs: 5_000 },
  ]);
  await house.register();
  look();
  house.sip.last.answer();
  await settled();
  house.media.leg('media1').bridged.resolve();
  await settled();
  look();
  const by = { at: house.now, callId: 'c1', by: '2001' };
  await house.happened({ type: 'EscalationRequested', ...by, centre: 'bridged', how: 'warm' });
  look();
  house.sip.last.answer();
  await settled();
  look();
  await house.happened({ type: 'EscalationConcluded', ...by, how: 'join' });
  look();
  t.strictSame(phases, [
    ['menu', undefined],
    ['queued', undefined],
    ['offered', '2001'],
    ['talking', '2001'],
    ['talking', '2001'],
    ['consult', '2001'],
    ['conference', '2001'],
  ]);
});

test('a caller who is called back', async (t) => {
  const { house, live } = await observed(t);
  const call = await house.caller('c1');
  await house.happened({ type: 'CallbackAsked', at: house.now, callId: 'c1', number: '+555132890156' });
  call.cancel();
  await settled();
  t.match(live.callers(), [{ phase: 'callback', callId: 'c1' }]);
  t.match(
    live.queues().find(({ queue }) => queue === 'general'),
    { callbacks: 1, waiting: 0 },
  );
});

test('agents, queues, centres and lines', async (t) => {
  const { house, live } = await observed(t);
  await house.register();
  await house.caller('c1');
  await house.caller('c2');
  house.now += 61_000;
  t.match(live.agents(), [
    { account: '2001', status: 'offered', registered: true, misses: 0 },
    { account: '2002', registered: false, sinceMs: 61_000 },
    { account: '2003' },
  ]);
  t.match(
    live.queues().find(({ queue }) => queue === 'general'),
    { line: '156', name: 'general', waiting: 2, oldestMs: 61_000, agentsReady: 0 },
  );
  t.match(live.lines(), [
    { line: '156', calls: 2, waiting: 2, open: true, crises: [], queues: ['general', 'water'] },
  ]);
  const shut = live.centres().find(({ name }) => name === 'shut');
  t.match(shut, { title: 'Museum', up: true, open: false, load: 0 });
  t.match(
    live.centres().find(({ name }) => name === 'bridged'),
    { open: true },
  );
  t.equal(waitingOf(house.node), 2);
});

test('what supervisors do is decided as any fact is', async (t) => {
  const { house, live } = await observed(t);
  const by = { at: live.now(), line: '156', by: 'Rui' };
  live.happened({ type: 'LineClosed', ...by, message: 'storm' });
  t.match(live.lines(), [{ open: false, closed: { message: 'storm' } }]);
  live.happened({ type: 'LineReopened', ...by });
  t.match(live.lines(), [{ open: true, closed: undefined }]);
  live.happened({ type: 'QueueClosed', ...by, queue: 'water', message: '' });
  await house.caller('c1');
  live.happened({ type: 'CentreDown', at: live.now(), centre: 'samu', reason: 'OPTIONS got 503' });
  t.match(
    live.centres().find(({ name }) => name === 'samu'),
    { up: false },
  );
  t.equal(house.node.isDown('samu'), true);
});

test('prompts that can be said in every language of the line', async (t) => {
  const house = await House.open(t);
  const prompt = (text: string) => ({ text, rates: [8_000] });
  const prompts = new Map([
    ['pt', new Map(['storm', 'strike'].map((name) => [name, prompt(name)]))],
    ['en', new Map([['storm', prompt('storm')]])],
  ]);
  const live = liveOf(house.node, { ...CONFIGURATION, prompts }, () => house.now);
  t.strictSame(live.prompts('156'), ['storm']);
  t.strictSame(live.prompts('999'), []);
});

test('what the page shows', async (t) => {
  const { house } = await observed(t);
  await house.register();
  await house.call('c1');
  t.match(viewOf(house.node, CONFIGURATION, '192.0.2.100:5060'), {
    open: true,
    sip: '192.0.2.100:5060',
    lines: [{ line: '156', name: 'Fala Porto Alegre', calls: 1 }],
    waiting: 0,
    agents: [{ account: '2001', status: 'ready', registered: true }, {}, {}],
  });
});

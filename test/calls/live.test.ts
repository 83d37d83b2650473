/** What supervisors do to a running line takes effect in the calls: agents, callers, queues, the line, a crisis. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import {
  centre,
  edits,
  freeUdpPort,
  lineHas,
  menuFirst,
  noWords,
  noWrapUp,
  step,
} from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const port = await freeUdpPort();
const edit = edits(
  menuFirst,
  noWrapUp,
  noWords,
  centre('rescue', port),
  lineHas('crises: { flood: { say: crisis-message, start: flood } }, emergency: { to: rescue, key: "*" }'),
  step(
    'flood',
    'menu: { prompt: transferring, wait: 3s }, choices: { 1: { emergency: rescue }, 2: { queue: housing } }, otherwise: { queue: general }',
  ),
);

lineTests('agents, by a supervisor', { edit }, (each) => {
  each('paused: no telephone rings; ready: the caller is offered at that moment', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const agent = await stage.agent('1001');
    await supervisor.does('/agents/1001/pause', { reason: 'training' });
    const call = await chooses(stage, '1');
    await supervisor.sees(call, 'queued');
    t.match(await supervisor.agent('1001'), { status: 'paused', reason: 'training' });
    t.equal(agent.rung, 0);
    await supervisor.does('/agents/1001/ready');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });

  each('logged out while the telephone rings: the caller goes to the next', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const leaving = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const ringing = await leaving.rings();
    ringing.ring();
    const staying = await stage.agent('1003');
    await supervisor.does('/agents/1001/log-out');
    t.match(await ringing.ended(), { by: 'them', how: 'CANCEL' });
    const offered = await staying.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
    await supervisor.does('/agents/1001/log-in');
  });

  each('given a skill: who waits for it is offered at once; without it no more', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '4');
    await supervisor.sees(call, 'queued');
    t.equal(agent.rung, 0, 'no agent for housing yet');
    await supervisor.does('/agents/1001', { skills: { general: 4, housing: 3 } }, 'PATCH');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await supervisor.does('/agents/1001', { skills: { general: 4, papers: 5, work: 2 } }, 'PATCH');
    await call.hangUp();
    const next = await chooses(stage, '4');
    await supervisor.sees(next, 'queued');
    t.equal(agent.rung, 1);
    await next.hangUp();
  });
});

lineTests('callers, by a supervisor', { edit }, (each) => {
  each('moved to another queue: an agent of that one serves the caller', async (_, stage) => {
    const supervisor = new Supervisor(stage.line);
    const agent = await stage.agent('1003');
    const call = await chooses(stage, '3');
    await supervisor.sees(call, 'queued');
    await supervisor.does(`/callers/${call.callId}/move`, { queue: 'housing' });
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });

  each('prioritised: served before those who came earlier', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const first = await chooses(stage, '1', { from: '0612345601' });
    await supervisor.sees(first, 'queued');
    const second = await chooses(stage, '1', { from: '0612345602' });
    await supervisor.sees(second, 'queued');
    await supervisor.does(`/callers/${second.callId}/prioritise`, { priority: 50 });
    t.equal((await supervisor.caller(second))?.position, 1);
    const agent = await stage.agent('1001');
    const offered = await agent.rings();
    t.match(offered.invite.from.uri, /612345602/);
    await offered.answer();
    await talk(second, offered);
    await second.hangUp();
    await (await agent.rings()).answer();
    await first.hangUp();
  });
});

lineTests('closing exceptionally', { edit }, (each) => {
  each('a queue: who waits and who comes hear its message; reopened, it takes calls', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const waiting = await chooses(stage, '1', { from: '0612345601' });
    await supervisor.sees(waiting, 'queued');
    const path = '/lines/3939/queues/papers';
    await supervisor.does(`${path}/close`, { message: 'no-agent-sorry' });
    await waiting.audio.hears('fr/no-agent-sorry', { share: 0.3 });
    t.match(await waiting.ended(20_000), { by: 'them' });
    const late = await chooses(stage, '1', { from: '0612345602' });
    await late.audio.hears('fr/no-agent-sorry', { share: 0.3, within: 20_000 });
    await late.hangUp();
    await supervisor.does(`${path}/reopen`);
    const call = await chooses(stage, '1');
    await supervisor.sees(call, 'queued');
    await call.hangUp();
  });

  each('the line: who calls hears the message and no menu; who talks goes on', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const agent = await stage.agent('1001');
    const talking = await chooses(stage, '1');
    const offered = await agent.rings();
    await offered.answer();
    await supervisor.does('/lines/3939/close');
    const late = await (await stage.phone()).call('3939');
    await late.answered();
    await late.audio.hears('fr/line-closed-exceptionally', { share: 0.3 });
    await late.hangUp();
    await talk(talking, offered);
    await talking.hangUp();
    await supervisor.does('/lines/3939/reopen');
    const call = await (await stage.phone()).call('3939');
    await call.audio.hears('fr/choose-topic', { share: 0.05 });
    t.pass('open again');
    await call.hangUp();
  });
});

lineTests('a crisis', { edit }, (each) => {
  each(
    'its message first, then its own menu; its emergency leaves at once; ended, all is as before',
    async (t, stage) => {
      const supervisor = new Supervisor(stage.line);
      await supervisor.does('/lines/3939/crisis', { crisis: 'flood' });
      const office = await stage.phone({ user: 'rescue', port });
      const call = await (await stage.phone()).call('3939');
      const message = await call.audio.hears('fr/crisis-message', { share: 0.3 });
      t.ok(message.at < 3, 'first of all');
      await call.audio.hears('fr/transferring', { share: 0.3, from: message.at });
      call.audio.press('1');
      const asked = await office.rings(5_000);
      await asked.answer();
      await talk(call, asked);
      await call.hangUp();
      await asked.ended();
      await supervisor.does('/lines/3939/crisis', {}, 'DELETE');
      const after = await (await stage.phone()).call('3939');
      await after.audio.hears('fr/choose-topic', { share: 0.05 });
      await after.hangUp();
    },
  );
});

/** Agents say what they do by dialling codes on any telephone, and a spoken word confirms it. */
import type { Test } from 'tap';
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { Phone } from '../harness/phone.ts';
import { menuFirst } from '../harness/settings.ts';

/** Dials a code and hears the word that confirms it; the line ends the call by itself. */
async function dials(t: Test, agent: Phone, code: string, word: string): Promise<void> {
  const call = await agent.call(code);
  await call.answered();
  await call.audio.hears(`fr/${word}`, { share: 0.6 });
  t.match(await call.ended(), { by: 'them', how: 'BYE' }, `${code}: ${word}`);
}

async function statusOf(stage: Stage, account: string): Promise<string> {
  const { text } = await stage.line.get('/api/line');
  const { agents } = JSON.parse(text) as { agents: { account: string; status: string }[] };
  return agents.find((agent) => agent.account === account)?.status ?? 'unknown';
}

lineTests('feature codes', { edit: menuFirst }, (each) => {
  each('*2 pauses and *1 makes ready: the waiting caller is offered at that moment', async (t, stage) => {
    const agent = await stage.agent('1001');
    await dials(t, agent, '*2', 'agent-paused');
    t.equal(await statusOf(stage, '1001'), 'paused');
    const call = await chooses(stage, '1');
    await call.audio.hears('fr/please-wait', { share: 0.3 });
    t.equal(agent.rung, 0, 'no telephone rings while its agent is paused');
    await dials(t, agent, '*1', 'agent-ready');
    await agent.rings();
    await call.hangUp();
  });

  each('*2 with a digit gives the reason', async (t, stage) => {
    const agent = await stage.agent('1001');
    await dials(t, agent, '*22', 'agent-paused');
    const { text } = await stage.line.get('/api/line');
    t.match(text, /"reason":"lunch"/);
    await dials(t, agent, '*1', 'agent-ready');
  });

  each('*3 ends the wrap-up after a call', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
    await offered.ended();
    t.equal(await statusOf(stage, '1001'), 'wrapUp');
    await dials(t, agent, '*3', 'agent-wrap-up-done');
    t.equal(await statusOf(stage, '1001'), 'ready');
  });

  each('*5 logs out and *4 logs in', async (t, stage) => {
    const agent = await stage.agent('1001');
    await dials(t, agent, '*5', 'agent-logged-out');
    t.equal(await statusOf(stage, '1001'), 'loggedOut');
    await dials(t, agent, '*1', 'agent-refused');
    await dials(t, agent, '*4', 'agent-logged-in');
    t.equal(await statusOf(stage, '1001'), 'ready');
  });

  each('a code that does not exist is told so', async (t, stage) => {
    const agent = await stage.agent('1001');
    for (const code of ['*9', '*27', '*']) await dials(t, agent, code, 'agent-unknown-code');
    t.equal(await statusOf(stage, '1001'), 'ready', 'nothing has changed');
  });

  each('an agent may hang up before the word is said', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await agent.call('*1');
    await call.answered();
    await call.hangUp();
    t.ok(call.isOver);
  });
});

lineTests('feature codes from baresip', { edit: menuFirst, peers: ['baresip'] }, (each) => {
  each('a softphone pauses its agent', async (t, stage) => {
    const agent = await stage.baresip({ login: { account: '1002', secret: 'demo-1002' } });
    await agent.registered();
    await agent.dial('*2');
    await agent.event('CALL_ESTABLISHED');
    await agent.event('CALL_CLOSED');
    t.ok((await agent.heard()).length > 4_000, 'it heard the word');
    t.equal(await statusOf(stage, '1002'), 'paused');
  });
});

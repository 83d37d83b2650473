/** Which agent a caller gets: needs that relax, languages, priorities, the agent of last time, preferences. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { Phone } from '../harness/phone.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import { edits, menuFirst, noWords, noWrapUp, queueHas, replace } from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const AGENTS = 'sip-config/agents.yaml';
const base = edits(menuFirst, noWrapUp, noWords);

/** The agent's telephone rings for the caller, is answered, and both talk. */
async function serves(agent: Phone, call: PhoneCall): Promise<PhoneCall> {
  const offered = await agent.rings();
  await offered.answer();
  await talk(call, offered);
  return offered;
}

const relaxing = edits(
  base,
  queueHas('papers', 'level: 5, relax: [{ after: 2s, level: 3 }]'),
  queueHas('work', 'priority: 20'),
  queueHas('housing', 'strategy: most-skilled'),
);
lineTests('needs and priorities', { edit: relaxing }, (each) => {
  each('an expert is asked for at first, and after a time whoever knows enough', async (t, stage) => {
    const fair = await stage.agent('1003');
    const began = performance.now();
    const call = await chooses(stage, '1');
    await serves(fair, call);
    t.ok(performance.now() - began >= 2_000, 'not before the time');
    await call.hangUp();
    const expert = await stage.agent('1001');
    const second = await chooses(stage, '1', { from: '0612345602' });
    await serves(expert, second);
    t.equal(fair.rung, 1, 'where an expert is free, nobody else is asked');
    await second.hangUp();
  });

  each('a queue of higher priority is served first, by an agent of both', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const first = await chooses(stage, '0', { from: '0612345601' });
    await supervisor.sees(first, 'queued');
    const urgent = await chooses(stage, '3', { from: '0612345602' });
    await supervisor.sees(urgent, 'queued');
    const agent = await stage.agent('1002');
    const offered = await serves(agent, urgent);
    t.match(offered.invite.from.uri, /612345602/);
    await urgent.hangUp();
    await serves(agent, first);
    await first.hangUp();
  });

  each('a caller whom nobody can serve holds up nobody behind', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const stuck = await chooses(stage, '4', { from: '0612345601' });
    await supervisor.sees(stuck, 'queued');
    const behind = await chooses(stage, '0', { from: '0612345602' });
    await supervisor.sees(behind, 'queued');
    const agent = await stage.agent('1001');
    const offered = await serves(agent, behind);
    t.match(offered.invite.from.uri, /612345602/);
    t.equal((await supervisor.caller(stuck))?.phase, 'queued');
    await behind.hangUp();
    await stuck.hangUp();
  });

  each('most-skilled: the best of the idle agents', async (t, stage) => {
    const agents = await Promise.all(['1002', '1004', '1003'].map((account) => stage.agent(account)));
    const call = await chooses(stage, '4');
    await serves(agents[2]!, call);
    t.strictSame(
      agents.map(({ rung }) => rung),
      [0, 0, 1],
    );
    await call.hangUp();
  });
});

const people = edits(
  base,
  replace(
    AGENTS,
    'skills: { general: 4, papers: 5, work: 2 }\n    languages: [fr, en]',
    'skills: { general: 4, papers: 5, work: 2 }\n    languages: [fr]',
  ),
  queueHas('papers', 'language: required'),
  queueHas('work', 'lastAgent: { within: 1h, patience: 20s }'),
);
lineTests('languages, and the agent of last time', { edit: people }, (each) => {
  each('who asks in English waits for an agent who speaks it', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const french = await stage.agent('1001');
    const call = await chooses(stage, '9');
    await call.audio.hears('en/choose-topic', { share: 0.05, within: 20_000 });
    call.audio.press('1');
    await supervisor.sees(call, 'queued');
    t.equal(french.rung, 0);
    const english = await stage.agent('1003');
    await serves(english, call);
    await call.hangUp();
  });

  each('who calls again has the same agent, also when that one talks and is waited for', async (t, stage) => {
    const agents = await Promise.all(['1002', '1004'].map((account) => stage.agent(account)));
    const first = await chooses(stage, '3', { from: '0612345601' });
    const { agent, offered } = await Promise.race(
      agents.map(async (one) => ({ agent: one, offered: await one.rings() })),
    );
    const other = agents.find((one) => one !== agent)!;
    await offered.answer();
    await talk(first, offered);
    await first.hangUp();
    // somebody else talks with that agent now
    await isAlone(stage, agent, async (talking) => {
      const again = await chooses(stage, '3', { from: '0612345601' });
      await new Supervisor(stage.line).sees(again, 'queued');
      t.equal(other.rung, 0, 'another agent is idle, and not asked');
      await talking.hangUp();
      await serves(agent, again);
      await again.hangUp();
    });
  });
});

/** A caller whom only this agent serves, while `then` goes on. */
async function isAlone(
  stage: Stage,
  agent: Phone,
  then: (talking: PhoneCall) => Promise<void>,
): Promise<void> {
  const supervisor = new Supervisor(stage.line);
  const others = ['1002', '1004'].filter((account) => account !== agent.user);
  for (const account of others) await supervisor.does(`/agents/${account}/pause`, { reason: 'break' });
  const call = await chooses(stage, '3', { from: '0612345609' });
  const talking = await serves(agent, call);
  for (const account of others) await supervisor.does(`/agents/${account}/ready`);
  await then(talking);
}

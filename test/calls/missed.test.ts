/** Missed offers: the place is kept, the reasons are told apart, and who misses too often is paused. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { edits, menuFirst, noWords, noWrapUp, replace, ringing } from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const quick = edits(menuFirst, noWrapUp, noWords, ringing('1s'));

lineTests('missed offers', { edit: quick }, (each) => {
  each('a caller whose offer was missed stays before those who came later', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const first = await chooses(stage, '1', { from: '0612345601' });
    const { place } = await supervisor.sees(first, 'queued');
    const second = await chooses(stage, '1', { from: '0612345602' });
    await supervisor.sees(second, 'queued');
    const slow = await stage.agent('1001');
    const missed = await slow.rings();
    t.match(missed.invite.from.uri, /612345601/);
    missed.ring();
    await missed.ended();
    const again = await slow.rings();
    t.match(again.invite.from.uri, /612345601/, 'the same caller again');
    t.equal((await supervisor.caller(first))?.place, place, 'at the same place');
    again.reject(486);
    const third = await slow.rings();
    t.match(third.invite.from.uri, /612345601/);
    await third.answer();
    await talk(first, third);
    await first.hangUp();
    const next = await slow.rings();
    t.match(next.invite.from.uri, /612345602/);
    await next.answer();
    await talk(second, next);
    await second.hangUp();
  });

  each('agents ring one after the other for one caller, never two at once', async (t, stage) => {
    const agents = await Promise.all(['1001', '1003', '1004'].map((account) => stage.agent(account)));
    const call = await chooses(stage, '1');
    const waiting = new Set(agents);
    for (let rang = 1; rang <= agents.length; rang += 1) {
      const { agent, offered } = await Promise.race(
        [...waiting].map(async (one) => ({ agent: one, offered: await one.rings() })),
      );
      waiting.delete(agent);
      t.equal(agents.filter((one) => one.rung > 0).length, rang, 'one more telephone rang');
      offered.ring();
      if (rang < agents.length) t.match(await offered.ended(), { how: 'CANCEL' });
      else {
        await offered.answer();
        await talk(call, offered);
      }
    }
    await call.hangUp();
  });
});

const strict = edits(
  quick,
  replace('sip-config/agents.yaml', '\nrealm: shortline', '\nmissesBeforePause: 1\nrealm: shortline'),
);
lineTests('a line that pauses at the first miss', { edit: strict }, (each) => {
  for (const [what, reason, status] of [
    ['does not answer', 'no-answer', undefined],
    ['is busy', 'busy', 486],
    ['rejects', 'rejected', 603],
  ] as const) {
    each(`tells why: a telephone that ${what}`, async (t, stage) => {
      const supervisor = new Supervisor(stage.line);
      const missing = await stage.agent('1001');
      const call = await chooses(stage, '1');
      const offered = await missing.rings();
      if (status === undefined) offered.ring();
      else offered.reject(status);
      t.match(await supervisor.seesAgent('1001', 'paused'), { reason: `missed-${reason}` });
      const other = await stage.agent('1003');
      const next = await other.rings();
      await next.answer();
      await talk(call, next);
      await call.hangUp();
      await next.ended();
      t.equal(missing.rung, 1, 'a paused agent is not asked');
      await supervisor.does('/agents/1001/ready');
    });
  }

  each(
    'a telephone that cannot be reached (404) is no miss: it is asked again once it registers',
    async (t, stage) => {
      const supervisor = new Supervisor(stage.line);
      const gone = await stage.agent('1001');
      const call = await chooses(stage, '1');
      (await gone.rings()).reject(404);
      const other = await stage.agent('1003');
      const next = await other.rings();
      await next.answer();
      await talk(call, next);
      const second = await chooses(stage, '1', { from: '0612345602' });
      await supervisor.sees(second, 'queued');
      t.equal(gone.rung, 1, 'not asked for the next caller');
      t.match(await supervisor.agent('1001'), { status: 'ready', misses: 0 });
      await gone.register();
      const again = await gone.rings();
      await again.answer();
      await talk(second, again);
      await call.hangUp();
      await second.hangUp();
    },
  );

  each('a telephone that has lost its network holds up nobody', async (_, stage) => {
    const lost = await stage.phone({ user: '1001', login: { account: '1001', secret: 'demo-1001' } });
    await lost.register();
    await lost.close();
    const call = await chooses(stage, '1');
    const other = await stage.agent('1003');
    const offered = await other.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });
});

const breath = edits(
  menuFirst,
  noWords,
  replace('sip-config/agents.yaml', /wrapUpSeconds: \d+/, 'wrapUpSeconds: 1'),
  replace('sip-config/agents.yaml', '\nrealm: shortline', '\nbreathSeconds: 3\nrealm: shortline'),
);
lineTests('between two calls', { edit: breath }, (each) => {
  each('an agent has a breath, even when the wrap-up is shorter', async (t, stage) => {
    const agent = await stage.agent('1001');
    const first = await chooses(stage, '1', { from: '0612345601' });
    const talking = await agent.rings();
    await talking.answer();
    await talk(first, talking);
    const second = await chooses(stage, '1', { from: '0612345602' });
    await talking.hangUp();
    const ended = performance.now();
    await first.ended();
    await (await agent.rings()).answer();
    t.ok(performance.now() - ended > 2_900, 'three seconds at least');
    await second.hangUp();
  });
});

lineTests('the wrap-up', { edit: edits(menuFirst, noWords) }, (each) => {
  each('is made longer by the agent, and ended', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const talking = await agent.rings();
    await talking.answer();
    await talk(call, talking);
    await call.hangUp();
    await talking.ended();
    const { wrapUpUntil = 0 } = await supervisor.seesAgent('1001', 'wrapUp');
    const longer = await agent.call('*6');
    await longer.audio.hears('fr/agent-wrap-up-extended', { share: 0.3 });
    const extended = await supervisor.seesAgent('1001', 'wrapUp');
    t.ok((extended.wrapUpUntil ?? 0) - wrapUpUntil >= 60_000, 'a minute more');
    await supervisor.does('/agents/1001/wrap-up', { done: true });
    await supervisor.seesAgent('1001', 'ready');
    await longer.hangUp().catch(() => undefined);
  });
});

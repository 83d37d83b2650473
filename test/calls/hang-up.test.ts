/** A citizen may hang up at any stage, and nothing of the call is left; one who repeats himself is one call. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { earlyMedia, edits, menuFirst, noWrapUp } from '../harness/settings.ts';
import { Scenario } from '../harness/sipp-scenario.ts';

const edit = edits(menuFirst, noWrapUp);

lineTests('hanging up', { edit }, (each) => {
  each('in the menu', async (t, stage) => {
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    await call.audio.hears('fr/choose-topic', { share: 0.05 });
    await call.hangUp();
    t.match(await call.ended(), { by: 'us' });
  });

  each('in the queue', async (_, stage) => {
    const call = await chooses(stage, '1');
    await call.audio.hears('fr/please-wait', { share: 0.2 });
    await call.hangUp();
  });

  each(
    'while the agent’s telephone rings: it stops, and the agent is free for the next caller',
    async (t, stage) => {
      const agent = await stage.agent('1001');
      const call = await chooses(stage, '1');
      const offered = await agent.rings();
      offered.ring();
      await call.hangUp();
      t.match(await offered.ended(), { by: 'them', how: 'CANCEL' });
      const next = await chooses(stage, '1');
      await (await agent.rings()).answer();
      await next.hangUp();
    },
  );

  each('in the talk', async (_, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
    await offered.ended();
  });

  each('at the very first moment: CANCEL, or BYE right after the ACK', async (t, stage) => {
    const citizen = await stage.phone();
    const given = await citizen.call('3939');
    // The line answers at once: the CANCEL meets the INVITE or the 200, and both are an orderly end.
    const status = await given.cancel();
    if (status === 200) await given.hangUp();
    t.ok(given.isOver, String(status));
    const short = await citizen.call('3939');
    await short.answered();
    await short.hangUp();
  });
});

lineTests('hanging up in a rush', { edit }, (each) => {
  each('twenty callers who leave as soon as they are answered leave nothing behind', async (t, stage) => {
    const citizen = await stage.phone();
    const leave = async () => {
      const call = await citizen.call('3939');
      await call.answered(20_000);
      await call.hangUp();
    };
    await Promise.all(Array.from({ length: 20 }, leave));
    t.equal(await stage.line.total('shortline_calls_total'), 20);
  });
});

lineTests('hanging up before the answer', { edit: edits(edit, earlyMedia(180)) }, (each) => {
  each('in early media: 487, and nothing was answered', async (t, stage) => {
    const call = await (await stage.phone()).call('3939');
    await call.responds(183);
    await call.audio.hears('fr/choose-topic', { share: 0.05 });
    t.equal(await call.cancel(), 487);
    t.notOk(call.facts.find((fact) => fact.type === 'response' && fact.status === 200));
  });

  each('while the agent rings: both ends are told', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await (await stage.phone()).call('3939');
    await call.responds(183);
    await call.audio.hearsAnything();
    call.audio.press('1');
    const offered = await agent.rings();
    offered.ring();
    t.equal(await call.cancel(), 487);
    t.match(await offered.ended(), { by: 'them', how: 'CANCEL' });
  });
});

lineTests('callers of sipp', { edit, peers: ['sipp'] }, (each) => {
  each('one that repeats INVITE, ACK and BYE is one call', async (t, stage) => {
    const before = (await stage.line.total('shortline_calls_total')) ?? 0;
    const scenario = new Scenario('3939').invite().inviteAgain().expect(200).ack('none', { again: 2 });
    const sipp = await stage.sipp(scenario.wait('menu').bye({ again: 2 }));
    await sipp.audio.hearsAnything();
    t.equal(await stage.line.total('shortline_calls'), 1, 'one call stands');
    await sipp.go('menu');
    const { code, errors } = await sipp.result();
    t.equal(code, 0, errors);
    t.equal(await stage.line.total('shortline_calls_total'), before + 1, 'one call was counted');
  });

  each('one without SDP answers the offer in its ACK', async (t, stage) => {
    const scenario = new Scenario('3939').invite('none').expect(200).ack('answer').wait('menu').bye();
    const sipp = await stage.sipp(scenario);
    await sipp.audio.hears('fr/choose-topic', { share: 0.1 });
    await sipp.go('menu');
    t.equal((await sipp.result()).code, 0);
  });

  each('one that hears the line hang up answers the BYE', async (t, stage) => {
    const agent = await stage.agent('1001');
    const sipp = await stage.sipp(new Scenario('3939').invite().expect(200).ack().expectBye());
    await sipp.audio.hearsAnything();
    sipp.audio.press('1');
    const offered = await agent.rings();
    await offered.answer();
    offered.audio.hum(800);
    await sipp.audio.hearsTone(800);
    await offered.hangUp();
    const { code, errors } = await sipp.result();
    t.equal(code, 0, errors);
  });
});

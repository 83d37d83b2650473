/** Being called back without losing the place: asked for, confirmed by keypad, dialled when an agent is near, accepted by a
 *  key. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { asks, callsBack, citizens, isNoted } from './callback-scene.ts';
import { replay } from './command.ts';
import { Supervisor } from './supervisor.ts';

lineTests('callback', { edit: callsBack }, (each) => {
  each(
    'is asked for, confirmed, dialled when an agent is free, accepted by a key, and talks',
    async (t, stage) => {
      const supervisor = new Supervisor(stage.line);
      const network = await citizens(stage);
      const call = await asks(stage, '0612345601');
      await call.audio.hears('fr/callback-number-choices', { share: 0.3, within: 20_000 });
      const { place } = (await supervisor.caller(call))!;
      call.audio.press('1');
      await isNoted(call);
      t.equal((await supervisor.sees(call, 'callback')).place, place, 'the place is kept');
      const later = await chooses(stage, '1', { from: '0612345602' });
      await supervisor.sees(later, 'queued');
      t.equal(network.rung, 0, 'nobody is called while there is no agent');

      const agent = await stage.agent('1001');
      // no agent is held for a telephone that only rings
      const first = await agent.rings();
      t.match(first.invite.from.uri, /612345602/);
      await first.answer();
      await talk(later, first);
      await later.hangUp();

      const back = await network.rings();
      t.match(back.invite.uri, 'sip:+33612345601@');
      await back.answer();
      await back.audio.hears('fr/callback-greeting', { share: 0.3 });
      t.equal(agent.rung, 1, 'no agent before the key');
      back.audio.press('1');
      const offered = await agent.rings();
      await offered.answer();
      await talk(back, offered);
      await offered.hangUp();
      t.match(await back.ended(), { by: 'them', how: 'BYE' });
    },
  );

  each('who is called back stands at the kept place, before those who came later', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const network = await citizens(stage);
    const call = await asks(stage, '0612345603');
    call.audio.press('1');
    await isNoted(call);
    const agent = await stage.agent('1001');
    const back = await network.rings();
    await back.answer();
    await supervisor.does('/agents/1001/pause', { reason: 'break' });
    const later = await chooses(stage, '1', { from: '0612345604' });
    await supervisor.sees(later, 'queued');
    await back.audio.hears('fr/callback-greeting', { share: 0.1 });
    back.audio.press('1');
    t.equal((await supervisor.sees(call, 'queued')).position, 1);
    await supervisor.does('/agents/1001/ready');
    const offered = await agent.rings();
    await offered.answer();
    await talk(back, offered);
    await back.hangUp();
    const next = await agent.rings();
    await next.answer();
    await talk(later, next);
    await later.hangUp();
  });

  each('who hangs up while the number is being asked keeps nothing', async (t, stage) => {
    const call = await asks(stage, '0612345607');
    await call.hangUp();
    await stage.line.becomesEmpty();
    t.equal(await new Supervisor(stage.line).caller(call), undefined);
  });

  each('all that was decided is decided again from the journal (I4)', async (t, stage) => {
    t.match(await replay(stage.line), /none differs/);
  });
});

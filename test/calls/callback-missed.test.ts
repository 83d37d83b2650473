/** Callbacks that reach nobody: tried again within the line's limits, and no agent talks to a machine. */
import { talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { asks, callsBack, citizens, isNoted } from './callback-scene.ts';

lineTests('callbacks that reach nobody', { edit: callsBack }, (each) => {
  each('who does not answer is tried again, then given up', async (t, stage) => {
    const network = await citizens(stage);
    const call = await asks(stage, '0612345605');
    call.audio.press('1');
    await isNoted(call);
    const agent = await stage.agent('1001');
    (await network.rings()).reject(486);
    const again = await network.rings();
    again.ring();
    t.match(await again.ended(), { by: 'them', how: 'CANCEL' });
    await stage.line.becomesEmpty();
    t.equal(network.rung, 2, 'two tries, no more');
    t.equal(agent.rung, 0);
  });

  each(
    'an answering machine presses no key: no agent talks to it, and the line tries again',
    async (t, stage) => {
      const network = await citizens(stage);
      const call = await asks(stage, '0612345606');
      call.audio.press('1');
      await isNoted(call);
      const agent = await stage.agent('1001');
      const machine = await network.rings();
      await machine.answer();
      await machine.audio.hears('fr/callback-greeting', { share: 0.3 });
      t.match(await machine.ended(45_000), { by: 'them', how: 'BYE' });
      const again = await network.rings();
      await again.answer();
      await again.audio.hears('fr/callback-greeting', { share: 0.1 });
      again.audio.press('1');
      const offered = await agent.rings();
      await offered.answer();
      await talk(again, offered);
      await again.hangUp();
    },
  );
});

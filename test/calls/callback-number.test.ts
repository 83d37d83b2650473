/** Which number is called back: the caller's own, one that is entered, and those that the line never calls (I8). */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { accepts, asks, callsBack, citizens, isNoted } from './callback-scene.ts';
import { Supervisor } from './supervisor.ts';

lineTests('the number to be called back', { edit: callsBack }, (each) => {
  each('a withheld number is asked for, and the one that is entered is dialled', async (t, stage) => {
    const network = await citizens(stage);
    const call = await chooses(stage, '1', { from: '0612345611', headers: [['Privacy', 'id']] });
    await new Supervisor(stage.line).sees(call, 'queued');
    call.audio.press('1');
    await call.audio.hears('fr/callback-enter-number', { share: 0.3 });
    call.audio.press('0612345612#');
    await call.audio.hears('fr/callback-number-confirm', { share: 0.3 });
    call.audio.press('1');
    await isNoted(call);
    const agent = await stage.agent('1001');
    const back = await network.rings();
    t.match(back.invite.uri, 'sip:+33612345612@');
    await accepts(back, agent);
  });

  each('another number is entered instead of the caller’s own', async (t, stage) => {
    const call = await asks(stage, '0612345613');
    call.audio.press('2');
    await call.audio.hears('fr/callback-enter-number', { share: 0.3 });
    call.audio.press('0612345614#');
    const from = call.audio.now;
    await call.audio.hears('fr/callback-number-confirm', { share: 0.3, from });
    call.audio.press('1');
    await isNoted(call);
    const network = await citizens(stage);
    const agent = await stage.agent('1001');
    const back = await network.rings();
    t.match(back.invite.uri, 'sip:+33612345614@');
    await accepts(back, agent);
  });

  for (const [what, number] of [
    ['a premium number', '0899123456#'],
    ['a number abroad', '00442079460000#'],
  ] as const) {
    each(`${what} is refused, and the caller waits on at the same place`, async (t, stage) => {
      const supervisor = new Supervisor(stage.line);
      const call = await asks(stage, '0612345615');
      const { place } = (await supervisor.caller(call))!;
      call.audio.press('2');
      await call.audio.hears('fr/callback-enter-number', { share: 0.3 });
      call.audio.press(number);
      const from = call.audio.now;
      await call.audio.hears('fr/callback-number-confirm', { share: 0.3, from });
      call.audio.press('1');
      await call.audio.hears('fr/callback-number-refused', { share: 0.3 });
      const agent = await stage.agent('1001');
      t.equal((await supervisor.caller(call))?.place, place);
      const offered = await agent.rings();
      await offered.answer();
      await talk(call, offered);
      await call.hangUp();
    });
  }

  each('a number has so many callbacks a day', async (t, stage) => {
    const network = await citizens(stage);
    const first = await asks(stage, '0612345616');
    first.audio.press('1');
    await isNoted(first);
    const agent = await stage.agent('1001');
    await accepts(await network.rings(), agent);
    await agent.register({ expires: 0 });
    const second = await asks(stage, '0612345616');
    second.audio.press('1');
    await second.audio.hears('fr/callback-limit', { share: 0.3 });
    t.equal((await new Supervisor(stage.line).caller(second))?.phase, 'queued');
    await second.hangUp();
  });
});

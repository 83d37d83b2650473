/** Opening hours: what a closed line says, and what it says to those whom it cannot serve before it closes. */
import { DateTime } from 'luxon';
import { openingPrompts } from '../../src/ivr/speech.ts';
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import {
  earlyMedia,
  edits,
  freeUdpPort,
  lineHas,
  menuFirst,
  noWords,
  noWrapUp,
  openBetween,
  outbound,
  queueHas,
} from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const closed = openBetween(120, 180);

lineTests('a closed line', { edit: edits(menuFirst, closed) }, (each) => {
  each('says that it is closed, when it opens, and goodbye', async (t, stage) => {
    const now = DateTime.now().setZone('Europe/Paris');
    const opens = now.plus({ minutes: 120 }).startOf('minute');
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    let { at: from } = await call.audio.hears('fr/closed', { share: 0.3, within: 25_000 });
    const opening = openingPrompts(opens.toMillis(), now.toMillis(), 'Europe/Paris', 'fr');
    for (const word of opening.slice(0, 3)) {
      ({ at: from } = await call.audio.hears(`fr/${word}`, { share: 0.7, from }));
    }
    await call.audio.hears('fr/goodbye', { share: 0.3, from });
    t.match(await call.ended(), { by: 'them', how: 'BYE' });
  });
});

lineTests('a closed line with early media', { edit: edits(menuFirst, closed, earlyMedia(180)) }, (each) => {
  each('says it free of charge, then refuses', async (t, stage) => {
    const call = await (await stage.phone()).call('3939');
    await call.responds(183);
    await call.audio.hears('fr/closed', { share: 0.3 });
    t.equal((await call.final(40_000)).status, 480);
  });
});

const port = await freeUdpPort();
const soon = edits(
  menuFirst,
  noWrapUp,
  noWords,
  openBetween(-60, 3),
  queueHas('papers', 'announce: { every: 60s }'),
  lineHas('callback: { numbers: ["+336*"], trunk: demo, queue: papers }'),
  outbound(port),
);

lineTests('a line that closes soon', { edit: soon }, (each) => {
  each('tells whom it cannot serve any more so at entry, and offers a callback', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const ahead = [];
    for (let waiting = 0; waiting < 3; waiting += 1) {
      const call = await chooses(stage, '1', { from: `061234560${waiting}` });
      await supervisor.sees(call, 'queued');
      ahead.push(call);
    }
    const last = ahead.at(-1)!;
    await last.audio.hears('fr/not-served-before-close', { share: 0.3 });
    await last.audio.hears('fr/callback-offer', { share: 0.3 });
    last.audio.press('1');
    await last.audio.hears('fr/callback-number-confirm', { share: 0.3 });
    t.ok(await supervisor.caller(last), 'the place is kept');
    for (const call of ahead) await call.hangUp();
  });

  each('serves who was let in as long as there is an agent', async (_, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });
});

/** I9: on a trunk that carries early media nothing is answered, and so billed, before an agent takes the call. */

import { talk } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import { earlyMedia, edits, menuFirst, noWrapUp } from '../harness/settings.ts';

async function callEarly(stage: Stage): Promise<PhoneCall> {
  const call = await (await stage.phone()).call('3939');
  const progress = await call.responds(183);
  if (!progress.text.includes('m=audio')) throw new Error('the 183 has no SDP');
  await call.audio.hearsAnything();
  return call;
}

const isAnswered = (call: PhoneCall) =>
  call.facts.find((fact) => fact.type === 'response' && fact.method === 'INVITE' && fact.status === 200);

lineTests('the free wait', { edit: edits(menuFirst, noWrapUp, earlyMedia(180)) }, (each) => {
  each(
    'menu, keys and music before the answer; 200 when the agent answers, with the same sound',
    async (t, stage) => {
      const call = await callEarly(stage);
      await call.audio.hears('fr/choose-topic', { share: 0.05 });
      call.audio.press('1');
      await call.audio.hears('fr/please-wait');
      await call.audio.hears('music/hold/arpeggio', { share: 0.02, within: 20_000 });
      t.notOk(isAnswered(call), 'no 200 while the citizen waits');
      const agent = await stage.agent('1001');
      const offered = await agent.rings();
      offered.ring();
      t.notOk(isAnswered(call), 'no 200 while the agent’s telephone rings');
      await offered.answer();
      await call.answered();
      await talk(call, offered);
      await call.hangUp();
      await offered.ended();
    },
  );

  each('a caller without SDP cannot be played early media: answered at once', async (_, stage) => {
    const call = await (await stage.phone()).call('3939', { lateOffer: true });
    await call.answered();
    await call.audio.hearsAnything();
    await call.hangUp();
  });
});

const clocks = edits(menuFirst, noWrapUp, earlyMedia(75));
lineTests('the clocks of the free wait', { edit: clocks }, (each) => {
  each(
    'a 183 every 60 s; before maxSeconds the line says so, answers, and the place is kept',
    async (t, stage) => {
      const call = await callEarly(stage);
      const began = performance.now();
      call.audio.press('1');
      const provisional = () =>
        call.facts.all.filter((fact) => fact.type === 'response' && fact.status === 183);
      await call.facts.until('another 183', () => provisional().length > 1, 62_000, call.facts.all.length);
      const [first, second] = provisional().map((fact) => ('at' in fact ? fact.at : 0));
      t.ok(second! - first! <= 60_500, 'within 60 s');
      t.notOk(isAnswered(call), 'still free');
      const told = await call.audio.hears('fr/line-answers-now', { within: 20_000, share: 0.7, from: 45 });
      t.ok(told.at >= 55, `told after ${told.at.toFixed(0)} s`);
      await call.answered(20_000);
      t.ok(performance.now() - began < 75_500, 'answered in time');
      const agent = await stage.agent('1001');
      const offered = await agent.rings();
      await offered.answer();
      await talk(call, offered);
      await call.hangUp();
      await offered.ended();
    },
  );
});

lineTests(
  'a trunk whose keys do not pass early',
  { edit: edits(menuFirst, earlyMedia(180, false)) },
  (each) => {
    each('is answered before the menu', async (_, stage) => {
      const call = await (await stage.phone()).call('3939');
      await call.answered();
      await call.audio.hears('fr/choose-topic', { share: 0.05 });
      call.audio.press('1');
      await call.audio.hears('fr/please-wait');
      await call.hangUp();
    });
  },
);

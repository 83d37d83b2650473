/** More calls than the line takes, and a line that closes: told at the door, and calls in progress are not touched. */

import { test } from 'tap';
import { chooses, talk } from '../harness/citizen.ts';
import { eventually } from '../harness/facts.ts';
import { TestLine } from '../harness/line.ts';
import { lineTests, Stage } from '../harness/line-test.ts';
import { earlyMedia, edits, menuFirst, noWrapUp, replace } from '../harness/settings.ts';

const small = edits(
  menuFirst,
  noWrapUp,
  replace('dialplans/3939/line.yaml', 'capacity: 60', 'capacity: 1'),
  replace('dialplans/3939/line.yaml', 'reserve: 4', 'reserve: 1'),
);

lineTests('over capacity', { edit: small }, (each) => {
  each(
    'the next caller hears that the line is full, the one after is refused at the door',
    async (t, stage) => {
      const agent = await stage.agent('1001');
      const served = await chooses(stage, '1');
      const offered = await agent.rings();
      await offered.answer();
      await talk(served, offered);

      const told = await (await stage.phone()).call('3939');
      await told.answered();
      await told.audio.hearsAnything();
      const refused = await (await stage.phone()).call('3939');
      t.equal((await refused.final()).status, 486);
      await told.audio.hears('fr/line-full', { share: 0.6 });
      t.match(await told.ended(15_000), { by: 'them' });

      await talk(served, offered);
      await served.hangUp();
      await offered.ended();
    },
  );
});

lineTests('over capacity on a trunk with early media', { edit: edits(small, earlyMedia(180)) }, (each) => {
  each('the full message is free: heard early, then 480', async (t, stage) => {
    const first = await (await stage.phone()).call('3939');
    await first.responds(183);
    const told = await (await stage.phone()).call('3939');
    await told.responds(183);
    await told.audio.hears('fr/line-full', { share: 0.6 });
    t.equal((await told.final(15_000)).status, 480);
    await first.cancel();
  });
});

const channels = edits(
  menuFirst,
  replace('sip-config/trunks.yaml', '    channels: 60\n\n', '    channels: 1\n\n'),
);
lineTests('a trunk with one channel', { edit: channels }, (each) => {
  each('refuses its second call with 486', async (t, stage) => {
    const first = await (await stage.phone()).call('3939');
    await first.answered();
    const second = await (await stage.phone()).call('3939');
    t.equal((await second.final()).status, 486);
    await first.hangUp();
    await stage.line.becomesEmpty();
    const third = await (await stage.phone()).call('3939');
    await third.answered();
    await third.hangUp();
  });
});

void test('Ctrl-C closes the line', async (t) => {
  await t.test('new calls get 503, the call in progress finishes, then the line ends', async (inner) => {
    const line = await TestLine.start({ edit: edits(menuFirst, noWrapUp) });
    inner.teardown(() => line.stop());
    const stage = new Stage(line);
    inner.teardown(() => stage.close());
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    await call.audio.hearsAnything();
    line.interrupt();
    await line.log.until('word of closing', (said) => /Closing/i.test(said.text));
    const late = await (await stage.phone()).call('3939');
    const refused = await late.final();
    inner.equal(refused.status, 503);
    inner.notOk(refused.headers.has('retry-after'), 'without Retry-After');
    inner.equal((await line.get('/readyz')).status, 503);
    await call.audio.hears('fr/choose-topic', { share: 0.1 });
    await call.hangUp();
    inner.equal(await line.exited(), 0);
  });

  await t.test('a second Ctrl-C ends the calls in progress', async (inner) => {
    const line = await TestLine.start({ edit: menuFirst });
    inner.teardown(() => line.stop());
    const stage = new Stage(line);
    inner.teardown(() => stage.close());
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    line.interrupt();
    await line.log.until('word of closing', (said) => /Closing/i.test(said.text));
    // One Ctrl-C may arrive twice (from the terminal and from npm): only a later one is the second.
    const again = () => {
      if (!call.isOver) line.interrupt();
      return call.isOver;
    };
    await eventually('the end of the call', again, (over) => over);
    inner.match(await call.ended(), { by: 'them', how: 'BYE' });
    inner.equal(await line.exited(), 0);
  });
});

/** Whoever is in danger leaves at once for the emergency's own destination: whatever the menu, the queue, the hours, the
 *  capacity, and the channels that ordinary calls hold. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import {
  centre,
  choice,
  edits,
  freeUdpPort,
  lineHas,
  menuFirst,
  noWords,
  noWrapUp,
  openBetween,
  queueHas,
  replace,
} from '../harness/settings.ts';
import { replay } from './command.ts';
import { Supervisor } from './supervisor.ts';

const port = await freeUdpPort();
const base = edits(
  menuFirst,
  noWrapUp,
  noWords,
  centre('rescue', port, 'ringSeconds: 3'),
  lineHas('emergency: { to: rescue, key: "*", numbers: ["112"] }'),
  replace('sip-config/trunks.yaml', 'lines: { "3939": "3939" }', 'lines: { "3939": "3939", "112": "3939" }'),
);

const rescue = (stage: Stage) => stage.phone({ user: 'rescue', port });

/** Presses the emergency key, and talks with the rescue. */
async function isRescued(stage: Stage, call: PhoneCall): Promise<void> {
  const office = await rescue(stage);
  call.audio.press('*');
  const asked = await office.rings(3_000);
  await asked.answer();
  await talk(call, asked);
  await call.hangUp();
  await asked.ended();
}

lineTests('the emergency key', { edit: base }, (each) => {
  each('in a menu', async (_, stage) => {
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    await call.audio.hears('fr/choose-topic', { share: 0.05 });
    await isRescued(stage, call);
  });

  each('in the queue, before the telephone of an agent that rings', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    offered.ring();
    await isRescued(stage, call);
    t.match(await offered.ended(), { by: 'them', how: 'CANCEL' });
  });

  each(
    'the words come while it rings; when nobody answers, the caller is told, and an agent is next',
    async (t, stage) => {
      const office = await rescue(stage);
      const call = await chooses(stage, '1');
      call.audio.press('*');
      const asked = await office.rings(3_000);
      asked.ring();
      await call.audio.hears('fr/emergency-transfer', { share: 0.3 });
      await asked.ended();
      await call.audio.hears('fr/emergency-failed', { share: 0.3 });
      const agent = await stage.agent('1001');
      const offered = await agent.rings();
      await offered.answer();
      await talk(call, offered);
      t.pass('an agent has taken the caller');
      await call.hangUp();
    },
  );

  each('the number 112, dialled on the line, leaves without a menu', async (t, stage) => {
    const office = await rescue(stage);
    const call = await (await stage.phone()).call('112');
    const asked = await office.rings(5_000);
    t.match(asked.invite.from.uri, /612345678/);
    await asked.answer();
    await call.answered();
    await talk(call, asked);
    await call.hangUp();
    await asked.ended();
  });

  each('*99 of the agent who talks with the citizen', async (t, stage) => {
    const office = await rescue(stage);
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const talking = await agent.rings();
    await talking.answer();
    await talk(call, talking);
    talking.audio.press('*99');
    const asked = await office.rings(3_000);
    t.match(await talking.ended(), { by: 'them', how: 'BYE' });
    await asked.answer();
    await talk(call, asked);
    await call.hangUp();
    await asked.ended();
  });

  each('all that was decided is decided again from the journal (I4)', async (t, stage) => {
    t.match(await replay(stage.line), /none differs/);
  });
});

const closed = edits(base, openBetween(120, 180));
lineTests('the emergency key out of hours', { edit: closed }, (each) => {
  each('during the closing message', async (_, stage) => {
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    await call.audio.hears('fr/closed', { share: 0.1 });
    await isRescued(stage, call);
  });
});

const full = edits(
  base,
  replace('dialplans/3939/line.yaml', 'capacity: 60', 'capacity: 1'),
  replace('dialplans/3939/line.yaml', 'reserve: 4', 'reserve: 1'),
);
lineTests('the emergency key on a full line', { edit: full }, (each) => {
  each('during the message that the line is full', async (t, stage) => {
    const first = await chooses(stage, '1', { from: '0612345601' });
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    await call.audio.hears('fr/line-full', { share: 0.1 });
    await isRescued(stage, call);
    t.notOk(first.isOver);
    await first.hangUp();
  });
});

const reserved = edits(
  base,
  centre('rescue', port, 'ringSeconds: 3, channels: 2, emergencyChannels: 1'),
  choice(5, '{ transfer: rescue }'),
);
lineTests('the emergency’s own channel', { edit: reserved }, (each) => {
  each('is free although ordinary calls hold all the others', async (t, stage) => {
    const office = await rescue(stage);
    const ordinary = await chooses(stage, '5', { from: '0612345601' });
    const held = await office.rings();
    await held.answer();
    await talk(ordinary, held);
    const turnedAway = await chooses(stage, '5', { from: '0612345602' });
    await turnedAway.audio.hears('fr/choose-topic', { from: 1, share: 0.1, within: 20_000 });
    t.equal(office.rung, 1, 'the next ordinary call is not taken');
    turnedAway.audio.press('*');
    const asked = await office.rings(3_000);
    await asked.answer();
    await talk(turnedAway, asked);
    await ordinary.hangUp();
    await turnedAway.hangUp();
  });
});

const menus = edits(
  base,
  queueHas('papers', 'menu: { prompt: queue-menu, choices: { 8: { emergency: rescue } } }'),
  choice(7, '{ emergency: rescue, saying: goodbye }'),
);
lineTests('an emergency that a dialplan offers', { edit: menus }, (each) => {
  for (const [where, first, key] of [
    ['a menu', '7', ''],
    ['the menu of a queue', '1', '8'],
  ] as const) {
    each(`in ${where}`, async (_, stage) => {
      const office = await rescue(stage);
      const call = await chooses(stage, first);
      if (key !== '') {
        await new Supervisor(stage.line).sees(call, 'queued');
        call.audio.press(key);
      }
      const asked = await office.rings(5_000);
      await asked.answer();
      await talk(call, asked);
      await call.hangUp();
      await asked.ended();
    });
  }
});

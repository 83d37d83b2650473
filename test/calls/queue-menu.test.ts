/** What a waiting caller hears and may choose: position, expected wait, the menu of the queue; and never a delay of an offer. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { centre, edits, freeUdpPort, menuFirst, noWords, noWrapUp, queueHas } from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const port = await freeUdpPort();
const told = edits(
  menuFirst,
  noWrapUp,
  noWords,
  centre('desk', port),
  queueHas('papers', 'announce: { every: 8s }'),
  queueHas('work', 'announce: { every: 60s, position: false }'),
  queueHas(
    'housing',
    'menu: { prompt: queue-menu, every: 30s, choices: { 1: { transfer: desk }, 2: { go: topics }, 3: { end: goodbye }, 4: { queue: papers } } }',
  ),
);

lineTests('what is told in the queue', { edit: told }, (each) => {
  each('the position, at entry and at intervals, with music between; it falls', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const others = [
      await chooses(stage, '1', { from: '0612345601' }),
      await chooses(stage, '1', { from: '0612345602' }),
    ];
    for (const other of others) await supervisor.sees(other, 'queued');
    const call = await chooses(stage, '1');
    const entry = await call.audio.hears('fr/people-ahead-2', { share: 0.6 });
    await others[0]!.hangUp();
    await call.audio.hears('music/hold/arpeggio', { from: entry.at, share: 0.02, within: 15_000 });
    const later = await call.audio.hears('fr/people-ahead-1', { from: entry.at + 1, share: 0.6 });
    t.ok(later.at > entry.at);
    await others[1]!.hangUp();
    await call.audio.hears('fr/people-ahead-none', { from: later.at + 1, share: 0.6, within: 15_000 });
    await call.hangUp();
  });

  each('an offer interrupts an announcement at once', async (t, stage) => {
    const agent = await stage.agent('1001');
    await chooses(stage, '1').then(async (first) => {
      const talking = await agent.rings();
      await talking.answer();
      const call = await chooses(stage, '1', { from: '0612345602' });
      await call.audio.hears('fr/people-ahead-none', { share: 0.2 });
      await first.hangUp();
      const offered = await agent.rings();
      await offered.answer();
      await talk(call, offered);
      t.pass('both talk while the words would still last');
      await call.hangUp();
    });
  });

  each('the expected wait is told once waits are known', async (t, stage) => {
    const agent = await stage.agent('1002');
    for (let served = 0; served < 3; served += 1) {
      const call = await chooses(stage, '3', { from: `061234561${served}` });
      const talking = await agent.rings();
      await talking.answer();
      await call.hangUp();
      await talking.ended();
    }
    const busy = await chooses(stage, '3');
    const talking = await agent.rings();
    await talking.answer();
    const supervisor = new Supervisor(stage.line);
    const call = await chooses(stage, '3', { from: '0612345602' });
    const { expected } = await supervisor.sees(call, 'queued');
    t.ok(expected && expected.lowMs <= expected.highMs, 'supervisors see the range');
    await call.audio.hears('fr/expected-wait', { share: 0.3 });
    await busy.hangUp();
    const served = await agent.rings();
    await served.answer();
    await call.hangUp();
  });
});

lineTests('the menu of a queue', { edit: told }, (each) => {
  each('is said, and its keys work during the music', async (_, stage) => {
    const desk = await stage.phone({ user: 'desk', port });
    const call = await chooses(stage, '4');
    await call.audio.hears('fr/queue-menu', { share: 0.3, within: 20_000 });
    await call.audio.hears('music/hold/arpeggio', { share: 0.02, within: 15_000 });
    call.audio.press('1');
    const incoming = await desk.rings();
    await incoming.answer();
    await talk(call, incoming);
    await call.hangUp();
    await incoming.ended();
  });

  each('a key during its words is taken at once: another topic', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const call = await chooses(stage, '4');
    await call.audio.hears('fr/queue-menu', { share: 0.1, within: 20_000 });
    call.audio.press('2');
    await supervisor.sees(call, 'menu');
    const from = call.audio.now;
    await call.audio.hears('fr/choose-topic', { from, share: 0.05 });
    call.audio.press('1');
    t.equal((await supervisor.sees(call, 'queued')).queue, 'papers');
    await call.hangUp();
  });

  each('leads to another queue and to an end', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const call = await chooses(stage, '4', { from: '0612345601' });
    await supervisor.sees(call, 'queued');
    call.audio.press('4');
    await call.audio.hears('fr/people-ahead-none', { share: 0.5, within: 15_000 });
    t.equal((await supervisor.caller(call))?.queue, 'papers');
    await call.hangUp();
    const leaving = await chooses(stage, '4', { from: '0612345602' });
    await supervisor.sees(leaving, 'queued');
    leaving.audio.press('3');
    await leaving.audio.hears('fr/goodbye', { share: 0.3 });
    t.match(await leaving.ended(), { by: 'them', how: 'BYE' });
  });

  each('a key that is no choice means nothing, and the place is kept', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const call = await chooses(stage, '4');
    const { place } = await supervisor.sees(call, 'queued');
    call.audio.press('78');
    const agent = await stage.agent('1003');
    const offered = await agent.rings();
    t.equal((await supervisor.caller(call))?.place, place);
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });
});

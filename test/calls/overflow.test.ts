/** Who waits too long, or for whom there is nobody, goes to a level-2 centre; the place is kept until it takes the call. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { Phone } from '../harness/phone.ts';
import { centre, edits, freeUdpPort, menuFirst, noWords, noWrapUp, queueHas } from '../harness/settings.ts';
import { replay } from './command.ts';
import { Supervisor } from './supervisor.ts';

const [port, otherPort] = [await freeUdpPort(), await freeUdpPort()];
const desk = (stage: Stage): Promise<Phone> => stage.phone({ user: 'desk', port });
const toDesk = '{ transfer: desk, saying: goodbye }';
const base = edits(menuFirst, noWrapUp, noWords, centre('desk', port, 'ringSeconds: 2, channels: 2'));

const waited = edits(
  base,
  queueHas('papers', `overflow: [{ waited: 1s, to: ${toDesk} }]`),
  queueHas('work', `maxWait: { after: 1s, to: { end: no-agent-sorry } }`),
);
lineTests('overflow after a wait', { edit: waited }, (each) => {
  each('the caller is told, the centre rings, takes the call, and both talk', async (t, stage) => {
    const level2 = await desk(stage);
    const busy = await stage.agent('1001');
    const first = await chooses(stage, '1');
    const talking = await busy.rings();
    await talking.answer();
    const call = await chooses(stage, '1', { from: '0612345601' });
    const incoming = await level2.rings(15_000);
    t.match(incoming.invite.from.uri, /612345601/, 'the centre sees the citizen');
    await incoming.answer();
    await talk(call, incoming);
    await call.audio.hears('fr/goodbye', { share: 0.3 });
    await incoming.hangUp();
    t.match(await call.ended(), { by: 'them', how: 'BYE' });
    await first.hangUp();
    await talking.ended();
  });

  for (const [what, refuses] of [
    ['refuses (486)', true],
    ['does not answer', false],
  ] as const) {
    each(`a centre that ${what} sends the caller back to the same place`, async (t, stage) => {
      const supervisor = new Supervisor(stage.line);
      const level2 = await desk(stage);
      const one = await chooses(stage, '1', { from: '0612345601' });
      const toOne = await level2.rings(15_000);
      toOne.ring();
      const before = await supervisor.sees(one, 'away');
      const other = await chooses(stage, '1', { from: '0612345602' });
      const toOther = await level2.rings(15_000);
      toOther.ring();
      if (refuses) toOne.reject(486);
      else await toOne.ended();
      const back = await supervisor.sees(one, 'queued');
      t.equal(back.place, before.place, 'the same place');
      t.equal(back.position, 1, 'before the other');
      await one.audio.hears('fr/transfer-back', { share: 0.3 });
      await supervisor.sees(other, 'queued');
      const agent = await stage.agent('1001');
      const served = await agent.rings();
      t.match(served.invite.from.uri, /612345601/, 'who came first is served first');
      await served.answer();
      await talk(one, served);
      await one.hangUp();
      const next = await agent.rings();
      t.match(next.invite.from.uri, /612345602/);
      await next.answer();
      await talk(other, next);
      await other.hangUp();
    });
  }

  each('an agent who becomes free takes the caller back from a centre that only rings', async (t, stage) => {
    const level2 = await desk(stage);
    const call = await chooses(stage, '1');
    const ringing = await level2.rings(15_000);
    ringing.ring();
    const agent = await stage.agent('1001');
    t.match(await ringing.ended(), { by: 'them', how: 'CANCEL' });
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });

  each('the longest wait ends with its message', async (t, stage) => {
    const call = await chooses(stage, '3');
    await call.audio.hears('fr/no-agent-sorry', { share: 0.3, within: 15_000 });
    t.match(await call.ended(), { by: 'them', how: 'BYE' });
  });

  each('all that was decided is decided again from the journal (I4)', async (t, stage) => {
    t.match(await replay(stage.line), /none differs/);
  });
});

const nobody = edits(
  base,
  queueHas('papers', `overflow: [{ unstaffed: true, to: ${toDesk} }]`),
  queueHas('work', `capacity: 1, overflow: [{ full: true, to: ${toDesk} }]`),
  queueHas('housing', `overflow: [{ unstaffed: true, to: { queue: general } }]`),
);
lineTests('overflow at the door', { edit: nobody }, (each) => {
  each('where no agent with the skill is logged in, the centre is called at once', async (_, stage) => {
    const supervisor = new Supervisor(stage.line);
    for (const account of ['1001', '1003', '1004']) await supervisor.does(`/agents/${account}/log-out`);
    const level2 = await desk(stage);
    const call = await chooses(stage, '1');
    const incoming = await level2.rings(15_000);
    await incoming.answer();
    await talk(call, incoming);
    await call.hangUp();
    await incoming.ended();
    for (const account of ['1001', '1003', '1004']) await supervisor.does(`/agents/${account}/log-in`);
  });

  each('a queue that is full sends the next caller on, and the first keeps waiting', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const level2 = await desk(stage);
    const first = await chooses(stage, '3', { from: '0612345601' });
    await supervisor.sees(first, 'queued');
    const second = await chooses(stage, '3', { from: '0612345602' });
    const incoming = await level2.rings(15_000);
    t.match(incoming.invite.from.uri, /612345602/);
    await incoming.answer();
    await talk(second, incoming);
    t.equal((await supervisor.caller(first))?.phase, 'queued');
    await second.hangUp();
    await first.hangUp();
  });

  each('a queue without agents sends to another queue, whose agents serve the caller', async (_, stage) => {
    const supervisor = new Supervisor(stage.line);
    await supervisor.does('/agents/1001', { skills: { general: 3 } }, 'PATCH');
    for (const account of ['1002', '1003', '1004']) await supervisor.does(`/agents/${account}/log-out`);
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '4');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });
});

const fullCentre = edits(
  base,
  centre('desk', port, 'ringSeconds: 2, channels: 1, fallback: second'),
  centre('second', otherPort),
  queueHas('papers', `overflow: [{ waited: 1s, to: ${toDesk} }]`),
);
lineTests('a centre whose channels are all taken', { edit: fullCentre }, (each) => {
  each('is followed by its fallback', async (_, stage) => {
    const level2 = await desk(stage);
    const fallback = await stage.phone({ user: 'second', port: otherPort });
    const first = await chooses(stage, '1', { from: '0612345601' });
    const taken = await level2.rings(15_000);
    await taken.answer();
    await talk(first, taken);
    const second = await chooses(stage, '1', { from: '0612345602' });
    const other = await fallback.rings(15_000);
    await other.answer();
    await talk(second, other);
    await first.hangUp();
    await second.hangUp();
  });
});

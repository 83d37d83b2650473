/** Level-2 centres: of our own agents, closed by their hours, dead and alive again; and calls that are early. */
import { chooses, talk } from '../harness/citizen.ts';
import { eventually } from '../harness/facts.ts';
import { lineTests } from '../harness/line-test.ts';
import {
  centre,
  clock,
  earlyMedia,
  edits,
  freeUdpPort,
  menuFirst,
  noWords,
  noWrapUp,
  outbound,
  ownCentre,
  queueHas,
  replace,
} from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const [port, otherPort] = [await freeUdpPort(), await freeUdpPort()];
const base = edits(menuFirst, noWrapUp, noWords);

const own = edits(
  base,
  ownCentre('experts', 'needs: { housing: 4 }', 'code: "6"'),
  // Chloé (1003) is of level 2: she takes no calls of ordinary queues that ask for level 1
  replace('sip-config/agents.yaml', 'housing: 5 }', 'housing: 5 }\n    level: 2'),
  queueHas('papers', 'agentLevel: 1, overflow: [{ waited: 1s, to: { transfer: experts } }]'),
);
lineTests('a centre of our own agents', { edit: own }, (each) => {
  each('takes who has waited too long', async (t, stage) => {
    const expert = await stage.agent('1003');
    const call = await chooses(stage, '1');
    await call.audio.hears('fr/queue-overflow', { share: 0.3 });
    const offered = await expert.rings(15_000);
    t.match(offered.invite.from.uri, /612345678/);
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });

  each('without anybody there, the caller waits on for an ordinary agent', async (_, stage) => {
    const call = await chooses(stage, '1');
    await call.audio.hears('fr/queue-overflow', { share: 0.3 });
    const agent = await stage.agent('1001');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });

  for (const how of ['*86', '*76'] as const) {
    each(`takes a caller whom an agent hands over (${how})`, async (_, stage) => {
      const expert = await stage.agent('1003');
      const agent = await stage.agent('1001');
      const call = await chooses(stage, '1');
      const talking = await agent.rings();
      await talking.answer();
      await talk(call, talking);
      talking.audio.press(how);
      await talking.ended();
      const offered = await expert.rings();
      await offered.answer();
      await talk(call, offered);
      await offered.hangUp();
      await call.ended();
    });
  }
});

const closed = edits(
  base,
  centre('desk', port, `hours: { mon-sun: "${clock(120)}-${clock(180)}" }, fallback: night`),
  centre('night', otherPort),
  queueHas('papers', 'overflow: [{ waited: 1s, to: { transfer: desk } }]'),
);
lineTests('a centre outside of its hours', { edit: closed }, (each) => {
  each('is not called: its fallback is', async (t, stage) => {
    const desk = await stage.phone({ user: 'desk', port });
    const night = await stage.phone({ user: 'night', port: otherPort });
    const call = await chooses(stage, '1');
    const incoming = await night.rings(15_000);
    await incoming.answer();
    await talk(call, incoming);
    t.equal(desk.rung, 0);
    t.match(await new Supervisor(stage.line).centre('desk'), { open: false });
    await call.hangUp();
  });
});

const probed = edits(
  base,
  centre('desk', port, 'probeSeconds: 1, fallback: second'),
  centre('second', otherPort),
  queueHas('papers', 'overflow: [{ waited: 1s, to: { transfer: desk } }]'),
);
lineTests('a centre that OPTIONS finds dead', { edit: probed }, (each) => {
  each('is passed over, and called again once it answers', async (t, stage) => {
    const supervisor = new Supervisor(stage.line);
    const second = await stage.phone({ user: 'second', port: otherPort });
    const isUp = (up: boolean) =>
      eventually(
        `up: ${up}`,
        () => supervisor.centre('desk'),
        (found) => found?.up === up,
        40_000,
      );
    await isUp(false);
    const call = await chooses(stage, '1');
    const incoming = await second.rings(15_000);
    await incoming.answer();
    await talk(call, incoming);
    await call.hangUp();
    await incoming.ended();
    const desk = await stage.phone({ user: 'desk', port });
    await isUp(true);
    const again = await chooses(stage, '1');
    const answered = await desk.rings(15_000);
    await answered.answer();
    await talk(again, answered);
    t.equal(second.rung, 1);
    await again.hangUp();
  });
});

const behind = edits(
  base,
  outbound(port),
  // nothing answers at that address (RFC 5737); the trunk knows where it is
  centre('far', 5060, 'sip: "sip:far@192.0.2.99", trunk: demo, probeSeconds: 1'),
  queueHas('papers', 'overflow: [{ waited: 1s, to: { transfer: far } }]'),
);
lineTests('a centre behind a trunk', { edit: behind }, (each) => {
  each('is asked whether it lives, and called, by the trunk', async (t, stage) => {
    const trunk = await stage.phone({ user: 'trunk', port });
    const asked = await trunk.requests.until('OPTIONS', ({ method }) => method === 'OPTIONS');
    t.match(asked.uri, 'sip:far@192.0.2.99');
    // two probes that fail would have taken it for dead
    await trunk.requests.until('more of them', () => trunk.requests.all.length > 2, 20_000);
    const call = await chooses(stage, '1');
    const incoming = await trunk.rings(15_000);
    t.match(incoming.invite.uri, 'sip:far@192.0.2.99');
    await incoming.answer();
    await talk(call, incoming);
    await call.hangUp();
  });
});

const early = edits(
  base,
  earlyMedia(180),
  centre('desk', port, 'ringSeconds: 2'),
  queueHas('papers', 'overflow: [{ waited: 1s, to: { transfer: desk } }]'),
);
lineTests('overflow of an early call', { edit: early }, (each) => {
  each('is answered only when the centre takes it; refused, it waits on free of charge', async (t, stage) => {
    const desk = await stage.phone({ user: 'desk', port });
    const waits = async () => {
      const call = await (await stage.phone()).call('3939');
      await call.responds(183);
      await call.audio.hearsAnything();
      call.audio.press('1');
      return call;
    };
    const isBilled = ({ responses }: Awaited<ReturnType<typeof waits>>) =>
      responses.some(({ status }) => status === 200);
    const refused = await waits();
    (await desk.rings(15_000)).reject(486);
    await refused.audio.hears('fr/transfer-back', { share: 0.3 });
    t.notOk(isBilled(refused), 'nothing is billed');
    await refused.cancel();
    const taken = await waits();
    const incoming = await desk.rings(15_000);
    t.notOk(isBilled(taken));
    await incoming.answer();
    await taken.answered();
    await talk(taken, incoming);
    await taken.hangUp();
  });
});

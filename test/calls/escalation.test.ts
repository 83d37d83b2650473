/** An agent hands a caller to a level-2 centre, by keys or through the API: cold, or after speaking with it (warm). */
import { chooses, talk, talkTogether } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import { centre, edits, freeUdpPort, menuFirst, noWords, noWrapUp } from '../harness/settings.ts';
import { replay } from './command.ts';
import { Supervisor } from './supervisor.ts';

const port = await freeUdpPort();
const edit = edits(menuFirst, noWrapUp, noWords, centre('desk', port, 'ringSeconds: 3, code: "5"'));

/** A citizen and an agent who talk, and the centre's telephone. */
async function scene(stage: Stage) {
  const desk = await stage.phone({ user: 'desk', port });
  const agent = await stage.agent('1001');
  const citizen = await chooses(stage, '1');
  const talking = await agent.rings();
  await talking.answer();
  await talk(citizen, talking);
  return { desk, agent, citizen, talking, supervisor: new Supervisor(stage.line) };
}

/** As `scene`, and the agent speaks with the centre. */
async function consultation(stage: Stage) {
  const found = await scene(stage);
  found.talking.audio.press('*75');
  const asked = await found.desk.rings();
  asked.ring();
  await asked.answer();
  await found.supervisor.sees(found.citizen, 'consult');
  await talk(found.talking, asked);
  return { ...found, asked };
}

async function hearsMusic({ audio }: PhoneCall): Promise<void> {
  await audio.hears('music/hold/arpeggio', { from: audio.now, share: 0.02, within: 15_000 });
}

lineTests('escalation by an agent’s keys', { edit }, (each) => {
  each(
    '*8: cold, the agent leaves at once, the caller hears music and talks with the centre',
    async (t, stage) => {
      const { desk, citizen, talking, supervisor } = await scene(stage);
      talking.audio.press('*85');
      t.match(await talking.ended(), { by: 'them', how: 'BYE' });
      const asked = await desk.rings();
      t.match(asked.invite.from.uri, /612345678/, 'the centre sees the citizen');
      asked.ring();
      await supervisor.seesAgent('1001', 'ready');
      await asked.answer();
      await talk(citizen, asked);
      await asked.hangUp();
      t.match(await citizen.ended(), { by: 'them', how: 'BYE' });
    },
  );

  each('*7, *91: the two speak while the caller hears music, then the agent leaves', async (t, stage) => {
    const { citizen, talking, asked, supervisor } = await consultation(stage);
    await hearsMusic(citizen);
    talking.audio.press('*91');
    t.match(await talking.ended(), { by: 'them', how: 'BYE' });
    await talk(citizen, asked);
    await supervisor.seesAgent('1001', 'ready');
    await citizen.hangUp();
    await asked.ended();
  });

  each('*92: all three hear each other; the agent goes, the others talk on', async (t, stage) => {
    const { citizen, talking, asked, supervisor } = await consultation(stage);
    talking.audio.press('*92');
    await supervisor.sees(citizen, 'conference');
    await talkTogether([citizen, talking, asked]);
    await talking.hangUp();
    await talk(citizen, asked);
    await asked.hangUp();
    t.match(await citizen.ended(), { by: 'them', how: 'BYE' });
  });

  each('*92, and the centre goes: citizen and agent talk on', async (_, stage) => {
    const { citizen, talking, asked, supervisor } = await consultation(stage);
    talking.audio.press('*92');
    await supervisor.sees(citizen, 'conference');
    await talkTogether([citizen, talking, asked]);
    await asked.hangUp();
    await talk(citizen, talking);
    await citizen.hangUp();
    await talking.ended();
  });

  each('*93: the agent takes the caller back', async (t, stage) => {
    const { citizen, talking, asked } = await consultation(stage);
    talking.audio.press('*93');
    t.match(await asked.ended(), { by: 'them', how: 'BYE' });
    await talk(citizen, talking);
    await talking.hangUp();
    await citizen.ended();
  });

  each('a centre that hangs up on the agent gives the caller back to the agent', async (_, stage) => {
    const { citizen, talking, asked } = await consultation(stage);
    await asked.hangUp();
    await talk(citizen, talking);
    await citizen.hangUp();
    await talking.ended();
  });

  each('an agent who hangs up during the consultation leaves the two to each other', async (_, stage) => {
    const { citizen, talking, asked } = await consultation(stage);
    await talking.hangUp();
    await talk(citizen, asked);
    await citizen.hangUp();
    await asked.ended();
  });

  each('a caller who hangs up during the consultation ends it', async (_, stage) => {
    const { citizen, talking, asked } = await consultation(stage);
    await citizen.hangUp();
    await talking.ended();
    await asked.ended();
  });

  each('all that was decided is decided again from the journal (I4)', async (t, stage) => {
    t.match(await replay(stage.line), /none differs/);
  });
});

lineTests('escalation that is refused', { edit }, (each) => {
  each('warm: the agent has the caller again', async (_, stage) => {
    const { desk, citizen, talking } = await scene(stage);
    talking.audio.press('*75');
    const asked = await desk.rings();
    asked.ring();
    await talking.audio.hears('fr/agent-escalating', { share: 0.3 });
    asked.reject(486);
    await talk(citizen, talking);
    await citizen.hangUp();
    await talking.ended();
  });

  each('cold: the caller waits at the place of before, and the next agent has him', async (t, stage) => {
    const { desk, agent, citizen, talking, supervisor } = await scene(stage);
    const later = await chooses(stage, '1', { from: '0612345699' });
    await supervisor.sees(later, 'queued');
    await supervisor.does('/agents/1001/pause', { reason: 'break' });
    talking.audio.press('*85');
    await talking.ended();
    const asked = await desk.rings();
    asked.ring();
    await asked.ended();
    const back = await supervisor.sees(citizen, 'queued');
    t.equal(back.position, 1, 'before who came later');
    await supervisor.does('/agents/1001/ready');
    const again = await agent.rings();
    t.match(again.invite.from.uri, /612345678/);
    await again.answer();
    await talk(citizen, again);
    await citizen.hangUp();
    await (await agent.rings()).answer();
    await later.hangUp();
  });

  each('a code of no centre changes nothing', async (t, stage) => {
    const { desk, citizen, talking } = await scene(stage);
    talking.audio.press('*74');
    talking.audio.press('*91');
    await talk(citizen, talking);
    t.equal(desk.rung, 0);
    await citizen.hangUp();
    await talking.ended();
  });
});

lineTests('escalation through the API', { edit }, (each) => {
  each('cold', async (_, stage) => {
    const { desk, citizen, talking, supervisor } = await scene(stage);
    await supervisor.does(`/callers/${citizen.callId}/escalate`, { centre: 'desk', how: 'cold' });
    await talking.ended();
    const asked = await desk.rings();
    await asked.answer();
    await talk(citizen, asked);
    await citizen.hangUp();
    await asked.ended();
  });

  each('warm, joined', async (_, stage) => {
    const { desk, citizen, talking, supervisor } = await scene(stage);
    const path = `/callers/${citizen.callId}`;
    await supervisor.does(`${path}/escalate`, { centre: 'desk', how: 'warm' });
    const asked = await desk.rings();
    await asked.answer();
    await supervisor.sees(citizen, 'consult');
    await talk(talking, asked);
    await supervisor.does(`${path}/escalation`, { how: 'join' });
    await talkTogether([citizen, talking, asked]);
    await supervisor.does(`${path}/escalation`, { how: 'leave' });
    await talking.ended();
    await talk(citizen, asked);
    await citizen.hangUp();
    await asked.ended();
  });
});

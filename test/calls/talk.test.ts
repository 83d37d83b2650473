/** Citizen and agent talk: with baresip as the agent's telephone, with sipp as the citizen; hold; the end from each side. */
import { findTone, tone } from '../harness/audio.ts';
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests } from '../harness/line-test.ts';
import { edits, menuFirst, noWrapUp } from '../harness/settings.ts';
import { Scenario } from '../harness/sipp-scenario.ts';

const edit = edits(menuFirst, noWrapUp);
const login = { account: '1001', secret: 'demo-1001' };

lineTests('an agent with baresip', { edit, peers: ['baresip', 'sipp'] }, (each) => {
  each('registers, rings, answers, and both hear each other', async (t, stage) => {
    const agent = await stage.baresip({ login, microphone: tone(500, 60) });
    await agent.registered();
    const call = await chooses(stage, '1');
    const incoming = await agent.event('CALL_INCOMING');
    t.match(incoming.peeruri, /612345678/, 'the agent sees who calls');
    await agent.answer();
    await agent.event('CALL_ESTABLISHED');
    call.audio.hum(400);
    await call.audio.hearsTone(500, { from: call.audio.now });
    // One second of his voice for the recording, told by our own ear at the same pace.
    await call.audio.hearsTone(500, { from: call.audio.now });
    await call.hangUp();
    const heard = await agent.heard();
    const found = findTone(heard, 400);
    t.ok(found && found.seconds > 0.2, `the agent heard the citizen for ${found?.seconds} s`);
    t.equal(findTone(heard, 500), undefined, 'and not himself');
  });

  each('hangs up, and the citizen’s call ends', async (t, stage) => {
    const agent = await stage.baresip({ login, answer: 'auto' });
    await agent.registered();
    const call = await chooses(stage, '1');
    await agent.event('CALL_ESTABLISHED');
    await call.audio.hearsTone(500);
    await agent.hangUp();
    t.match(await call.ended(), { by: 'them', how: 'BYE' });
  });

  each('talks to a caller of sipp', async (t, stage) => {
    const agent = await stage.baresip({ login, answer: 'auto' });
    await agent.registered();
    const scenario = new Scenario('3939').invite().expect(200).ack().wait('talking').bye();
    const sipp = await stage.sipp(scenario);
    await sipp.audio.hearsAnything();
    sipp.audio.press('1');
    await agent.event('CALL_ESTABLISHED');
    await sipp.audio.hearsTone(500);
    await sipp.go('talking');
    t.equal((await sipp.result()).code, 0);
    await agent.event('CALL_CLOSED');
  });

  each('a baresip citizen hears the menu and is understood', async (t, stage) => {
    const agent = await stage.agent('1002');
    const citizen = await stage.baresip({ microphone: tone(1_000, 60) });
    await citizen.dial('3939');
    await citizen.event('CALL_ESTABLISHED');
    await citizen.event('CALL_RTPESTAB');
    await citizen.press('3');
    const call = await agent.rings();
    await call.answer();
    call.audio.hum(800);
    await call.audio.hearsTone(1_000);
    await call.audio.hearsTone(1_000, { from: call.audio.now });
    await call.hangUp();
    t.ok(findTone(await citizen.heard(), 800), 'the citizen heard the agent');
  });
});

lineTests('hold, and the end of a talk', { edit, peers: ['sipp'] }, (each) => {
  each('either side ends both legs', async (t, stage) => {
    const agent = await stage.agent('1001');
    for (const ender of ['citizen', 'agent'] as const) {
      const call = await chooses(stage, '1');
      const offered = await agent.rings();
      await offered.answer();
      await talk(call, offered);
      const [first, second] = ender === 'citizen' ? [call, offered] : [offered, call];
      await first.hangUp();
      t.match(await second.ended(), { by: 'them', how: 'BYE' }, `the ${ender} hung up`);
    }
  });

  each('a citizen who holds by re-INVITE is answered, and heard again afterwards', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    const held = await call.reinvite('sendonly');
    t.equal(held.status, 200);
    t.match(held.text, /a=(recvonly|inactive)/);
    const resumed = await call.reinvite('sendrecv');
    t.equal(resumed.status, 200);
    await talk(call, offered);
    await call.hangUp();
    await offered.ended();
  });

  each('an agent who holds by re-INVITE is answered, and heard again afterwards', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    t.match((await offered.reinvite('sendonly')).text, /a=(recvonly|inactive)/);
    t.equal((await offered.reinvite('sendrecv')).status, 200);
    await talk(call, offered);
    await offered.hangUp();
    await call.ended();
  });

  each('sipp holds in the queue and comes back', async (t, stage) => {
    const agent = await stage.agent('1001');
    const scenario = new Scenario('3939').invite().expect(200).ack().wait('menu');
    scenario.reinvite('sendonly').reinvite('sendrecv').wait('talking').bye();
    const sipp = await stage.sipp(scenario);
    await sipp.audio.hearsAnything();
    await sipp.go('menu');
    await sipp.at('talking');
    sipp.audio.press('1');
    const offered = await agent.rings();
    await offered.answer();
    offered.audio.hum(800);
    await sipp.audio.hearsTone(800);
    await sipp.go('talking');
    const { code, errors } = await sipp.result();
    t.equal(code, 0, errors);
    await offered.ended();
  });
});

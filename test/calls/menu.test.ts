/** A citizen in the menu: keys as RTP events and as SIP INFO, silence, wrong keys; every prompt told by its samples. */
import { lineTests } from '../harness/line-test.ts';
import { edits, menuWait, shortMenu } from '../harness/settings.ts';
import { Scenario } from '../harness/sipp-scenario.ts';

const WELCOMED = ['fr/welcome', 'fr/choose-topic'];
const edit = menuWait('1s');

lineTests('the menu, called with sipp', { edit, peers: ['sipp'] }, (each) => {
  each('a key as RTP event leads to its queue, and ends the prompt', async (t, stage) => {
    const sipp = await stage.sipp(new Scenario('3939').invite().expect(200).ack().wait('key').bye());
    await sipp.audio.hears('fr/welcome');
    await sipp.audio.hears('fr/choose-topic', { share: 0.1 });
    sipp.audio.press('1');
    await sipp.audio.hears('fr/please-wait');
    await sipp.audio.hears('music/hold/arpeggio', { share: 0.02 });
    t.strictSame(sipp.audio.prompts().slice(0, 3), [...WELCOMED, 'fr/please-wait']);
    t.equal(await stage.line.total('shortline_queue_waiting'), 1, 'the caller waits');
    await sipp.go('key');
    const { code, errors } = await sipp.result();
    t.equal(code, 0, errors);
  });

  each('a key as SIP INFO does the same', async (t, stage) => {
    const scenario = new Scenario('3939')
      .invite()
      .expect(200)
      .ack()
      .wait('menu')
      .info('1')
      .wait('queue')
      .bye();
    const sipp = await stage.sipp(scenario);
    await sipp.audio.hears('fr/choose-topic', { share: 0.1 });
    await sipp.go('menu');
    await sipp.audio.hears('fr/please-wait');
    await sipp.go('queue');
    t.equal((await sipp.result()).code, 0);
  });

  each('wrong keys are told so, and are not the end', async (t, stage) => {
    const sipp = await stage.sipp(new Scenario('3939').invite().expect(200).ack().wait('queue').bye());
    await sipp.audio.hears('fr/choose-topic', { share: 0.1 });
    for (const key of ['7', '#']) {
      const from = sipp.audio.now;
      sipp.audio.press(key);
      const wrong = await sipp.audio.hears('fr/wrong-key', { from });
      await sipp.audio.hears('fr/choose-topic', { from: wrong.at, share: 0.1 });
    }
    sipp.audio.press('5');
    await sipp.audio.hears('fr/please-wait');
    const expected = ['fr/welcome', 'fr/choose-topic', 'fr/wrong-key', 'fr/choose-topic', 'fr/wrong-key'];
    t.strictSame(sipp.audio.prompts().slice(0, 6), [...expected, 'fr/choose-topic']);
    await sipp.go('queue');
    t.equal((await sipp.result()).code, 0);
  });
});

const quiet = { edit: edits(menuWait('1s'), shortMenu), peers: ['sipp'] as const };

lineTests('nobody speaks', quiet, (each) => {
  each('silence is not the end: after three tries the call waits for any agent', async (t, stage) => {
    const sipp = await stage.sipp(new Scenario('3939').invite().expect(200).ack().wait('queue').bye());
    await sipp.audio.hears('fr/please-wait', { within: 30_000 });
    const menus = ['fr/transferring', 'fr/transferring', 'fr/transferring'];
    t.strictSame(sipp.audio.prompts(), ['fr/welcome', ...menus, 'fr/please-wait']);
    await sipp.go('queue');
    t.equal((await sipp.result()).code, 0);
  });
});

lineTests('the menu, called with a telephone', { edit }, (each) => {
  each('9 changes the language', async (t, stage) => {
    const citizen = await stage.phone();
    const call = await citizen.call('3939');
    await call.answered();
    await call.audio.hears('fr/choose-topic', { share: 0.1 });
    call.audio.press('9');
    await call.audio.hears('en/choose-topic', { share: 0.1 });
    call.audio.press('0');
    await call.audio.hears('en/please-wait');
    t.strictSame(call.audio.prompts().slice(0, 5), [
      ...WELCOMED,
      'en/welcome',
      'en/choose-topic',
      'en/please-wait',
    ]);
    await call.hangUp();
  });

  each('a late offer (INVITE without SDP) hears the line as well', async (t, stage) => {
    const citizen = await stage.phone();
    const call = await citizen.call('3939', { lateOffer: true });
    const answer = await call.answered();
    t.match(answer.text, /m=audio \d+ RTP\/AVP/, 'the 200 has the offer');
    await call.audio.hears('fr/welcome');
    await call.audio.hears('fr/choose-topic', { share: 0.1 });
    call.audio.press('3');
    await call.audio.hears('fr/please-wait');
    await call.hangUp();
  });

  each('A-law only and µ-law only telephones are both understood', async (_, stage) => {
    for (const codec of ['PCMA', 'PCMU'] as const) {
      const citizen = await stage.phone();
      const call = await citizen.call('3939', { codecs: [codec] });
      await call.answered();
      await call.audio.hears('fr/welcome');
      await call.hangUp();
    }
  });

  each('a call over TCP is a call', async (_, stage) => {
    const citizen = await stage.phone({ protocol: 'tcp' });
    const call = await citizen.call('3939');
    await call.answered();
    await call.audio.hears('fr/welcome');
    await call.hangUp();
  });

  each('INFO keys in the other common form (application/dtmf) count too', async (_, stage) => {
    const citizen = await stage.phone();
    const call = await citizen.call('3939');
    await call.answered();
    await call.audio.hears('fr/choose-topic', { share: 0.1 });
    await call.request('INFO', [['Content-Type', 'application/dtmf']], '4');
    await call.audio.hears('fr/please-wait');
    await call.hangUp();
  });
});

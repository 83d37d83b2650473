/** Tax questions leave for the tax office: bridged, redirected, referred; and what is said when it cannot answer. */
import { chooses, talk } from '../harness/citizen.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { Phone } from '../harness/phone.ts';
import {
  earlyMedia,
  edits,
  freeUdpPort,
  menuFirst,
  noWrapUp,
  replace,
  taxOffice,
} from '../harness/settings.ts';

const port = await freeUdpPort();
const office = (stage: Stage): Promise<Phone> => stage.phone({ user: 'impots', port });

lineTests('by bridge', { edit: edits(menuFirst, noWrapUp, taxOffice(port, 'bridge', 2)) }, (each) => {
  each('the citizen is told, the tax office rings and answers, and they talk', async (t, stage) => {
    const tax = await office(stage);
    const call = await chooses(stage, '2');
    const pressed = call.audio.now;
    const told = await call.audio.hears('fr/tax-sent-away', { share: 0.6 });
    t.ok(told.at - pressed < 3, 'at once');
    const incoming = await tax.rings(15_000);
    t.match(incoming.invite.from.uri, /612345678/, 'the tax office sees the citizen');
    await incoming.answer();
    await talk(call, incoming);
    await incoming.hangUp();
    t.match(await call.ended(), { by: 'them', how: 'BYE' });
  });

  each('no agent’s telephone rings for it, although all of them are idle', async (t, stage) => {
    const accounts = ['1001', '1002', '1003', '1004'];
    const agents = await Promise.all(accounts.map((account) => stage.agent(account)));
    const tax = await office(stage);
    const call = await chooses(stage, '2');
    (await tax.rings(15_000)).reject(486);
    await call.audio.hears('fr/tax-failed', { share: 0.2, within: 20_000 });
    t.strictSame(
      agents.map(({ rung }) => rung),
      [0, 0, 0, 0],
      'not even when the tax office cannot answer',
    );
    await call.hangUp();
  });

  each('the citizen ends it as well', async (_, stage) => {
    const tax = await office(stage);
    const call = await chooses(stage, '2');
    const incoming = await tax.rings(15_000);
    await incoming.answer();
    await talk(call, incoming);
    await call.hangUp();
    await incoming.ended();
  });
});

// The same with a shorter word before it.
const briefly = replace('dialplans/3939/line.yaml', 'saying: tax-sent-away', 'saying: goodbye');
lineTests('by bridge, in vain', { edit: edits(menuFirst, briefly, taxOffice(port, 'bridge', 2)) }, (each) => {
  for (const [what, status] of [
    ['busy', 486],
    ['gone', 404],
    ['declining', 603],
  ] as const) {
    each(`a ${what} tax office (${status}) is told, and the menu begins again`, async (_, stage) => {
      const tax = await office(stage);
      const call = await chooses(stage, '2');
      (await tax.rings(15_000)).reject(status);
      const told = await call.audio.hears('fr/tax-failed', {
        share: status === 486 ? 0.6 : 0.2,
        within: 20_000,
      });
      if (status === 486) await call.audio.hears('fr/choose-topic', { from: told.at, share: 0.05 });
      await call.hangUp();
    });
  }

  each('one that only rings is given up after its time', async (t, stage) => {
    const tax = await office(stage);
    const call = await chooses(stage, '2');
    const incoming = await tax.rings(15_000);
    incoming.ring();
    t.match(await incoming.ended(), { by: 'them', how: 'CANCEL' });
    await call.audio.hears('fr/tax-failed', { share: 0.2, within: 20_000 });
    await call.hangUp();
  });

  each('one that is not there at all is told', async (_, stage) => {
    const call = await chooses(stage, '2');
    await call.audio.hears('fr/tax-failed', { share: 0.2, within: 30_000 });
    await call.hangUp();
  });

  each('a citizen who hangs up while it rings stops the ringing', async (_, stage) => {
    const tax = await office(stage);
    const call = await chooses(stage, '2');
    const incoming = await tax.rings(15_000);
    incoming.ring();
    await call.hangUp();
    await incoming.ended();
  });
});

const early = edits(menuFirst, earlyMedia(180));
lineTests('by redirect', { edit: edits(early, taxOffice(port, 'redirect')) }, (each) => {
  each('before the answer the call leaves by 302, and nothing of it stays', async (t, stage) => {
    const citizen = await stage.phone();
    const call = await citizen.call('3939');
    await call.responds(183);
    await call.audio.hearsAnything();
    call.audio.press('2');
    await call.audio.hears('fr/tax-sent-away');
    const moved = await call.final(20_000);
    t.equal(moved.status, 302);
    t.match(moved.headers.get('contact'), `sip:impots@127.0.0.1:${port}`);
    t.notOk(
      call.facts.find((fact) => fact.type === 'response' && fact.status === 200),
      'nothing was answered',
    );
  });
});

lineTests('by refer', { edit: edits(menuFirst, taxOffice(port, 'refer')) }, (each) => {
  each('the citizen’s telephone is asked to call the tax office, and says how it went', async (t, stage) => {
    const call = await chooses(stage, '2');
    const refer = await call.receives('REFER', 20_000);
    t.match(refer.headers.get('refer-to'), `sip:impots@127.0.0.1:${port}`);
    const headers: [string, string][] = [
      ['Event', 'refer'],
      ['Subscription-State', 'terminated;reason=noresource'],
      ['Content-Type', 'message/sipfrag;version=2.0'],
    ];
    t.equal((await call.request('NOTIFY', headers, 'SIP/2.0 200 OK\r\n')).status, 200);
    t.match(await call.ended(), { by: 'them', how: 'BYE' }, 'the line leaves');
  });

  each('a transfer that failed is told, and the menu begins again', async (t, stage) => {
    const call = await chooses(stage, '2');
    await call.receives('REFER', 20_000);
    const headers: [string, string][] = [
      ['Event', 'refer'],
      ['Subscription-State', 'terminated;reason=noresource'],
      ['Content-Type', 'message/sipfrag;version=2.0'],
    ];
    t.equal((await call.request('NOTIFY', headers, 'SIP/2.0 486 Busy Here\r\n')).status, 200);
    const told = await call.audio.hears('fr/tax-failed', { share: 0.6, within: 20_000 });
    await call.audio.hears('fr/choose-topic', { from: told.at, share: 0.05 });
    await call.hangUp();
  });
});

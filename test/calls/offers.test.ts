/** Agents who do not answer, reject, are busy or away: the caller keeps the place and goes to the next one. */
import { chooses, talk } from '../harness/citizen.ts';
import { eventually } from '../harness/facts.ts';
import { lineTests } from '../harness/line-test.ts';
import { edits, menuFirst, noWrapUp, ringing } from '../harness/settings.ts';

const edit = edits(menuFirst, noWrapUp, ringing('2s'));

lineTests('offers', { edit }, (each) => {
  each('the INVITE to the agent says who calls', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await agent.rings();
    offered.ring();
    t.match(offered.invite.from.uri, /612345678/, 'From shows the caller');
    t.match(offered.invite.text, /m=audio \d+ RTP\/AVP/, 'the offer has the SDP of an endpoint');
    t.match(offered.invite.uri, `sip:1001@127.0.0.1:${agent.port}`);
    await call.hangUp();
    await offered.ended();
  });

  for (const [what, headers, shown] of [
    [
      'the number that the trunk asserts',
      [['P-Asserted-Identity', '<sip:+33155443322@carrier>']],
      /33155443322/,
    ],
    ['no number of a caller who withholds it', [['Privacy', 'id']], /anonymous/i],
  ] as const) {
    each(`the agent sees ${what}`, async (t, stage) => {
      const agent = await stage.agent('1001');
      const call = await chooses(stage, '1', { headers: headers.map(([name, value]) => [name, value]) });
      const offered = await agent.rings();
      offered.ring();
      t.match(offered.invite.headers.get('from'), shown);
      if (what.startsWith('no number')) t.notMatch(offered.invite.headers.get('from'), /612345678/);
      await call.hangUp();
      await offered.ended();
    });
  }

  each('a caller whom nobody can serve waits, and is served by the agent who registers', async (_, stage) => {
    const call = await chooses(stage, '1');
    await call.audio.hears('music/hold/arpeggio', { share: 0.02, within: 20_000 });
    const agent = await stage.agent('1001');
    const offered = await agent.rings();
    await offered.answer();
    await talk(call, offered);
    await call.hangUp();
  });

  each(
    'the agent who has been idle longest is asked first; who does not answer is followed by the next',
    async (t, stage) => {
      const first = await stage.agent('1001');
      const second = await stage.agent('1003');
      const call = await chooses(stage, '1');
      // Which one has been idle longer is told by the tests before; only one telephone rings at a time (I1).
      const [one, other] = await Promise.race([
        first.rings().then((offered) => [offered, second] as const),
        second.rings().then((offered) => [offered, first] as const),
      ]);
      one.ring();
      const next = await other.rings();
      t.match(await one.ended(), { by: 'them', how: 'CANCEL' }, 'the first telephone has stopped');
      await next.answer();
      await talk(call, next);
      await call.hangUp();
    },
  );

  for (const status of [486, 603, 480, 500]) {
    each(`an agent whose telephone says ${status} is followed by the next at once`, async (t, stage) => {
      const phones = [await stage.agent('1001'), await stage.agent('1003')];
      const call = await chooses(stage, '1');
      const offered = await Promise.race(
        phones.map(async (phone) => ({ phone, offered: await phone.rings() })),
      );
      const other = phones.find((phone) => phone !== offered.phone)!;
      offered.offered.reject(status);
      const next = await other.rings();
      t.equal(phones[0]!.rung + phones[1]!.rung, 2, 'each rang once');
      await next.answer();
      await talk(call, next);
      await call.hangUp();
      // Who missed has been idle longer now, and answers: only misses in a row count.
      const following = await chooses(stage, '1');
      const answered = await offered.phone.rings();
      await answered.answer();
      await talk(following, answered);
      await following.hangUp();
    });
  }

  each('an agent alone who rejects is asked again, and the caller is not lost', async (_, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    (await agent.rings()).reject(486);
    const again = await agent.rings();
    await again.answer();
    await talk(call, again);
    await call.hangUp();
  });

  each(
    'an agent who hangs up as soon as he has answered has not served the caller, who rings again',
    async (_, stage) => {
      const agent = await stage.agent('1001');
      const call = await chooses(stage, '1');
      const short = await agent.rings();
      await short.answer();
      await short.hangUp();
      const again = await agent.rings();
      await again.answer();
      await talk(call, again);
      await again.hangUp();
      await call.ended();
    },
  );

  each('an agent who registers away while the telephone rings is asked no more', async (_, stage) => {
    const leaving = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const offered = await leaving.rings();
    offered.ring();
    const staying = await stage.agent('1003');
    await leaving.register({ expires: 0 });
    await offered.ended();
    const next = await staying.rings();
    await next.answer();
    await talk(call, next);
    await call.hangUp();
  });

  each(
    'two callers, one agent: the second is served when the first has ended, in order',
    async (t, stage) => {
      const agent = await stage.agent('1001');
      const first = await chooses(stage, '1');
      const firstTalk = await agent.rings();
      await firstTalk.answer();
      const second = await chooses(stage, '1');
      await second.audio.hears('fr/please-wait', { share: 0.3 });
      t.equal(agent.rung, 1, 'an agent who talks is not asked');
      await first.hangUp();
      const secondTalk = await agent.rings();
      await secondTalk.answer();
      await talk(second, secondTalk);
      await second.hangUp();
    },
  );

  each('topics go to agents with the skill only', async (t, stage) => {
    const papers = await stage.agent('1001');
    const housing = await stage.agent('1003');
    const call = await chooses(stage, '4');
    const offered = await housing.rings();
    await offered.answer();
    t.equal(papers.rung, 0);
    await call.hangUp();
  });

  each(
    'who misses three offers one after the other is paused, with the reason; the caller is not lost',
    async (t, stage) => {
      const refusing = await stage.agent('1002');
      const call = await chooses(stage, '3');
      for (let miss = 0; miss < 3; miss++) (await refusing.rings()).reject(486);
      const { text } = await eventually(
        'pause',
        () => stage.line.get('/api/line'),
        (answer) => /"status":"paused"/.test(answer.text),
      );
      t.match(text, /"reason":"missed-busy"/);
      t.equal(refusing.rung, 3, 'it is asked no more');
      const willing = await stage.agent('1004');
      const offered = await willing.rings();
      await offered.answer();
      await talk(call, offered);
      await call.hangUp();
    },
  );
});

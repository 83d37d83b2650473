/** Who gets in (I8): a line's number by its trunk, anything else by digest, and strangers nowhere; registration. */
import { lineTests } from '../harness/line-test.ts';
import { edits, menuFirst, replace } from '../harness/settings.ts';
import { Scenario } from '../harness/sipp-scenario.ts';

const DESTINATIONS = [
  ['an agent', '1001'],
  ['a feature code', '*1'],
  ['an outside number', '0044123456789'],
  ['an outside number with a plus', '+44123456789'],
  ['the tax office', 'impots'],
] as const;

lineTests('strangers behind the same address as citizens and agents', { edit: menuFirst }, (each) => {
  each('make no call without a password: to agents, codes, or outside', async (t, stage) => {
    const agent = await stage.agent('1001');
    const stranger = await stage.phone({ user: 'stranger' });
    for (const [what, number] of DESTINATIONS) {
      const call = await stranger.call(number);
      const { status } = await call.final();
      t.ok(status === 401 || status === 403 || status === 407, `${what}: ${status}`);
      t.equal(await stage.line.total('shortline_calls'), 0);
    }
    t.equal(agent.rung, 0, 'no telephone has rung');
  });

  each('make no call with a wrong password, nor in the name of an agent', async (t, stage) => {
    const login = { account: '1001', secret: 'guessed' };
    const stranger = await stage.phone({ user: '1001', login });
    const call = await stranger.call('*2');
    t.match((await call.final()).status, /^40[137]$/);
    const unknown = await stage.phone({ user: '9999', login: { account: '9999', secret: 'x' } });
    t.match((await (await unknown.call('*2')).final()).status, /^40[137]$/);
    t.match((await unknown.register()).status, /^40[13]$/);
  });

  each('may call the line itself, as any citizen', async (_, stage) => {
    const citizen = await stage.phone({ user: 'stranger' });
    const call = await citizen.call('3939');
    await call.answered();
    await call.hangUp();
  });

  each('an agent with the right password still calls no agent and nobody outside', async (t, stage) => {
    const agent = await stage.agent('1001');
    for (const number of ['1002', '+44123456789', '0612345678']) {
      t.equal((await (await agent.call(number)).final()).status, 403, number);
    }
  });
});

const foreign = replace('sip-config/trunks.yaml', 'from: [127.0.0.0/8, "::1"]', 'from: [192.0.2.7]');
lineTests('a peer that no trunk names', { edit: foreign }, (each) => {
  each('gets 403 for the line’s number, and no call', async (t, stage) => {
    const stranger = await stage.phone({ user: 'stranger' });
    const call = await stranger.call('3939');
    t.equal((await call.final()).status, 403);
    t.equal(await stage.line.total('shortline_calls_total'), 0);
    t.ok(((await stage.line.total('shortline_refused_total')) ?? 0) > 0, 'it is counted');
  });
});

lineTests('registration', { edit: edits(menuFirst), peers: ['sipp'] }, (each) => {
  for (const algorithm of ['MD5', 'SHA-256'] as const) {
    each(`by digest with ${algorithm}`, async (t, stage) => {
      const phone = await stage.phone({ user: '1004', login: { account: '1004', secret: 'demo-1004' } });
      const bound = await phone.register({ algorithm });
      t.equal(bound.status, 200);
      t.match(bound.headers.get('contact'), `127.0.0.1:${phone.port}`);
      t.match(bound.headers.get('contact'), /expires=\d+/);
      t.equal((await stage.line.metric('shortline_agents')).get('{status="ready"}'), 1, 'the agent is ready');
      const gone = await phone.register({ algorithm, expires: 0 });
      t.equal(gone.status, 200);
      t.equal((await stage.line.metric('shortline_agents')).get('{status="ready"}'), 0, 'and away again');
    });
  }

  each(
    'challenges with the algorithms whose secrets are kept, the stronger first, each in its header',
    async (t, stage) => {
      const challenge = await (await stage.phone({ user: '1004' })).register();
      t.equal(challenge.status, 401);
      const values = challenge.headers.getAll('www-authenticate');
      t.equal(values.length, 2);
      t.match(values[0], /algorithm=SHA-256/);
      t.match(values[1], /algorithm=MD5/);
      t.match(values[0], /realm="shortline"/);
    },
  );

  each('a wrong password is refused; the account is not locked for its owner elsewhere', async (t, stage) => {
    const wrong = await stage.phone({ user: '1003', login: { account: '1003', secret: 'wrong' } });
    for (let attempt = 0; attempt < 3; attempt++) {
      t.match((await wrong.register()).status, /^40[13]$/, `attempt ${attempt + 1}`);
    }
    t.equal((await stage.line.total('shortline_agents')) ?? 0, 0, 'nobody is registered');
  });

  each('who keeps guessing is locked out of that account, and of no other', async (t, stage) => {
    const wrong = await stage.phone({ user: '1002', login: { account: '1002', secret: 'wrong' } });
    for (let attempt = 0; attempt < 4; attempt++) await wrong.register();
    const right = await stage.phone({ user: '1002', login: { account: '1002', secret: 'demo-1002' } });
    t.equal((await right.register()).status, 403, 'unseen, even the right one, for a while');
    await stage.agent('1001');
    t.equal(
      (await stage.line.metric('shortline_agents')).get('{status="ready"}'),
      1,
      'another account is not hit',
    );
  });

  each('an agent registers nobody else’s address', async (t, stage) => {
    const phone = await stage.phone({ user: '1002', login: { account: '1001', secret: 'demo-1001' } });
    t.equal((await phone.register()).status, 403);
  });

  each('sipp answers the challenge of a feature code', async (t, stage) => {
    await stage.agent('1001');
    const login = { account: '1001', secret: 'demo-1001' };
    const sipp = await stage.sipp(
      new Scenario('*1', { from: '1001', login }).inviteWithDigest().expect(200).ack().expectBye(),
    );
    const { code, errors } = await sipp.result();
    t.equal(code, 0, errors);
  });
});

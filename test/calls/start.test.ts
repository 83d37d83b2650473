/** What a newcomer gets: the line opens quickly, says where, answers for its health, and refuses bad settings in words. */
import { test } from 'tap';
import { TestLine } from '../harness/line.ts';
import { lineTests } from '../harness/line-test.ts';
import { menuFirst, replace } from '../harness/settings.ts';

lineTests('an open line', { edit: menuFirst }, (each) => {
  each(
    'has said one line of JSON on standard output, and its welcome on standard error',
    async (t, stage) => {
      const { line } = stage;
      t.equal(line.output.length, 1, 'one line');
      t.match(line.ready, { event: 'ready', sip: /^127\.0\.0\.1:\d+$/, http: /^http:\/\/127\.0\.0\.1:\d+$/ });
      await line.log.until('where to call', ({ text }) => text.includes(`sip:3939@${line.sip}`));
      await line.log.until('the accounts of the agents', ({ text }) => /\b1001\b/.test(text));
      // Goal 3 s (charter §9); measured by the bench, not asserted to the millisecond on a busy machine.
      t.ok(line.startMs < 10_000, `started in ${Math.round(line.startMs)} ms`);
    },
  );

  each('answers for its health, its readiness and its figures', async (t, { line }) => {
    t.equal((await line.get('/healthz')).status, 200);
    t.equal((await line.get('/readyz')).status, 200);
    const { status, text } = await line.get('/metrics');
    t.equal(status, 200);
    for (const name of ['calls', 'endpoints', 'dialogs', 'queue_waiting', 'agents']) {
      t.match(text, new RegExp(`^shortline_${name}[ {]`, 'm'), `shortline_${name}`);
    }
  });

  each('counts a call while it lasts', async (t, stage) => {
    const call = await (await stage.phone()).call('3939');
    await call.answered();
    t.equal(await stage.line.total('shortline_calls'), 1);
    t.ok(((await stage.line.total('shortline_endpoints')) ?? 0) >= 1);
    await call.hangUp();
    await stage.line.becomesEmpty();
    t.equal(await stage.line.total('shortline_calls'), 0);
  });
});

void test('a line does not open', async (t) => {
  await t.test(
    'to others than this machine with the demo’s passwords, and says how to set real ones',
    async (inner) => {
      const { code, said } = await TestLine.refused({
        env: { SHORTLINE_HOST: '0.0.0.0', SHORTLINE_PUBLIC_ADDRESS: '127.0.0.1' },
      });
      inner.equal(code, 1);
      inner.match(said, /agent-secret/);
    },
  );

  await t.test('with a fault in its dialplan, and says where it is', async (inner) => {
    const edit = replace('dialplans/3939/line.yaml', '{ queue: housing }', '{ queue: housinng }');
    const { code, said } = await TestLine.refused({ edit });
    inner.equal(code, 1);
    inner.match(said, /line\.yaml:\d+:\d+/);
    inner.match(said, /housinng/);
  });

  await t.test('with a setting that does not exist or is no port', async (inner) => {
    for (const env of [{ SHORTLINE_SIP_PROT: '5060' }, { SHORTLINE_HTTP_PORT: 'eighty' }]) {
      const { code, said } = await TestLine.refused({ env });
      inner.equal(code, 1);
      inner.match(said, new RegExp(Object.keys(env)[0]!));
    }
  });
});

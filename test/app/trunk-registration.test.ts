/** Trunks that the line registers with. */
import { mock } from 'node:test';
import { type Test, test } from 'tap';
import { registerTrunks } from '../../src/app/trunk-registration.ts';
import type { Trunk } from '../../src/routing/schema.ts';
import { SipError, type SipPort, type Source } from '../../src/sip/port.ts';
import { FakeSip } from './fake-sip.ts';
import { settled } from './fakes.ts';

const PROVIDER: Source = { address: '198.51.100.7', port: 5060, transport: 'udp' };
const TRUNK: Trunk = {
  name: 'provider',
  from: [],
  lines: {},
  register: { registrar: 'sip:provider.example:5070', username: 'line', secretEnv: 'PROVIDER_SECRET' },
};

type Request = Parameters<SipPort['send']>[0];

function registering(
  t: Test,
  headers: Readonly<Record<string, string>> = {},
  secret: string | undefined = 'secret',
) {
  mock.timers.enable({ apis: ['setTimeout'] });
  const sip = new FakeSip([]);
  const house = {
    sent: [] as Request[],
    learnt: [] as (readonly string[])[],
    logged: [] as string[],
    answer: 200 as number | Error,
    end: async (): Promise<void> => undefined,
    pass: async (ms: number) => {
      mock.timers.tick(ms);
      await settled();
    },
  };
  sip.send = async (request) => {
    house.sent.push(request);
    if (house.answer instanceof Error) throw house.answer;
    return { status: house.answer, header: (name) => headers[name], source: PROVIDER };
  };
  const ports = {
    sip,
    doors: { learn: (_trunk: string, addresses: readonly string[]) => house.learnt.push(addresses) },
    secret: () => (secret === '' ? undefined : secret),
    log: (message: string) => house.logged.push(message),
  };
  house.end = registerTrunks(ports, [TRUNK, { name: 'plain', from: [], lines: {} }]);
  t.teardown(async () => {
    await house.end();
    mock.timers.reset();
  });
  return house;
}

test('registers, learns where calls come from, and refreshes at half of the time granted', async (t) => {
  const house = registering(t, { Contact: '<sip:line@192.0.2.100:5060>;expires=120' });
  await settled();
  t.match(house.sent, [
    {
      method: 'REGISTER',
      uri: 'sip:provider.example:5070',
      headers: {
        From: '<sip:line@provider.example>',
        Contact: '<sip:line@192.0.2.100:5060>;expires=600',
        Expires: '600',
      },
      credentials: { username: 'line', password: 'secret' },
    },
  ]);
  t.equal(house.sent.length, 1, 'one that does not register is not registered with');
  t.strictSame(house.learnt, [['198.51.100.7']]);
  await house.pass(59_999);
  t.equal(house.sent.length, 1);
  await house.pass(1);
  t.equal(house.sent.length, 2);
});

test('the time that is granted', async (t) => {
  const rows: [what: string, headers: Record<string, string>, refreshMs: number][] = [
    ['by the contact', { Contact: '<sip:a>;expires=60', Expires: '90' }, 30_000],
    ['by the header', { Expires: '90' }, 45_000],
    ['as asked for', {}, 300_000],
    ['nonsense: as asked for', { Expires: 'soon' }, 300_000],
  ];
  for (const [what, headers, refreshMs] of rows) {
    const house = registering(t, headers);
    await settled();
    await house.pass(refreshMs - 1);
    t.equal(house.sent.length, 1, what);
    await house.pass(1);
    t.equal(house.sent.length, 2, what);
    await house.end();
    mock.timers.reset();
  }
});

test('a provider that refuses, or does not answer, is asked again', async (t) => {
  for (const [answer, logged] of [
    [403, 'a trunk’s registration was refused'],
    [new SipError('nobody answers', 0), 'a trunk’s provider does not answer'],
  ] as const) {
    const house = registering(t);
    house.answer = answer;
    await house.pass(0);
    await house.pass(300_000);
    house.logged.length = 0;
    const before = house.sent.length;
    await house.pass(29_999);
    t.equal(house.sent.length, before);
    await house.pass(1);
    t.equal(house.sent.length, before + 1);
    t.strictSame(house.logged, [logged]);
    await house.end();
    mock.timers.reset();
  }
});

test('the end of a registration', async (t) => {
  const house = registering(t);
  await settled();
  await house.end();
  t.match(house.sent.at(-1), { headers: { Expires: '0', Contact: /expires=0$/ } });
  t.strictSame(house.learnt.at(-1), [], 'and nobody comes in by it');
  const { length } = house.sent;
  await house.end();
  await house.pass(600_000);
  t.equal(house.sent.length, length, 'once');
});

test('without its secret nothing is sent', async (t) => {
  const house = registering(t, {}, '');
  await settled();
  t.strictSame(house.sent, []);
  t.strictSame(house.logged, ['a trunk’s secret is missing']);
});

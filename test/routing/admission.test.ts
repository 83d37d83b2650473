/** Which INVITEs make a call (I8): one row a rule. */
import { test } from 'tap';
import type { Line } from '../../src/ivr/schema.ts';
import { type Admission, type Arrival, Doors, type Load } from '../../src/routing/admission.ts';
import type { Trunk } from '../../src/routing/schema.ts';
import { lineWith } from '../call/lines.ts';

const LINES = new Map<string, Line>([
  ['156', lineWith({ line: '156', capacity: 2, reserve: 1 })],
  ['3939', lineWith({ line: '3939' })],
  ['118', lineWith({ line: '118', capacity: 1 })],
]);
const TRUNKS: readonly Trunk[] = [
  {
    name: 'carrier',
    from: ['192.0.2.0/24', '2001:db8::/32'],
    lines: { '156': '156', '+55156': '156' },
    channels: 10,
  },
  { name: 'pair', from: ['198.51.100.7', '2001:db9::7'], lines: { '156': '156', '118': '118' } },
  { name: 'shared', from: ['192.0.2.7'], lines: { '3939': '3939' }, channels: 1 },
  {
    name: 'provider',
    register: { registrar: 'sip:p.example', username: 'u', secretEnv: 'P' },
    lines: { '0156': '156' },
  },
];

const FREE: Load = { legsOnLine: () => 0, legsOnTrunk: () => 0, draining: false };
const load = (change: { line?: number; trunk?: number; draining?: boolean }): Load => ({
  legsOnLine: () => change.line ?? 0,
  legsOnTrunk: () => change.trunk ?? 0,
  draining: change.draining ?? false,
});

/** `156 by carrier`, `full 156 by carrier`, `digest`, `403 Unknown Peer, a stranger`. */
function inWords(admission: Admission): string {
  if ('authenticate' in admission) return 'digest';
  if ('admit' in admission) {
    const { line, trunk, full } = admission.admit;
    return `${full ? 'full ' : ''}${line.line} by ${trunk.name}`;
  }
  const { status, reason, stranger } = admission.refuse;
  return `${status} ${reason}${stranger ? ', a stranger' : ''}`;
}

function admitted(dialled: string, address: string, change: Partial<Arrival> = {}, under = FREE): string {
  const doors = new Doors(TRUNKS, LINES);
  doors.learn('provider', ['203.0.113.5']);
  return inWords(doors.admit({ dialled, address, banned: false, ...change }, under));
}

test('the request URI decides, then the address', async (t) => {
  const rows: [what: string, dialled: string, address: string, outcome: string][] = [
    ['a line by its trunk', '156', '192.0.2.200', '156 by carrier'],
    ['as the trunk writes the number', '+55156', '192.0.2.1', '156 by carrier'],
    ['by another trunk', '156', '198.51.100.7', '156 by pair'],
    ['by a second trunk of the same address', '3939', '192.0.2.7', '3939 by shared'],
    ['by the first trunk of the same address', '156', '192.0.2.7', '156 by carrier'],
    ['by a provider that we registered with', '0156', '203.0.113.5', '156 by provider'],
    ['IPv6', '156', '2001:db8:5::1', '156 by carrier'],
    ['IPv4 written as IPv6', '156', '::ffff:192.0.2.9', '156 by carrier'],
    ['IPv6 written at length', '156', '2001:0db9:0:0::0007', '156 by pair'],
    ['next to an address', '156', '198.51.100.8', '403 Unknown Peer, a stranger'],
    ['next to a network', '156', '192.0.3.1', '403 Unknown Peer, a stranger'],
    ['next to an IPv6 address', '156', '2001:db9::8', '403 Unknown Peer, a stranger'],
    ['a line of another trunk', '3939', '198.51.100.7', '403 Unknown Peer, a stranger'],
    ['the number as another trunk writes it', '+55156', '198.51.100.7', '403 Unknown Peer, a stranger'],
    ['the line, not as its trunk writes it', '156', '203.0.113.5', '403 Unknown Peer, a stranger'],
    ['no address', '156', 'carrier.example', '403 Unknown Peer, a stranger'],
    ['nothing', '156', '', '403 Unknown Peer, a stranger'],
    ['an agent', '2001', '192.0.2.1', 'digest'],
    ['an agent, from anywhere', '2001', '203.0.113.66', 'digest'],
    ['a feature code', '*1', '203.0.113.66', 'digest'],
    ['an outside number, even from a trunk', '0033140000000', '192.0.2.1', 'digest'],
    ['a name that every object has', 'constructor', '192.0.2.1', 'digest'],
    ['another', '__proto__', '192.0.2.1', 'digest'],
    ['no user', '', '203.0.113.66', 'digest'],
  ];
  for (const [what, dialled, address, outcome] of rows) t.equal(admitted(dialled, address), outcome, what);
});

test('who is banned', async (t) => {
  const banned = { banned: true };
  t.equal(admitted('2001', '203.0.113.66', banned), '403 Banned, a stranger');
  t.equal(admitted('156', '203.0.113.66', banned), '403 Banned, a stranger');
  t.equal(admitted('156', '192.0.2.1', banned), '156 by carrier', 'a trunk never is');
});

test('how much is under way', async (t) => {
  const rows: [what: string, dialled: string, address: string, under: Load, outcome: string][] = [
    ['the last of the capacity', '156', '192.0.2.1', load({ line: 1 }), '156 by carrier'],
    ['the reserve', '156', '192.0.2.1', load({ line: 2 }), 'full 156 by carrier'],
    ['beyond the reserve', '156', '192.0.2.1', load({ line: 3 }), '486 Line Full'],
    ['the reserve is 2 where none is written', '118', '198.51.100.7', load({ line: 2 }), 'full 118 by pair'],
    ['beyond it', '118', '198.51.100.7', load({ line: 3 }), '486 Line Full'],
    ['a line without a capacity', '3939', '192.0.2.7', load({ line: 5_000 }), '3939 by shared'],
    ['the last channel of the trunk', '156', '192.0.2.1', load({ trunk: 9 }), '156 by carrier'],
    ['no channel of the trunk', '156', '192.0.2.1', load({ trunk: 10 }), '486 Trunk Full'],
    ['a trunk without a number of channels', '156', '198.51.100.7', load({ trunk: 5_000 }), '156 by pair'],
    ['the node drains', '156', '192.0.2.1', load({ draining: true }), '503 Closing'],
    [
      'full and draining: 503 is said first',
      '156',
      '192.0.2.1',
      load({ line: 9, draining: true }),
      '503 Closing',
    ],
    [
      'a stranger while it drains',
      '156',
      '203.0.113.66',
      load({ draining: true }),
      '403 Unknown Peer, a stranger',
    ],
  ];
  for (const [what, dialled, address, under, outcome] of rows) {
    t.equal(admitted(dialled, address, {}, under), outcome, what);
  }
});

test('each line and trunk is counted by its own name', async (t) => {
  const asked: string[] = [];
  const count = (name: string) => {
    asked.push(name);
    return 0;
  };
  admitted('156', '192.0.2.1', {}, { legsOnLine: count, legsOnTrunk: count, draining: false });
  t.strictSame(asked.sort(), ['156', 'carrier']);
});

test('isTrunk', async (t) => {
  const doors = new Doors(TRUNKS, LINES);
  t.ok(doors.isTrunk('192.0.2.1'));
  t.notOk(doors.isTrunk('203.0.113.5'), 'a provider is unknown');
  doors.learn('provider', ['203.0.113.5']);
  t.ok(doors.isTrunk('203.0.113.5'), 'until it has answered');
  doors.learn('provider', ['203.0.113.6']);
  t.notOk(doors.isTrunk('203.0.113.5'), 'and only where it answered last');
});

/** Who calls, as a trunk tells it: one row a rule. */
import { test } from 'tap';
import { callerOf, e164, type Identity } from '../../src/routing/caller.ts';

const FROM = '"Al" <sip:0140205050@carrier.example>;tag=1';
const ASSERTED = '<sip:+33611223344@carrier.example>';

test('callerOf', async (t) => {
  const rows: [what: string, identity: Identity, number: string, withheld: boolean][] = [
    ['From', { from: FROM }, '+33140205050', false],
    [
      'the asserted identity goes before it',
      { from: FROM, assertedIdentity: ASSERTED },
      '+33611223344',
      false,
    ],
    [
      'the first of two',
      { from: FROM, assertedIdentity: `${ASSERTED}, <tel:+33999>` },
      '+33611223344',
      false,
    ],
    ['a tel URI', { from: FROM, assertedIdentity: '<tel:+33-6-11-22-33-44;npdi>' }, '+33611223344', false],
    ['without brackets', { from: 'sip:0140205050@carrier.example;tag=1' }, '+33140205050', false],
    [
      'parameters of the user',
      { from: '<sip:+33140205050;phone-context=x@c.example;user=phone>' },
      '+33140205050',
      false,
    ],
    ['percent signs', { from: '<sip:%2B33140205050@c.example>' }, '+33140205050', false],
    [
      'a name that looks like an address',
      { from: '"Eve <sip:0611223344@x>" <sip:0140205050@c.example>' },
      '+33140205050',
      false,
    ],
    [
      'so in the asserted identity',
      { from: FROM, assertedIdentity: '"<tel:17>" <sip:+33611223344@c.example>' },
      '+33611223344',
      false,
    ],
    ['a quote in the name', { from: '"a\\"<sip:17@x>" <sip:0140205050@c.example>' }, '+33140205050', false],
    ['no user', { from: '<sip:192.0.2.1>' }, '', false],
    ['nothing', { from: '' }, '', false],
    ['a name', { from: '<sip:alice@c.example>' }, 'alice', false],
    ['Privacy: id', { from: FROM, assertedIdentity: ASSERTED, privacy: 'id' }, '', true],
    ['Privacy: several', { from: FROM, privacy: 'header;id;critical' }, '', true],
    ['Privacy: user', { from: FROM, privacy: 'user' }, '', true],
    ['Privacy: none', { from: FROM, privacy: 'none' }, '+33140205050', false],
    ['Privacy: None', { from: FROM, privacy: 'None' }, '+33140205050', false],
    ['Privacy without a value', { from: FROM, privacy: '' }, '+33140205050', false],
    ['anonymous', { from: '"Anonymous" <sip:anonymous@anonymous.invalid>' }, '', true],
    ['anonymous in capitals', { from: '<sip:Anonymous@anonymous.invalid>' }, '', true],
    [
      'anonymous, yet asserted',
      { from: '<sip:anonymous@anonymous.invalid>', assertedIdentity: ASSERTED },
      '+33611223344',
      false,
    ],
    [
      'and private',
      { from: '<sip:anonymous@anonymous.invalid>', assertedIdentity: ASSERTED, privacy: 'id' },
      '',
      true,
    ],
  ];
  for (const [what, identity, number, withheld] of rows) {
    t.strictSame(callerOf(identity, 'FR'), { number, withheld }, what);
  }
});

test('e164', async (t) => {
  const rows: [country: string | undefined, number: string, expected: string][] = [
    ['FR', '0140205050', '+33140205050'],
    ['FR', '01 40 20 50 50', '+33140205050'],
    ['FR', '+33140205050', '+33140205050'],
    ['FR', '0033140205050', '+33140205050'],
    ['FR', '33140205050', '+33140205050'],
    ['FR', '+4930901820', '+4930901820'],
    ['FR', '3939', '3939'],
    ['FR', '+331', '+331'],
    ['CI', '0707070707', '+2250707070707'],
    ['CI', '+2250707070707', '+2250707070707'],
    ['CI', '002252721000000', '+2252721000000'],
    ['CI', '1302', '1302'],
    ['BR', '5132890156', '+555132890156'],
    ['BR', '05132890156', '+555132890156'],
    ['BR', '51999990156', '+5551999990156'],
    ['BR', '+55 51 3289-0156', '+555132890156'],
    ['BR', '156', '156'],
    [undefined, '+33140205050', '+33140205050'],
    [undefined, '0140205050', '0140205050'],
    ['FR', 'alice', 'alice'],
    ['FR', '+', '+'],
    ['FR', '', ''],
  ];
  for (const [country, number, expected] of rows)
    t.equal(e164(number, country), expected, `${country} ${number}`);
});

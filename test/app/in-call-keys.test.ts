/** What an agent's keys ask for during a talk. */
import { test } from 'tap';
import { InCallKeys } from '../../src/app/in-call-keys.ts';
import type { Asked } from '../../src/routing/in-call-code.ts';
import type { Centre } from '../../src/routing/schema.ts';

const centre = (code?: string): Centre => ({
  ...{ name: 'A centre', how: 'bridge', sip: 'sip:a@192.0.2.9' },
  ...(code === undefined ? {} : { code }),
});
const CENTRES = { tax: centre('1'), experts: centre('2'), museum: centre() };

/** What is asked for by these keys, a second apart. */
function press(keys: string, emergency = 'samu'): readonly Asked[] {
  const inCall = new InCallKeys(CENTRES, emergency);
  return keys.split('').flatMap((key, index) => inCall.press('2001', key, index * 1_000) ?? []);
}

test('the codes', async (t) => {
  const by = '2001';
  const rows: [what: string, keys: string, asked: readonly object[]][] = [
    ['the centre first', '*71', [{ type: 'EscalationRequested', centre: 'tax', how: 'warm', by }]],
    ['handed over', '*82', [{ type: 'EscalationRequested', centre: 'experts', how: 'cold', by }]],
    ['a code of no centre', '*75', []],
    ['left with the centre', '*91', [{ type: 'EscalationConcluded', how: 'leave', by }]],
    ['all three', '*92', [{ type: 'EscalationConcluded', how: 'join', by }]],
    ['taken back', '*93', [{ type: 'EscalationConcluded', how: 'takeBack', by }]],
    ['danger', '*99', [{ type: 'EmergencyRaised', via: 'agent', centre: 'samu', by }]],
    ['keys of no code', '12#71', []],
    ['begun again', '*7*71', [{ type: 'EscalationRequested', centre: 'tax', how: 'warm', by }]],
    ['one after the other', '*71*91', [{ type: 'EscalationRequested' }, { type: 'EscalationConcluded' }]],
  ];
  for (const [what, keys, asked] of rows) {
    t.match(press(keys), asked, what);
    t.equal(press(keys).length, asked.length, what);
  }
});

test('an emergency without a destination is none', async (t) => {
  t.strictSame(press('*99', ''), []);
});

test('keys far apart are no code', async (t) => {
  const keys = new InCallKeys(CENTRES, '');
  keys.press('2001', '*', 0);
  keys.press('2001', '7', 5_000);
  t.equal(keys.press('2001', '1', 10_001), undefined);
  keys.press('2001', '*', 20_000);
  keys.press('2001', '7', 25_000);
  t.match(keys.press('2001', '1', 30_000), { centre: 'tax' });
});

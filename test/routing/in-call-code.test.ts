/** An agent's keys during a talk: what they ask for, and what they do not. */
import { test } from 'tap';
import { type InCallCode, type Pressed, pressKey } from '../../src/routing/in-call-code.ts';

/** Keys, one a second; `…` is a pause of six. @returns every code that came of them */
function press(keys: string): InCallCode[] {
  let at = 1_000_000;
  let before: Pressed | undefined;
  const codes: InCallCode[] = [];
  for (const key of keys) {
    at += key === '…' ? 6_000 : 1_000;
    if (key === '…') continue;
    const { pressed, code } = pressKey(before, key, at);
    before = pressed;
    if (code) codes.push(code);
  }
  return codes;
}

test('keys during a talk', async (t) => {
  const rows: [keys: string, codes: InCallCode[]][] = [
    ['*71', [{ does: 'escalate', how: 'warm', code: '1' }]],
    ['*89', [{ does: 'escalate', how: 'cold', code: '9' }]],
    ['*91', [{ does: 'conclude', how: 'leave' }]],
    ['*92', [{ does: 'conclude', how: 'join' }]],
    ['*93', [{ does: 'conclude', how: 'takeBack' }]],
    ['*99', [{ does: 'emergency' }]],
    ['*94', []],
    ['*61', []],
    ['719', []],
    ['*7…1', []],
    ['*7…*71', [{ does: 'escalate', how: 'warm', code: '1' }]],
    ['*7*99', [{ does: 'emergency' }]],
    ['**99', [{ does: 'emergency' }]],
    ['12*7156', [{ does: 'escalate', how: 'warm', code: '1' }]],
    [
      '*71*91',
      [
        { does: 'escalate', how: 'warm', code: '1' },
        { does: 'conclude', how: 'leave' },
      ],
    ],
    ['*7#', []],
  ];
  for (const [keys, codes] of rows) t.strictSame(press(keys), codes, keys);
});

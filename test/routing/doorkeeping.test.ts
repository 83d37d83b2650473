/** Bans, lockouts, feature codes. */
import { test } from 'tap';
import { type Ban, isBanned, refusedAgain } from '../../src/routing/ban.ts';
import { featureCode } from '../../src/routing/feature-code.ts';
import { failedAgain, isLocked, type Lockout } from '../../src/routing/lockout.ts';

const AT = 1_000_000;

function refused(times: number, everyMs: number, before?: Ban): Ban | undefined {
  return Array.from({ length: times }).reduce<Ban | undefined>(
    (ban, _, index) => refusedAgain(ban, AT + index * everyMs),
    before,
  );
}

test('a stranger who keeps trying is banned for ten minutes', async (t) => {
  t.notOk(isBanned(undefined, AT));
  t.notOk(isBanned(refused(19, 1_000), AT + 19_000), 'not at the 19th refusal');
  const ban = refused(20, 1_000)!;
  t.ok(isBanned(ban, AT + 20_000), 'at the 20th within a minute');
  t.notOk(isBanned(refused(40, 5_000), AT + 200_000), 'who tries slowly is not');
  t.ok(isBanned(ban, AT + 599_999));
  t.notOk(isBanned(ban, AT + 600_000), 'over');
  t.ok(isBanned(refusedAgain(ban, AT + 300_000), AT + 599_999), 'another try changes nothing');
  t.notOk(isBanned(refusedAgain(ban, AT + 600_000), AT + 600_000), 'then all begins anew');
});

test('wrong passwords: a delay that grows', async (t) => {
  t.notOk(isLocked(undefined, AT));
  let lockout: Lockout | undefined;
  const delays: number[] = [];
  for (let failure = 1; failure <= 15; failure++) {
    lockout = failedAgain(lockout, AT);
    delays.push(lockout.until - AT);
  }
  t.strictSame(delays.slice(0, 6), [0, 0, 0, 1_000, 2_000, 4_000]);
  t.strictSame(delays.slice(-3), [512_000, 900_000, 900_000], 'up to 15 minutes');
  t.ok(isLocked(lockout, AT + 899_999));
  t.notOk(isLocked(lockout, AT + 900_000));
});

test('feature codes', async (t) => {
  const reasons = { 1: 'break', 2: 'lunch' };
  const rows: [dialled: string, code: object | undefined][] = [
    ['*1', { does: 'ready' }],
    ['*2', { does: 'pause', reason: '' }],
    ['*21', { does: 'pause', reason: 'break' }],
    ['*22', { does: 'pause', reason: 'lunch' }],
    ['*23', undefined],
    ['*20', undefined],
    ['*211', undefined],
    ['*3', { does: 'wrapUpDone' }],
    ['*4', { does: 'logIn' }],
    ['*5', { does: 'logOut' }],
    ['*6', { does: 'extendWrapUp' }],
    ['*7', undefined],
    ['*', undefined],
    ['1', undefined],
    ['', undefined],
  ];
  for (const [dialled, code] of rows) t.strictSame(featureCode(dialled, reasons), code, dialled);
});

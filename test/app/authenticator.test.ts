/** Which agent a request comes from; wrong passwords. */
import { type Test, test } from 'tap';
import { Authenticator, type Verdict } from '../../src/app/authenticator.ts';
import { NodeDigest } from '../../src/sip/digest.ts';
import type { Source } from '../../src/sip/port.ts';
import { AGENTS, authorization, ELSEWHERE, FakeRequest, HOME, type Proof } from './requests.ts';

const AT = 1_000_000;

class Caller {
  readonly authenticator = new Authenticator(AGENTS, new NodeDigest());
  at = AT;

  ask(account = '2001', source: Source = HOME): Verdict {
    const request = new FakeRequest('INVITE', { From: `<sip:${account}@line.example>;tag=1` }, source);
    return this.authenticator.check(request, 407, this.at);
  }

  challenge(account?: string, source?: Source): string {
    const verdict = this.ask(account, source);
    return 'headers' in verdict ? (verdict.headers['Proxy-Authenticate'] ?? '') : '';
  }

  prove(proof: Partial<Proof> = {}, source: Source = HOME): Verdict {
    const account = proof.account ?? '2001';
    const challenge = proof.challenge ?? this.challenge(account, source);
    const value = authorization({ method: 'INVITE', ...proof, account, challenge });
    const headers = { From: `<sip:${account}@line.example>;tag=1`, 'Proxy-Authorization': value };
    return this.authenticator.check(new FakeRequest('INVITE', headers, source), 407, this.at);
  }
}

const status = (verdict: Verdict) => ('status' in verdict ? verdict.status : 200);

test('the challenge', async (t) => {
  const caller = new Caller();
  t.match(caller.ask(), { status: 407, reason: 'Proxy Authentication Required' });
  const algorithms = (account: string) => caller.challenge(account).match(/algorithm=([^,]+)/g);
  t.strictSame(algorithms('2001'), ['algorithm=SHA-256', 'algorithm=MD5'], 'as the HA1 that are kept');
  t.strictSame(algorithms('2002'), ['algorithm=MD5']);
  t.strictSame(algorithms('2003'), ['algorithm=SHA-256']);
  t.strictSame(algorithms('nobody'), ['algorithm=MD5'], 'a stranger is shown the common one');
  const request = new FakeRequest('REGISTER', { From: '<sip:2002@line.example>' });
  const verdict = caller.authenticator.check(request, 401, AT);
  t.match(verdict, { status: 401, headers: { 'WWW-Authenticate': /^Digest / } });
});

test('the answer', async (t) => {
  const rows: [what: string, proof: Partial<Proof>, status: number][] = [
    ['MD5', {}, 200],
    ['SHA-256', { algorithm: 'SHA-256' }, 200],
    ['an algorithm of which no HA1 is kept', { account: '2002', algorithm: 'SHA-256' }, 403],
    ['a wrong password', { secret: 'another' }, 403],
    ['an unknown account', { account: '9999' }, 403],
    ['for another method', { method: 'REGISTER' }, 403],
    [
      'for another realm',
      { challenge: new Caller().challenge().replaceAll('realm="line"', 'realm="x"') },
      407,
    ],
    ['a nonce of our own making, not theirs', { challenge: 'Digest realm="line", nonce="forged"' }, 407],
  ];
  for (const [what, proof, expected] of rows) t.equal(status(new Caller().prove(proof)), expected, what);
  t.strictSame(new Caller().prove({ account: '2002' }), { agent: '2002' }, 'says who it is');
});

test('the realm of another server, with a nonce of ours', async (t) => {
  const caller = new Caller();
  const challenge = caller.challenge().replaceAll('realm="line"', 'realm="x"');
  t.equal(status(caller.prove({ challenge })), 403);
});

test('a nonce is answered once for each count, and not for ever', async (t) => {
  const caller = new Caller();
  const challenge = caller.challenge();
  t.equal(status(caller.prove({ challenge })), 200);
  const replayed = caller.prove({ challenge });
  t.match(replayed, { status: 407, headers: { 'Proxy-Authenticate': /stale=true/ } }, 'a replay');
  t.equal(status(caller.prove({ challenge, nc: 2 })), 200, 'the next count');
  caller.at += 121_000;
  t.match(caller.prove({ challenge, nc: 3 }), { headers: { 'Proxy-Authenticate': /stale=true/ } }, 'too old');
});

test('wrong passwords lock the pair of address and account, for longer each time', async (t) => {
  const caller = new Caller();
  const wrong = (source?: Source) => caller.prove({ secret: 'another' }, source);
  for (let attempt = 1; attempt <= 4; attempt++)
    t.match(wrong(), { reason: 'Forbidden' }, `wrong, ${attempt}`);
  t.match(caller.prove(), { reason: 'Too Many Wrong Passwords' }, 'even the right one is not looked at');
  t.strictSame(caller.prove({}, ELSEWHERE), { agent: '2001' }, 'the right one from another address');
  t.strictSame(caller.prove({ account: '2002' }), { agent: '2002' }, 'another account from this address');
  passesIn(t, caller, 1_000);
  t.match(wrong(), { reason: 'Forbidden' });
  passesIn(t, caller, 2_000);
  t.match(wrong(), { reason: 'Forbidden' });
  caller.at += 4_000;
  t.strictSame(caller.prove(), { agent: '2001' }, 'the right one');
  t.match(wrong(), { reason: 'Forbidden' }, 'forgives all');
  t.strictSame(caller.prove(), { agent: '2001' });
});

/** Locked until so many milliseconds from now, and no longer. */
function passesIn(t: Test, caller: Caller, delay: number): void {
  caller.at += delay - 1;
  t.match(caller.prove(), { reason: 'Too Many Wrong Passwords' }, `locked for ${delay} ms`);
  caller.at += 1;
}

test('strangers cannot make us remember without an end', async (t) => {
  const caller = new Caller();
  for (let attempt = 0; attempt < 4; attempt++) caller.prove({ secret: 'another' });
  const challenge = caller.challenge();
  for (let nc = 1; nc <= 10_000; nc++) caller.prove({ account: `x${nc}`, challenge, nc });
  t.strictSame(caller.prove(), { agent: '2001' }, 'the oldest of 10,000 is forgotten');
});

/** Digest: the published examples, and nonces. */
import { test } from 'tap';
import { NodeDigest, Nonces, parseCredentials, provesSecret } from '../../src/sip/digest.ts';
import { ha1 } from '../app/requests.ts';

const MUFASA = ['Mufasa', 'http-auth@example.org', 'Circle of Life'] as const;
const RFC7616 =
  'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=ALGORITHM, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="RESPONSE", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const SHA256 = '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1';
const MD5 = '8ca523f5e9506fed4657c9700eebdbec';
/** RFC 2617 §3.5. */
const RFC2617 =
  'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"';
/** The same without qop, as RFC 2069 has it (errata 749). */
const RFC2069 =
  'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", response="1949323746fe6a43ef61f9606e7febea"';

test('the published examples', async (t) => {
  const rows: [what: string, header: string, realm: string, secret: string, algorithm: 'MD5' | 'SHA-256'][] =
    [
      ['RFC 7616 §3.9.1, SHA-256', filled('SHA-256', SHA256), MUFASA[1], MUFASA[2], 'SHA-256'],
      ['RFC 7616 §3.9.1, MD5', filled('MD5', MD5), MUFASA[1], MUFASA[2], 'MD5'],
      ['RFC 2617 §3.5', RFC2617, 'testrealm@host.com', 'Circle Of Life', 'MD5'],
      ['RFC 2069, as corrected', RFC2069, 'testrealm@host.com', 'CircleOfLife', 'MD5'],
    ];
  for (const [what, header, realm, secret, algorithm] of rows) {
    const credentials = parseCredentials(header)!;
    const proves = (method: string, password: string, account = 'Mufasa') =>
      provesSecret(credentials, method, ha1(algorithm, account, realm, password));
    t.equal(credentials.algorithm, algorithm, `${what}: the algorithm`);
    t.ok(proves('GET', secret), what);
    t.notOk(proves('PUT', secret), `${what}: another method`);
    t.notOk(proves('GET', 'circle of life'), `${what}: another secret`);
    t.notOk(proves('GET', secret, 'mufasa'), `${what}: another account`);
  }
});

test('what changes a response proves nothing', async (t) => {
  const stored = ha1('MD5', ...MUFASA);
  const good = filled('MD5', MD5);
  const rows: [what: string, from: string, to: string, proves: boolean][] = [
    ['as it is', 'qop=auth', 'qop="auth"', true],
    ['the response in capitals', MD5, MD5.toUpperCase(), true],
    ['auth-int, which we do not ask for', 'qop=auth', 'qop=auth-int', false],
    ['another count', 'nc=00000001', 'nc=00000002', false],
    ['another URI', '/dir/index.html', '/dir/other.html', false],
    ['a shorter response', MD5, MD5.slice(1), false],
    ['no cnonce', /cnonce="[^"]*", /.exec(good)![0], '', false],
  ];
  for (const [what, from, to, proves] of rows) {
    t.equal(provesSecret(parseCredentials(good.replace(from, to))!, 'GET', stored), proves, what);
  }
});

test('parseCredentials', async (t) => {
  const rows: [what: string, header: string, found: object | undefined][] = [
    [
      'spaces and case',
      'DIGEST  USERNAME = "a" ,realm="", nonce=n,uri="u",response="r"',
      { username: 'a', realm: '', nonce: 'n' },
    ],
    [
      'a quote in the name',
      'Digest username="a\\"b", realm="r", nonce="n", uri="u", response="r"',
      { username: 'a"b' },
    ],
    [
      'commas and signs inside quotes',
      'Digest username="a, nonce=x", realm="r", nonce="n", uri="u=v", response="r"',
      { username: 'a, nonce=x', nonce: 'n', uri: 'u=v' },
    ],
    [
      'the algorithm in small letters',
      'Digest username="a", realm="r", nonce="n", uri="u", response="r", algorithm="sha-256"',
      { algorithm: 'SHA-256' },
    ],
    [
      'MD5 where none is named',
      'Digest username="a", realm="r", nonce="n", uri="u", response="r"',
      { algorithm: 'MD5' },
    ],
    ['another scheme', 'Basic YTpi', undefined],
    [
      'another algorithm',
      'Digest username="a", realm="r", nonce="n", uri="u", response="r", algorithm=MD5-sess',
      undefined,
    ],
    ['no user', 'Digest realm="r", nonce="n", uri="u", response="r"', undefined],
    ['no response', 'Digest username="a", realm="r", nonce="n", uri="u"', undefined],
    ['nothing', '', undefined],
  ];
  for (const [what, header, found] of rows) {
    const credentials = parseCredentials(header);
    if (found) t.match(credentials, found, what);
    else t.equal(credentials, undefined, what);
  }
});

test('nonces', async (t) => {
  const nonces = new Nonces();
  const base = { ...parseCredentials(RFC2069)!, qop: 'auth', cnonce: 'c' };
  const check = (nonce: string, nc: string | undefined, at: number) => {
    const { nc: _, ...rest } = base;
    return nonces.check({ ...rest, nonce, ...(nc === undefined ? {} : { nc }) }, at);
  };
  const nonce = nonces.make(1_000);
  t.equal(check(nonce, '00000001', 2_000), 'good');
  t.equal(check(nonce, '00000001', 2_000), 'stale', 'a count is taken once');
  t.equal(check(nonce, '0000000a', 2_000), 'good', 'counts are hexadecimal, and may leave some out');
  t.equal(check(nonce, '00000009', 2_000), 'stale', 'not backwards');
  t.equal(check(nonce, 'zz', 2_000), 'stale', 'no count');
  t.equal(check(nonce, '0000000b', 122_000), 'stale', 'after its life');
  const once = nonces.make(1_000);
  t.equal(check(once, undefined, 2_000), 'good', 'without qop: once');
  t.equal(check(once, undefined, 2_000), 'stale');
  t.equal(check(new Nonces().make(1_000), '1', 2_000), 'forged', 'another server’s');
  t.equal(
    check(`${(9_000).toString(36)}${nonce.slice(nonce.indexOf('.'))}`, '1', 2_000),
    'forged',
    'its time changed',
  );
  for (const text of ['', 'x', '..', 'a.b.c']) t.equal(check(text, '1', 2_000), 'forged', `"${text}"`);
  t.not(nonces.make(1_000), nonces.make(1_000), 'no two are equal');
});

test('challenge', async (t) => {
  const digest = new NodeDigest();
  const made = (stale: boolean) =>
    digest.challenge('WWW-Authenticate', ['SHA-256', 'MD5'], 'line', 1_000, stale);
  const value = made(false).replaceAll(/nonce="[^"]+"/g, 'nonce="n"');
  t.equal(
    value,
    'Digest realm="line", nonce="n", algorithm=SHA-256, qop="auth"\r\nWWW-Authenticate: Digest realm="line", nonce="n", algorithm=MD5, qop="auth"',
    'the stronger first, each a header of its own',
  );
  t.match(made(true), /qop="auth", stale=true$/);
});

function filled(algorithm: string, response: string): string {
  return RFC7616.replace('ALGORITHM', algorithm).replace('RESPONSE', response);
}

/** The registrar: one row a rule; expiry by a clock of its own. */
import { mock } from 'node:test';
import { test } from 'tap';
import { Authenticator } from '../../src/app/authenticator.ts';
import { Registrar } from '../../src/app/registrar.ts';
import { NodeDigest } from '../../src/sip/digest.ts';
import type { Source } from '../../src/sip/port.ts';
import { AGENTS, authorization, ELSEWHERE, FakeRequest, HOME, type Proof, type Reply } from './requests.ts';

const CONTACT = '<sip:2001@192.0.2.10:5060>';

class Office {
  readonly told: string[] = [];
  at = 1_000_000;
  readonly registrar = new Registrar(new Authenticator(AGENTS, new NodeDigest()), {
    registered: (agent, { expires }) => this.told.push(`registered ${agent} ${(expires - this.at) / 1_000}`),
    unregistered: (agent) => this.told.push(`unregistered ${agent}`),
    refused: (_request, status) => this.told.push(`refused ${status}`),
  });

  /** Registers with the right password, or as the proof says. */
  register(headers: Record<string, string>, source: Source = HOME, proof: Partial<Proof> = {}): Reply {
    const account = proof.account ?? '2001';
    const to = { To: `<sip:${account}@line.example>`, From: `<sip:${account}@line.example>;tag=1` };
    const ask = new FakeRequest('REGISTER', { ...to, ...headers }, source);
    this.registrar.register(ask, this.at);
    const challenge = String(ask.replies[0]?.headers['WWW-Authenticate']);
    const value = authorization({ challenge, method: 'REGISTER', ...proof, account });
    const request = new FakeRequest('REGISTER', { ...to, ...headers, Authorization: value }, source);
    this.told.length = 0;
    this.registrar.register(request, this.at);
    return request.replies[0]!;
  }
}

test('a registration', async (t) => {
  const rows: [what: string, headers: Record<string, string>, status: number, told: readonly string[]][] = [
    ['for the time asked', { Contact: `${CONTACT};expires=60` }, 200, ['registered 2001 60']],
    [
      'the time of the contact goes before the header’s',
      { Contact: `${CONTACT};expires=60`, Expires: '90' },
      200,
      ['registered 2001 60'],
    ],
    ['the time of the header', { Contact: CONTACT, Expires: '90' }, 200, ['registered 2001 90']],
    ['our time, where none is asked', { Contact: CONTACT }, 200, ['registered 2001 300']],
    ['no longer than an hour', { Contact: CONTACT, Expires: '86400' }, 200, ['registered 2001 3600']],
    ['too short', { Contact: CONTACT, Expires: '29' }, 423, []],
    ['no number', { Contact: CONTACT, Expires: 'soon' }, 400, []],
    ['less than nothing', { Contact: CONTACT, Expires: '-1' }, 400, []],
    ['a part of a second', { Contact: CONTACT, Expires: '60.5' }, 400, []],
    ['no SIP contact', { Contact: '<mailto:a@b>', Expires: '60' }, 400, []],
    ['all contacts, for a time', { Contact: '*', Expires: '60' }, 400, []],
    ['an empty contact', { Contact: '', Expires: '60' }, 400, []],
    ['a question only', {}, 200, []],
    ['for another', { Contact: CONTACT, To: '<sip:2002@line.example>' }, 403, []],
    ['for one whose name begins alike', { Contact: CONTACT, To: '<sip:20011@line.example>' }, 403, []],
    [
      'the old contact away, the new one in',
      { Contact: `<sip:2001@192.0.2.9>;expires=0, ${CONTACT};expires=60` },
      200,
      ['registered 2001 60'],
    ],
    [
      'in the other order',
      { Contact: `${CONTACT};expires=60, <sip:2001@192.0.2.9>;expires=0` },
      200,
      ['registered 2001 60'],
    ],
  ];
  for (const [what, headers, status, told] of rows) {
    const office = new Office();
    t.equal(office.register(headers).status, status, what);
    t.strictSame(office.told, told, what);
    t.equal(office.registrar.binding('2001')?.contact, told[0] && 'sip:2001@192.0.2.10:5060', what);
    office.registrar.close();
  }
});

test('the words of the answers', async (t) => {
  const office = new Office();
  t.match(office.register({ Contact: CONTACT, Expires: '5' }).headers, { 'Min-Expires': '30' });
  const headers = { Contact: '<sip:2001@192.0.2.10:5060>;expires=60' };
  t.strictSame(office.register({ Contact: CONTACT, Expires: '60' }).headers, headers);
  office.at += 20_000;
  t.match(office.register({}).headers, { Contact: /expires=40$/ }, 'what is left, to a question');
  t.strictSame(office.register({ Contact: CONTACT, Expires: '0' }).headers, {}, 'no contact is left');
  office.registrar.close();
});

test('a telephone that goes', async (t) => {
  const rows: [what: string, contact: string, told: readonly string[]][] = [
    ['its contact', CONTACT, ['unregistered 2001']],
    ['all contacts', '*', ['unregistered 2001']],
    ['the contact of another, which has been replaced', '<sip:2001@192.0.2.99>', []],
  ];
  for (const [what, Contact, told] of rows) {
    const office = new Office();
    office.register({ Contact: CONTACT, Expires: '60' });
    t.equal(office.register({ Contact, Expires: '0' }).status, 200, what);
    t.strictSame(office.told, told, what);
    office.register({ Contact, Expires: '0' });
    t.strictSame(office.told, [], `${what}, again`);
    office.registrar.close();
  }
});

test('passwords', async (t) => {
  const office = new Office();
  const wrong = office.register({ Contact: CONTACT }, HOME, { secret: 'another' });
  t.equal(wrong.status, 403);
  t.strictSame(office.told, ['refused 403']);
  t.equal(office.registrar.binding('2001'), undefined);
  const request = new FakeRequest('REGISTER', { From: '<sip:2001@line.example>', Contact: CONTACT });
  office.registrar.register(request, office.at);
  t.match(request.replies, [{ status: 401, headers: { 'WWW-Authenticate': /^Digest / } }]);
  // RFC 3261 §10.3: 2002 proves to be 2002, and may not speak for 2001
  const other = { Contact: CONTACT, To: '<sip:2001@line.example>' };
  t.equal(office.register(other, HOME, { account: '2002' }).status, 403);
  t.equal(office.registrar.binding('2001'), undefined);
});

test('where requests are sent', async (t) => {
  const tcp: Source = { address: '192.0.2.10', port: 49_152, transport: 'tcp' };
  const six: Source = { address: '2001:db8::10', port: 5060, transport: 'udp' };
  const rows: [what: string, contact: string, source: Source, via: string | undefined][] = [
    ['to its contact', 'sip:2001@192.0.2.10:5060', HOME, undefined],
    ['to its contact, the usual port', 'sip:2001@192.0.2.10', HOME, undefined],
    [
      'through a router: another address',
      'sip:2001@10.0.0.5:5060',
      ELSEWHERE,
      'sip:203.0.113.66:40000;transport=udp',
    ],
    ['through a router: another port', 'sip:2001@192.0.2.10:5061', HOME, 'sip:192.0.2.10:5060;transport=udp'],
    [
      'by its connection',
      'sip:2001@192.0.2.10:5060;transport=tcp',
      tcp,
      'sip:192.0.2.10:49152;transport=tcp',
    ],
    ['a name', 'sip:2001@phone.example', HOME, 'sip:192.0.2.10:5060;transport=udp'],
    ['IPv6', 'sip:2001@[2001:db8::10]:5060', six, undefined],
    ['IPv6 through a router', 'sip:2001@[fd00::1]:5060', six, 'sip:[2001:db8::10]:5060;transport=udp'],
  ];
  for (const [what, contact, source, via] of rows) {
    const office = new Office();
    office.register({ Contact: `<${contact}>`, Expires: '60' }, source);
    t.equal(office.registrar.binding('2001')?.via, via, what);
    t.equal(office.registrar.hasAddress(source.address), true, what);
    t.equal(office.registrar.hasAddress('198.51.100.1'), false, what);
    office.registrar.close();
  }
});

test('a registration ends a little after its time, and a refresh puts that off', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const office = new Office();
  const pass = (seconds: number) => {
    office.told.length = 0;
    office.at += seconds * 1_000;
    mock.timers.tick(seconds * 1_000);
  };
  office.register({ Contact: CONTACT, Expires: '60' });
  pass(40);
  office.register({ Contact: CONTACT, Expires: '60' });
  pass(61);
  t.strictSame(office.told, [], 'a refresh may be on its way');
  t.ok(office.registrar.binding('2001'));
  pass(1);
  t.strictSame(office.told, ['unregistered 2001']);
  t.equal(office.registrar.binding('2001'), undefined);
  pass(120);
  t.strictSame(office.told, [], 'once');
});

test('registrations that another process took', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  const office = new Office();
  const { at } = office;
  const binding = { contact: 'sip:2001@10.0.0.5', via: 'sip:192.0.2.10:5060', address: '192.0.2.10' };
  office.registrar.restore('2001', { ...binding, expires: at + 40_000 }, at);
  office.registrar.restore('2002', { ...binding, expires: at - 1_000 }, at);
  office.registrar.restore('2003', { ...binding, expires: at - 3_600_000 }, at);
  t.match(office.registrar.binding('2001'), binding, 'calls go where they went');
  t.equal(office.registrar.hasAddress('192.0.2.10'), true);
  t.strictSame(office.told, [], 'nothing is news');
  mock.timers.tick(0);
  t.strictSame(office.told, ['unregistered 2003'], 'one that ended meanwhile');
  mock.timers.tick(1_000);
  t.strictSame(office.told, ['unregistered 2003', 'unregistered 2002'], 'one whose refresh may be late');
  mock.timers.tick(41_000);
  t.equal(office.told.at(-1), 'unregistered 2001');
});

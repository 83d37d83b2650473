/** Readings of SIP texts: one row a rule. */
import { test } from 'tap';
import { addressOf, hostOf, listOf, userOf } from '../../../src/wire/sip/lenient.ts';

test('userOf', async (t) => {
  const rows: [uri: string, user: string][] = [
    ['sip:3939@line.example', '3939'],
    ['sips:3939@line.example:5061;transport=tls', '3939'],
    ['SIP:3939@line.example', '3939'],
    ['sip:+33139390000;phone-context=x@line.example;user=phone', '+33139390000'],
    ['sip:%2A21@line.example', '*21'],
    ['sip:3939:secret@line.example', '3939'],
    ['tel:+33139390000;npdi', '+33139390000'],
    ['sip:line.example', ''],
    ['sip:192.0.2.1:5060;transport=udp', ''],
    ['sip:@line.example', ''],
    ['sip:%zz@line.example', '%zz'],
    ['mailto:a@b', ''],
    ['', ''],
  ];
  for (const [uri, user] of rows) t.equal(userOf(uri), user, uri);
});

test('hostOf', async (t) => {
  const rows: [uri: string, host: string][] = [
    ['sip:2001@192.0.2.10:5080;ob', '192.0.2.10'],
    ['sip:192.0.2.10', '192.0.2.10'],
    ['sips:a:b@line.example?x=y', 'line.example'],
    ['sip:2001@[2001:db8::1]:5060', '2001:db8::1'],
  ];
  for (const [uri, host] of rows) t.equal(hostOf(uri), host, uri);
});

test('addressOf', async (t) => {
  const rows: [value: string, uri: string | undefined, parameters: Record<string, string>][] = [
    ['<sip:a@b;ob>;expires=60', 'sip:a@b;ob', { expires: '60' }],
    ['sip:a@b;expires=60', 'sip:a@b', { expires: '60' }],
    ['Alice <sip:a@b>;TAG=1 ; lr', 'sip:a@b', { tag: '1', lr: '' }],
    ['"Al, <sip:x@y>;tag=2" <sip:a@b>;tag=1', 'sip:a@b', { tag: '1' }],
    ['"say \\"hi\\" <x>" <sip:a@b>', 'sip:a@b', {}],
    ['<sip:a@b', undefined, {}],
    ['', undefined, {}],
  ];
  for (const [value, uri, parameters] of rows) {
    const address = addressOf(value);
    t.equal(address?.uri, uri, value);
    t.strictSame(Object.fromEntries(address?.params ?? []), parameters, value);
  }
  t.equal(addressOf(undefined), undefined, 'no header');
});

test('listOf', async (t) => {
  const rows: [value: string, list: readonly string[]][] = [
    ['<sip:a@b>;expires=0, <sip:c@d;x=1,2>', ['<sip:a@b>;expires=0', '<sip:c@d;x=1,2>']],
    ['"A, B" <sip:a@b>,sip:c@d', ['"A, B" <sip:a@b>', 'sip:c@d']],
    ['*', ['*']],
    [' , ', []],
    ['', []],
  ];
  for (const [value, list] of rows) t.strictSame(listOf(value), list, value);
});

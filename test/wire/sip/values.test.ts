import t from 'tap';
import { ackFor, cancelFor, responseTo, withTag } from '../../../src/wire/sip/build.ts';
import { parseRAck } from '../../../src/wire/sip/cseq.ts';
import {
  acceptRemoteCSeq,
  dialogFromRequest,
  dialogFromResponse,
  requestInDialog,
} from '../../../src/wire/sip/dialog.ts';
import { SipFramer } from '../../../src/wire/sip/framer.ts';
import { headerName } from '../../../src/wire/sip/header-names.ts';
import { SipHeaders } from '../../../src/wire/sip/headers.ts';
import { SipRequest } from '../../../src/wire/sip/message.ts';
import { formatNameAddr, parseNameAddr } from '../../../src/wire/sip/name-addr.ts';
import { unquote } from '../../../src/wire/sip/params.ts';
import { reasonPhrase } from '../../../src/wire/sip/status.ts';
import { formatUri, parseUri } from '../../../src/wire/sip/uri.ts';
import { parseVia, responseTarget, withSource } from '../../../src/wire/sip/via.ts';

t.test('URIs', async (t) => {
  const rows: [string, object][] = [
    ['sip:alice@Example.COM', { scheme: 'sip', user: 'alice', host: 'example.com', port: undefined }],
    [
      'sip:a;b?c:pw@h:5070;transport=tcp;lr?Subject=x',
      { user: 'a;b?c', password: 'pw', host: 'h', port: 5070, headers: 'Subject=x' },
    ],
    ['sips:[2001:db8::1]:5061', { scheme: 'sips', user: undefined, host: '[2001:db8::1]', port: 5061 }],
    ['tel:+22527;phone-context=ci', { scheme: 'tel', host: '+22527' }],
  ];
  for (const [text, wanted] of rows) {
    t.match(parseUri(text), wanted, text);
    t.equal(formatUri(parseUri(text)).toLowerCase(), text.toLowerCase());
  }
  for (const bad of [
    '',
    'alice',
    'sip:',
    'sip:@h',
    'sip:h:0',
    'sip:h:99999',
    'sip:[::1',
    'sip:a b',
    'sip:h ost',
  ]) {
    t.throws(() => parseUri(bad), { name: 'SipParseError' }, bad);
  }
});

t.test('addresses: without brackets the parameters are the header’s', async (t) => {
  t.same([...parseNameAddr('sip:a@h;tag=1').params], [['tag', '1']]);
  t.same(
    [...parseNameAddr('<sip:a@h;transport=tcp>;tag=1;x').params],
    [
      ['tag', '1'],
      ['x', null],
    ],
  );
  t.equal(parseNameAddr('<sip:a@h;transport=tcp>').uri, 'sip:a@h;transport=tcp');
  t.equal(parseNameAddr('<sip:a@h>;tag=1;tag=2').params.get('tag'), '1', 'the first one counts');
  t.equal(formatNameAddr(parseNameAddr(' Alice  <sip:a@h> ;tag=1')), 'Alice <sip:a@h>;tag=1');
  t.equal(unquote('"a \\"b\\""'), 'a "b"');
  t.equal(
    withTag('"x;tag=y" <sip:a@h;tag=z>', '1'),
    '"x;tag=y" <sip:a@h;tag=z>;tag=1',
    'only a tag of the header is one',
  );
  t.equal(withTag('<sip:a@h>; TAG =2', '1'), '<sip:a@h>; TAG =2');
});

t.test('Via: the way back', async (t) => {
  const via = 'SIP/2.0/UDP 10.0.0.1:5062;rport;branch=z9hG4bKa';
  t.equal(
    withSource(via, '192.0.2.9', 4000),
    'SIP/2.0/UDP 10.0.0.1:5062;rport=4000;branch=z9hG4bKa;received=192.0.2.9',
  );
  t.equal(withSource(via, '10.0.0.1', 5062), 'SIP/2.0/UDP 10.0.0.1:5062;rport=5062;branch=z9hG4bKa');
  t.equal(
    withSource('SIP/2.0/UDP h;branch=b, SIP/2.0/UDP i', '192.0.2.9', 1),
    'SIP/2.0/UDP h;branch=b;received=192.0.2.9, SIP/2.0/UDP i',
  );
  t.equal(withSource('SIP/2.0/UDP 10.0.0.1;branch=b', '10.0.0.1', 9), 'SIP/2.0/UDP 10.0.0.1;branch=b');
  t.equal(
    withSource('SIP/2.0/UDP 10.0.0.1;received=6.6.6.6', '10.0.0.1', 9),
    'SIP/2.0/UDP 10.0.0.1',
    'a forged one goes',
  );
  t.same(responseTarget(parseVia('SIP/2.0/UDP h:5062;rport=4000;received=192.0.2.9')), {
    host: '192.0.2.9',
    port: 4000,
  });
  t.same(responseTarget(parseVia('SIP/2.0/UDP 192.0.2.1;maddr=6.6.6.6')), { host: '192.0.2.1', port: 5060 });
});

t.test('headers: setting, listing, spelling', async (t) => {
  const headers = SipHeaders.of(
    ['Route', '<sip:a;lr>, <sip:b;lr>'],
    ['X', undefined],
    ['Route', '<sip:c;lr>'],
  );
  t.same(headers.list('ROUTE'), ['<sip:a;lr>', '<sip:b;lr>', '<sip:c;lr>']);
  headers.set('route', '<sip:d>');
  t.same([...headers], [['Route', '<sip:d>']]);
  headers.prepend('Via', 'one').prepend('v', 'two').deleteFirst('via');
  t.equal(headers.get('Via'), 'one');
  t.equal(headers.clone().delete('via').size, 1);
  t.equal(headerName('www-authenticate'), 'WWW-Authenticate');
  t.equal(headerName('x-Order'), 'x-Order');
  t.equal(reasonPhrase(486), 'Busy Here');
  t.equal(reasonPhrase(499), 'Bad Request');
  t.same(parseRAck('776656 1 INVITE'), { rseq: 776656, cseq: { number: 1, method: 'INVITE' } });
  t.throws(() => parseRAck('1 INVITE'), { name: 'SipParseError' });
});

const invite = () =>
  new SipRequest(
    'INVITE',
    'sip:3939@line',
    SipHeaders.of(
      ['Via', 'SIP/2.0/UDP h;branch=z9hG4bK1'],
      ['Route', '<sip:p;lr>'],
      ['From', '"A" <sip:a@h>;tag=a'],
      ['To', '<sip:3939@line>'],
      ['Call-ID', 'c'],
      ['CSeq', '7 INVITE'],
      ['Contact', '<sip:a@10.0.0.1:5070>'],
      ['Record-Route', '<sip:p1;lr>, <sip:p2;lr>'],
      ['Timestamp', '54'],
    ),
  );

t.test('responses copy what they must (RFC 3261 §8.2.6)', async (t) => {
  const trying = responseTo(invite(), 100, 'tag');
  t.equal(trying.toTag, undefined);
  t.equal(trying.headers.get('timestamp'), '54');
  t.notOk(trying.headers.has('record-route'));
  const ok = responseTo(invite(), 200, 'b');
  t.equal(ok.toTag, 'b');
  t.ok(ok.headers.has('record-route'));
  const ack = ackFor(invite(), responseTo(invite(), 486, 'b'));
  t.equal(ack.headers.get('cseq'), '7 ACK');
  t.equal(ack.toTag, 'b');
  t.equal(ack.headers.get('route'), '<sip:p;lr>');
  const cancel = cancelFor(invite());
  t.equal(cancel.toTag, undefined);
  t.equal(cancel.headers.get('via'), 'SIP/2.0/UDP h;branch=z9hG4bK1');
});

t.test('dialogs of both sides (RFC 3261 §12)', async (t) => {
  const server = dialogFromRequest(invite(), 'b');
  t.same(server.routeSet, ['<sip:p1;lr>', '<sip:p2;lr>']);
  const bye = requestInDialog(server, 'BYE');
  t.equal(bye.uri, 'sip:a@10.0.0.1:5070');
  t.equal(bye.headers.get('from'), '<sip:3939@line>;tag=b');
  t.equal(bye.headers.get('to'), '"A" <sip:a@h>;tag=a');
  t.equal(bye.headers.get('cseq'), '1 BYE');
  t.equal(requestInDialog(server, 'BYE').headers.get('cseq'), '2 BYE');
  t.ok(acceptRemoteCSeq(server, 8));
  t.notOk(acceptRemoteCSeq(server, 8));

  const ok = responseTo(invite(), 200, 'b');
  ok.headers.append('Contact', '<sip:b@10.0.0.2>;expires=5');
  const client = dialogFromResponse(invite(), ok);
  t.same(client.routeSet, ['<sip:p2;lr>', '<sip:p1;lr>']);
  t.equal(client.remoteTarget, 'sip:b@10.0.0.2');
  t.equal(requestInDialog(client, 'ACK', 7).headers.get('cseq'), '7 ACK');
  t.equal(requestInDialog(client, 'INFO').headers.get('cseq'), '8 INFO');

  const strict = requestInDialog({ ...client, routeSet: ['<sip:old>', '<sip:p;lr>'] }, 'BYE');
  t.equal(strict.uri, 'sip:old');
  t.same(strict.headers.list('route'), ['<sip:p;lr>', '<sip:b@10.0.0.2>']);
  t.equal(strict.nextHop, 'sip:old');
});

t.test('streams: keep-alives, faults that can be skipped and faults that cannot', async (t) => {
  const framer = new SipFramer({ head: 400, body: 20, headers: 20 });
  const good =
    'OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n';
  const types = (text: string) =>
    framer
      .push(Buffer.from(text))
      .map((item) =>
        item.type === 'error' ? `${item.error.reason}${item.error.fatal ? '!' : ''}` : item.type,
      );
  t.same(types('\r\n\r\n'), ['ping']);
  t.same(types('\r\n'), []);
  t.same(types(`${good}l: 2\r\n\r\nok`), ['message']);
  const skipped = good.replace('1 OPTIONS', '1 INVITE');
  t.same(types(`${skipped}l: 2\r\n\r\nxx${good}l: 0\r\n\r\n`), ['CSeq Method Mismatch', 'message']);
  t.same(types(`${good}\r\n`), ['Missing Content-Length!']);
  t.same(types(`${good}l: 0\r\n\r\n`), [], 'nothing more is read');
  for (const [text, reason] of [
    [`${good}l: 21\r\n\r\n`, 'Body Too Large!'],
    ['x'.repeat(500), 'Headers Too Large!'],
    [`nonsense\r\n\r\n`, 'Bad Request Line!'],
    [`${good}l: 1\r\nl: 2\r\n\r\n`, 'Repeated content-length!'],
  ] as const) {
    const fresh = new SipFramer({ head: 400, body: 20, headers: 20 });
    const [item] = fresh.push(Buffer.from(text));
    t.equal(
      item?.type === 'error' ? `${item.error.reason}${item.error.fatal ? '!' : ''}` : item?.type,
      reason,
    );
  }
});

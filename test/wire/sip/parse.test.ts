import t from 'tap';
import { serialize } from '../../../src/wire/sip/build.ts';
import { SipParseError } from '../../../src/wire/sip/error.ts';
import type { SipRequest } from '../../../src/wire/sip/message.ts';
import { parseMessage } from '../../../src/wire/sip/parse.ts';

/** A request of these header lines. */
function request(
  lines: readonly string[],
  body = '',
  start = 'INVITE sip:3939@line.example SIP/2.0',
): Buffer {
  return Buffer.from(`${[start, ...lines].join('\r\n')}\r\n\r\n${body}`);
}

const BASE = [
  'Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKx;rport',
  'From: "Alice" <sip:alice@192.0.2.4>;tag=a',
  'To: <sip:3939@line.example>',
  'Call-ID: 1@192.0.2.4',
  'CSeq: 1 INVITE',
];

const without = (name: string) => BASE.filter((line) => !line.startsWith(name));

// Recorded between sipp and a real drachtio-server (wire/ext-sip/sip.txt).
const RECORDED = [
  'INVITE sip:2000@127.0.0.1:5070 SIP/2.0',
  'Via: SIP/2.0/UDP 127.0.0.1:6001;branch=z9hG4bKdcf374dd1821;rport',
  'Max-Forwards: 70',
  'From: "alice" <sip:alice@127.0.0.1:6001>;tag=6a8a6e335efd',
  'To: <sip:2000@127.0.0.1:5070>',
  'Call-ID: 1cc8c9c12bec@127.0.0.1',
  'CSeq: 1 INVITE',
  'Contact: <sip:alice@127.0.0.1:6001>',
  'Content-Type: application/sdp',
  'Content-Length: 178',
  '',
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 18000 RTP/AVP 0 101',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-15',
  'a=sendrecv',
  '',
].join('\r\n');

t.test('a recorded INVITE comes back as the same bytes', async (t) => {
  const message = parseMessage(Buffer.from(RECORDED)) as SipRequest;
  t.equal(message.kind, 'request');
  t.equal(message.method, 'INVITE');
  t.equal(message.uri, 'sip:2000@127.0.0.1:5070');
  t.equal(message.fromTag, '6a8a6e335efd');
  t.equal(message.toTag, undefined);
  t.same(message.cseq, { number: 1, method: 'INVITE' });
  t.equal(message.via.params.get('branch'), 'z9hG4bKdcf374dd1821');
  t.equal(message.via.params.get('rport'), null);
  t.equal(message.body.length, 178);
  t.equal(serialize(message).toString(), RECORDED);
});

t.test('compact forms, any case, folded and repeated headers', async (t) => {
  const message = parseMessage(
    request([
      'v: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKx',
      'VIA: SIP / 2.0 / TCP  [2001:db8::9]:5061 ;branch=z9hG4bKy, SIP/2.0/UDP c.example;branch=z9hG4bKz',
      'f: "Un, deux; trois \\" <quatre>" <sip:alice@192.0.2.4>;tag=a',
      't :  <sip:3939@line.example>',
      'i: 1@192.0.2.4',
      'cSeQ:   1    INVITE',
      'Subject: une ligne',
      '  pliée',
      '\ttrois fois',
      'k: timer',
      'Supported: 100rel , replaces',
      'X-Empty:',
    ]),
  );
  t.equal(message.headers.getAll('Via').length, 2);
  t.equal(message.headers.list('via').length, 3);
  t.equal(message.from.display, '"Un, deux; trois \\" <quatre>"');
  t.equal(message.from.uri, 'sip:alice@192.0.2.4');
  t.equal(message.headers.get('s'), 'une ligne pliée trois fois');
  t.same(message.headers.list('supported'), ['timer', '100rel', 'replaces']);
  t.equal(message.headers.get('x-empty'), '');
  t.ok(
    [...message.headers].some(([name]) => name === 'cSeQ'),
    'the spelling is kept',
  );
});

t.test('UTF-8 in headers and body; Content-Length counts bytes', async (t) => {
  const message = parseMessage(request([...BASE, 'Subject: 日本 ☎', 'Content-Length: 7'], 'héllo!trailing'));
  t.equal(message.headers.get('subject'), '日本 ☎');
  t.equal(message.text, 'héllo!', '§18.3: what follows the body is discarded');
  message.body = Buffer.from('été');
  t.match(serialize(message).toString(), /Content-Length: 5\r\n/);
});

t.test('bare line feeds are tolerated', async (t) => {
  const text = request([...BASE, 'l: 2'], 'ok')
    .toString()
    .replaceAll('\r\n', '\n');
  t.equal(parseMessage(Buffer.from(text)).text, 'ok');
});

t.test('a response', async (t) => {
  const message = parseMessage(request(BASE, '', 'SIP/2.0 486 Occupé, désolé'));
  t.match(message, { kind: 'response', status: 486, reason: 'Occupé, désolé' });
  t.match(parseMessage(request(BASE, '', 'SIP/2.0 200')), { status: 200, reason: '' });
});

/** In the manner of RFC 4475: what must not be taken for a message. `answer` says whether a 4xx can be sent. */
const BAD: readonly (readonly [string, Buffer, { status: number; reason: string; answer: boolean }])[] = [
  ['no CSeq', request(without('CSeq')), { status: 400, reason: 'Missing cseq', answer: false }],
  ['no To', request(without('To')), { status: 400, reason: 'Missing to', answer: false }],
  ['no From', request(without('From')), { status: 400, reason: 'Missing from', answer: false }],
  ['no Call-ID', request(without('Call-ID')), { status: 400, reason: 'Missing call-id', answer: false }],
  ['no Via', request(without('Via')), { status: 400, reason: 'Missing via', answer: false }],
  [
    'a CSeq of another method',
    request([...without('CSeq'), 'CSeq: 1 OPTIONS']),
    { status: 400, reason: 'CSeq Method Mismatch', answer: true },
  ],
  [
    'a CSeq beyond 32 bits',
    request([...without('CSeq'), 'CSeq: 36893488147419103232 INVITE']),
    { status: 400, reason: 'Bad CSeq', answer: true },
  ],
  [
    'two different Call-IDs',
    request([...BASE, 'Call-ID: 2']),
    { status: 400, reason: 'Repeated call-id', answer: true },
  ],
  [
    'two different lengths',
    request([...BASE, 'Content-Length: 0', 'l: 3'], 'abc'),
    { status: 400, reason: 'Repeated content-length', answer: true },
  ],
  [
    'a negative length',
    request([...BASE, 'Content-Length: -999']),
    { status: 400, reason: 'Bad Content-Length', answer: true },
  ],
  [
    'a length past the end',
    request([...BASE, 'Content-Length: 9999'], 'short'),
    { status: 400, reason: 'Content-Length Past The End', answer: true },
  ],
  [
    'an unclosed quote',
    request([...without('From'), 'From: "Alice <sip:alice@x>;tag=a']),
    { status: 400, reason: 'Unclosed Quote', answer: true },
  ],
  [
    'an unclosed bracket',
    request([...without('To'), 'To: <sip:3939@line.example']),
    { status: 400, reason: 'Bad Address', answer: true },
  ],
  [
    'a Max-Forwards of 300',
    request([...BASE, 'Max-Forwards: 300']),
    { status: 400, reason: 'Bad Max-Forwards', answer: true },
  ],
  [
    'white space in the Request-URI',
    request(BASE, '', 'INVITE sip:39 39@line.example SIP/2.0'),
    { status: 400, reason: 'Bad Request URI', answer: true },
  ],
  [
    'a Request-URI in brackets',
    request(BASE, '', 'INVITE <sip:3939@line.example> SIP/2.0'),
    { status: 400, reason: 'Bad Request URI', answer: true },
  ],
  [
    'no scheme',
    request(BASE, '', 'INVITE 3939 SIP/2.0'),
    { status: 416, reason: 'Unsupported URI Scheme', answer: true },
  ],
  [
    'another version',
    request(BASE, '', 'INVITE sip:x SIP/7.0'),
    { status: 505, reason: 'Version Not Supported', answer: true },
  ],
  [
    'no version',
    request(BASE, '', 'INVITE sip:x'),
    { status: 400, reason: 'Bad Request Line', answer: false },
  ],
  [
    'a status of 1000',
    request(BASE, '', 'SIP/2.0 1000 What'),
    { status: 400, reason: 'Bad Status Line', answer: false },
  ],
  [
    'a line without colon',
    request([...BASE, 'nonsense']),
    { status: 400, reason: 'Bad Header', answer: true },
  ],
  [
    'a header name with a space',
    request([...BASE, 'X Y: z']),
    { status: 400, reason: 'Bad Header Name', answer: true },
  ],
  ['a NUL', request([...BASE, 'X: a\0b']), { status: 400, reason: 'Control Character', answer: false }],
  [
    'a lone CR, for some the end of a line',
    request([...BASE, 'X: a\rVia: evil']),
    { status: 400, reason: 'Control Character', answer: false },
  ],
  [
    'a fold before any header',
    request([' x', ...BASE]),
    { status: 400, reason: 'Bad Header', answer: false },
  ],
  [
    'no empty line',
    Buffer.from(`INVITE sip:x@y SIP/2.0\r\n${BASE.join('\r\n')}\r\n`),
    { status: 400, reason: 'Missing Empty Line', answer: true },
  ],
  [
    'headers without end',
    Buffer.from(`INVITE sip:x@y SIP/2.0\r\nX: ${'x'.repeat(40_000)}`),
    { status: 513, reason: 'Headers Too Large', answer: false },
  ],
  [
    'a thousand headers',
    request([...BASE, ...Array.from({ length: 1000 }, () => 'X: y')]),
    { status: 513, reason: 'Too Many Headers', answer: true },
  ],
  [
    'a Via of another protocol',
    request([...without('Via'), 'Via: HTTP/1.1/TCP x;branch=1']),
    { status: 400, reason: 'Bad Via Protocol', answer: false },
  ],
  [
    'a Via port of 0',
    request([...without('Via'), 'Via: SIP/2.0/UDP x:0']),
    { status: 400, reason: 'Bad Port', answer: false },
  ],
  [
    'an ACK: never answered',
    request([...without('CSeq'), 'CSeq: 1 INVITE'], '', 'ACK sip:x@y SIP/2.0'),
    { status: 400, reason: 'CSeq Method Mismatch', answer: false },
  ],
];

t.test('what is refused, and whether it can be answered', async (t) => {
  for (const [name, bytes, wanted] of BAD) {
    try {
      parseMessage(bytes);
      t.fail(`${name} was taken`);
    } catch (error) {
      if (!(error instanceof SipParseError)) throw error;
      t.same(
        { status: error.status, reason: error.reason, answer: error.request !== undefined },
        wanted,
        name,
      );
    }
  }
});

t.test('a header value with a line end is never built', async (t) => {
  const { headers } = parseMessage(request(BASE));
  t.throws(() => headers.set('Subject', 'x\r\nVia: evil'), SipParseError);
  t.throws(() => headers.append('X', 'a\nb'), SipParseError);
  t.throws(() => headers.append('X Y', 'z'), SipParseError);
});

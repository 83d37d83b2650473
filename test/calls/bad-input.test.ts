/** Charter §8: what is malformed is answered where it can be, counted, and never stops the server. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '../harness/facts.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import { edits, menuFirst, noWrapUp } from '../harness/settings.ts';

/** Datagrams that broke one SIP server or another. */
const MALFORMED: readonly [what: string, bytes: string | Buffer][] = [
  ['nothing', ''],
  ['line ends only', '\r\n\r\n'],
  ['zeros', Buffer.alloc(1_400)],
  ['high bytes', Buffer.alloc(1_400, 0xff)],
  ['a request line alone', 'INVITE sip:3939@127.0.0.1 SIP/2.0\r\n\r\n'],
  ['no SIP at all', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a response to nothing', 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\n\r\n'],
  ['a status of letters', 'SIP/2.0 abc OK\r\n\r\n'],
  [
    'a version of the future',
    'INVITE sip:3939@x SIP/9.0\r\nVia: SIP/9.0/UDP 127.0.0.1:9;branch=z9hG4bKx\r\n\r\n',
  ],
  ['a wrong Content-Length', invite({ 'Content-Length': '99999' })],
  ['a negative Content-Length', invite({ 'Content-Length': '-5' })],
  ['a Content-Length of letters', invite({ 'Content-Length': 'ten' })],
  ['a CSeq too large', invite({ CSeq: '99999999999 INVITE' })],
  ['a CSeq of another method', invite({ CSeq: '1 BYE' })],
  ['an unclosed quote', invite({ From: '"Bob <sip:bob@127.0.0.1>;tag=1' })],
  ['an unclosed bracket', invite({ To: '<sip:3939@127.0.0.1' })],
  ['a header without a colon', invite({ 'Not a header at all': undefined })],
  ['a NUL in a header', invite({ Subject: 'a\0b' })],
  ['no Via', invite({ Via: undefined })],
  ['no Call-ID', invite({ 'Call-ID': undefined })],
  [
    'a thousand headers',
    invite(Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`X-${i}`, 'x']))),
  ],
  ['a very long header', invite({ Subject: 'x'.repeat(50_000) })],
  ['SDP that is none', invite({ 'Content-Type': 'application/sdp' }, 'this is not SDP')],
  [
    'SDP without audio',
    invite({ 'Content-Type': 'application/sdp' }, 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n'),
  ],
];

function invite(changed: Readonly<Record<string, string | undefined>>, body = ''): string {
  const headers: Record<string, string | undefined> = {
    Via: 'SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK-bad',
    From: '<sip:bob@127.0.0.1>;tag=1',
    To: '<sip:3939@127.0.0.1>',
    'Call-ID': `bad-${Object.keys(changed).join('')}`.replace(/\s/g, ''),
    CSeq: '1 INVITE',
    Contact: '<sip:bob@127.0.0.1:9>',
    'Max-Forwards': '70',
    'Content-Length': String(body.length),
    ...changed,
  };
  const isText = (name: string) => /^[\w-]+$/.test(name);
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? (isText(name) ? [] : [name]) : [`${name}: ${value}`],
  );
  return ['INVITE sip:3939@127.0.0.1 SIP/2.0', ...lines, '', body].join('\r\n');
}

async function stillAnswers(stage: Stage): Promise<void> {
  const call = await (await stage.phone()).call('3939');
  await call.answered();
  await call.audio.hearsAnything();
  await call.hangUp();
}

function target(stage: Stage): [host: string, port: number] {
  const at = stage.line.sip.lastIndexOf(':');
  return [stage.line.sip.slice(0, at), Number(stage.line.sip.slice(at + 1))];
}

lineTests('bad input', { edit: edits(menuFirst, noWrapUp) }, (each) => {
  each('no malformed datagram stops the line, nor makes a call that stays', async (t, stage) => {
    const [host, port] = target(stage);
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    for (const [, bytes] of MALFORMED) socket.send(bytes, port, host);
    await stillAnswers(stage);
    socket.close();
    t.ok(stage.line.running);
    // What was just good enough for a call is given up when no ACK comes for 32 s (RFC 3261 §13.3.1.4).
    await stage.line.becomesEmpty(50_000);
  });

  each('a malformed request that can be answered gets 400 with the reason', async (t, stage) => {
    const [host, port] = target(stage);
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const via = `SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bK-bad400`;
    socket.send(invite({ Via: via, CSeq: '1 BYE' }), port, host);
    const [answer] = (await once(socket, 'message', { signal: AbortSignal.timeout(8_000) })) as [Buffer];
    socket.close();
    t.match(answer.toString(), /^SIP\/2\.0 400 .*[A-Za-z]/);
  });

  each('half a message over TCP, and rubbish, leave the line alone', async (t, stage) => {
    const [host, port] = target(stage);
    const half = connect(port, host);
    const rubbish = connect(port, host);
    await Promise.all([once(half, 'connect'), once(rubbish, 'connect')]);
    half.on('error', () => undefined);
    rubbish.on('error', () => undefined);
    half.write('INVITE sip:3939@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP ');
    rubbish.write(Buffer.alloc(200_000, 0x41));
    await stillAnswers(stage);
    half.destroy();
    rubbish.destroy();
    t.ok(stage.line.running);
  });

  each('no common codec is 488 with a Warning', async (t, stage) => {
    const citizen = await stage.phone();
    const offer = [
      ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'],
      ...['m=audio 40000 RTP/AVP 18 97', 'a=rtpmap:18 G729/8000', 'a=rtpmap:97 iLBC/8000', ''],
    ].join('\r\n');
    const call = await citizen.call('3939', { offer });
    const refused = await call.final();
    t.equal(refused.status, 488);
    t.match(refused.headers.get('warning'), /^3\d\d /, 'RFC 3261 §20.43');
  });

  each('OPTIONS is answered; a method that the line does not know is 405 or 501', async (t, stage) => {
    const phone = await stage.phone();
    t.equal((await phone.send('OPTIONS', `sip:${stage.line.sip}`)).status, 200);
    const { status } = await phone.send('MESSAGE', `sip:3939@${stage.line.sip}`, { body: 'hello' });
    t.ok([404, 405, 501].includes(status), String(status));
  });

  each('a BYE for no call is 481', async (t, stage) => {
    const phone = await stage.phone();
    const to = `<sip:3939@${stage.line.sip}>;tag=nobody`;
    t.equal((await phone.send('BYE', `sip:3939@${stage.line.sip}`, { to })).status, 481);
  });

  each('API input that is wrong is told in problem details', async (t, stage) => {
    const { status, text } = await stage.line.get('/no-such-page');
    t.equal(status, 404);
    t.match(JSON.parse(text), { status: 404 });
    t.ok(
      await eventually(
        'health',
        () => stage.line.get('/healthz'),
        (answer) => answer.status === 200,
      ),
    );
  });
});

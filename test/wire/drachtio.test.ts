import fc from 'fast-check';
import t from 'tap';
import {
  ControlError,
  ControlFramer,
  controlFrame,
  controlTime,
  dialogIdOf,
  parseCommand,
  parseControlMessage,
} from '../../src/wire/drachtio.ts';

/** Recorded between drachtio-srf and a real drachtio-server (wire/ext-sip/drachtio-9022.txt). */
const RECORDED = {
  authenticate: '59#fb79b209-ffec-4f4a-868a-2149474dcf11|authenticate|cymru|ivr',
  accepted:
    '183#6ce749ac-a12c-4fe6-8519-9c3273823d35|response|fb79b209-ffec-4f4a-868a-2149474dcf11|OK|tcp/127.0.0.1:5070,udp/127.0.0.1:5070|v0.9.10-1-g9c2dd4cb6a|tcp/127.0.0.1:5070,udp/127.0.0.1:5070',
  route: '49#27370031-3ae4-4e1f-92f1-3eb1004e92f0|route|invite',
  ping: '41#37629e16-801f-4c95-96b9-f16548b329b1|ping',
  ack: '162#7c9d1a02-cf95-4bfc-91a5-47570353f043|sip||42da33fd-607d-1240-0d80-627a4c428e14;from-tag=Hr2HrZSjy5y2m\r\nACK sip:agent@127.0.0.1:7001 SIP/2.0\r\nContent-Length: 0\r\n\r\n',
  response:
    '232#72c78945-2795-467b-a571-28704e09d251|sip|232ad59e-d8fa-4bcc-b6f6-931f38f11ca7|\r\nSIP/2.0 200 OK\r\nCall-ID: opt@127.0.0.1\r\ncseq: 1 OPTIONS\r\nfrom: "alice" <sip:alice@127.0.0.1:6001>;tag=x\r\nto: <sip:127.0.0.1:5070>\r\nContent-Length: 0\r\n\r\n',
  message:
    '476#326ec062-4ee6-4dd1-bda8-e5d38fb9cb75|sip|network|328|udp|127.0.0.1|6001|18:36:04.869165|a048c9c0-1126-4803-9977-832466947ba4||127.0.0.1|5070|\r\nMESSAGE sip:1@127.0.0.1:5070 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:6001;branch=z9hG4bK6472f99f90b6;rport=6001\r\nMax-Forwards: 70\r\nFrom: "alice" <sip:alice@127.0.0.1:6001>;tag=x\r\nTo: <sip:1@127.0.0.1:5070>\r\nCall-ID: msg@127.0.0.1\r\nCSeq: 1 MESSAGE\r\nContact: <sip:alice@127.0.0.1:6001>\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhéll',
  proxy:
    '226#f7d1dac4-e410-424a-9d5d-654dd97c2107|proxy|403ceb2a-056c-4e0a-a1d0-d0f3a26b49e5|remainInDialog|fullResponse|followRedirects|serial|2s|10s|sip:agent@127.0.0.1:7001\r\nINVITE sip:agent@127.0.0.1:7001 SIP/2.0\r\nContent-Length: 0\r\n\r\n',
  nok: '131#02d051b5-df30-4d98-b683-56d0d95b0a9d|response|600b9186-cd8e-4b17-9cce-a552efdd5a26|NOK|Response not sent due to unknown transaction',
};

function frameOf(text: string): Buffer {
  let found: Buffer | undefined;
  const framer = new ControlFramer();
  framer.push(Buffer.from(text), (frame) => {
    found = Buffer.from(frame);
  });
  if (found === undefined || framer.pending !== 0) throw new Error(`not one frame: ${text}`);
  return found;
}

t.test('recorded frames are one frame each, in bytes', async (t) => {
  for (const [name, text] of Object.entries(RECORDED)) t.ok(frameOf(text), name);
});

t.test('what an application asks', async (t) => {
  t.match(parseCommand(frameOf(RECORDED.authenticate)), {
    type: 'authenticate',
    secret: 'cymru',
    tags: ['ivr'],
  });
  t.match(parseCommand(frameOf(RECORDED.route)), { type: 'route', verb: 'invite' });
  t.match(parseCommand(frameOf(RECORDED.ping)), { type: 'ping', id: '37629e16-801f-4c95-96b9-f16548b329b1' });
  t.match(parseCommand(frameOf(RECORDED.ack)), {
    type: 'sip',
    transactionId: '',
    dialogId: '42da33fd-607d-1240-0d80-627a4c428e14;from-tag=Hr2HrZSjy5y2m',
    routeUrl: '',
  });
  t.match(parseCommand(frameOf(RECORDED.response)), {
    type: 'sip',
    transactionId: '232ad59e-d8fa-4bcc-b6f6-931f38f11ca7',
    dialogId: '',
  });
  t.match(parseCommand(frameOf(RECORDED.proxy)), {
    type: 'proxy',
    options: [
      'remainInDialog',
      'fullResponse',
      'followRedirects',
      'serial',
      '2s',
      '10s',
      'sip:agent@127.0.0.1:7001',
    ],
  });
  t.match(parseCommand(Buffer.from('id|cdr')), { type: 'unknown', name: 'cdr' });
  for (const bad of ['', 'id', '|ping', 'id|sip|a|b']) {
    t.throws(() => parseCommand(Buffer.from(bad)), ControlError, bad);
  }
});

t.test('what a server tells', async (t) => {
  t.match(parseControlMessage(frameOf(RECORDED.accepted)), {
    type: 'response',
    to: 'fb79b209-ffec-4f4a-868a-2149474dcf11',
    verdict: 'OK',
    tokens: ['tcp/127.0.0.1:5070,udp/127.0.0.1:5070', 'v0.9.10-1-g9c2dd4cb6a'],
  });
  t.match(parseControlMessage(frameOf(RECORDED.nok)), {
    verdict: 'NOK',
    tokens: ['Response not sent due to unknown transaction'],
  });
  t.match(parseControlMessage(frameOf(RECORDED.message)), {
    type: 'sip',
    source: 'network',
    bytes: 328,
    protocol: 'udp',
    port: '6001',
    time: '18:36:04.869165',
    transactionId: 'a048c9c0-1126-4803-9977-832466947ba4',
    dialogId: '',
    receivedOn: '127.0.0.1|5070',
  });
  t.throws(() => parseControlMessage(Buffer.from('id|nonsense')), ControlError);
});

t.test('frames survive being cut anywhere', async (t) => {
  const texts = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(texts, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (leaders, cuts) => {
      const all = Buffer.concat(leaders.map((leader) => controlFrame(leader, Buffer.from('sip'))));
      const framer = new ControlFramer();
      const got: string[] = [];
      for (let at = 0; at < all.length; ) {
        const length = cuts.next().value as number;
        framer.push(all.subarray(at, at + length), (frame) => got.push(frame.toString()));
        at += length;
      }
      return framer.pending === 0 && got.join() === leaders.map((leader) => `${leader}\r\nsip`).join();
    }),
  );
  t.pass('no counterexample');
});

t.test('bounds', async (t) => {
  const refuse = (text: string) => () =>
    new ControlFramer(100).push(Buffer.from(text), () => t.fail('a frame'));
  t.throws(refuse('hello'), ControlError);
  t.throws(refuse('101#'), ControlError);
  t.throws(refuse('99999999999999999999'), ControlError);
  t.throws(refuse('0#'), ControlError);
  t.throws(refuse('#x'), ControlError);
});

t.test('times and ids', async (t) => {
  t.equal(controlTime(Date.UTC(2026, 10, 21, 8, 6, 4, 58)), '08:06:04.058000');
  t.equal(dialogIdOf('a@b', 'x'), 'a@b;from-tag=x');
});

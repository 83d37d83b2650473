import fc from 'fast-check';
import t from 'tap';
import { acceptAnswer, answerOffer, buildOffer, type LocalAudio } from '../../src/wire/sdp.ts';

const local: LocalAudio = {
  address: '192.0.2.1',
  port: 20_000,
  sessionId: 1,
  version: 2,
  codecs: ['PCMU', 'PCMA'],
};

// of sipp, as recorded (demo-fsmrf5)
const RECORDED = [
  'v=0',
  'o=alice 53655765 2353687637 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 16000 RTP/AVP 0 8 96',
  'a=rtpmap:0 PCMU/8000',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:96 telephone-event/8000',
  'a=fmtp:96 0-15',
  'a=ptime:20',
  'a=sendrecv',
  '',
].join('\r\n');

function accepted(offer: string): Extract<ReturnType<typeof answerOffer>, { type: 'accepted' }> {
  const answer = answerOffer(offer, local);
  if (answer.type !== 'accepted') throw new Error(answer.reason);
  return answer;
}

t.test('the recorded offer is answered with one codec and its own telephone-event', async (t) => {
  const { sdp, audio } = accepted(RECORDED);
  t.same(audio, {
    codec: 'PCMU',
    payloadType: 0,
    telephoneEvent: 96,
    remoteAddress: '127.0.0.1',
    remotePort: 16_000,
    direction: 'sendrecv',
    ptime: 20,
  });
  t.match(sdp, 'c=IN IP4 192.0.2.1\r\n');
  t.match(sdp, 'm=audio 20000 RTP/AVP 0 96\r\n');
  t.match(sdp, 'a=fmtp:96 0-15\r\n');
});

t.test('the peer’s order decides, whatever stands between', async (t) => {
  t.equal(accepted(RECORDED.replace('0 8 96', '9 8 0 96')).audio.codec, 'PCMA');
});

t.test('a dynamic payload type can carry G.711, and a static one needs no rtpmap', async (t) => {
  const dynamic = accepted(
    'v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 5 RTP/AVP 97\r\na=rtpmap:97 pcma/8000\r\n',
  ).audio;
  t.same([dynamic.codec, dynamic.payloadType, dynamic.telephoneEvent], ['PCMA', 97, undefined]);
  t.equal(accepted('v=0\r\nc=IN IP4 1.2.3.4\r\nm=audio 5 RTP/AVP 8\r\n').audio.codec, 'PCMA');
});

t.test('hold, in each form', async (t) => {
  for (const [line, own] of [
    ['a=sendonly', 'recvonly'],
    ['a=recvonly', 'sendonly'],
    ['a=inactive', 'inactive'],
  ] as const) {
    const { audio, sdp } = accepted(RECORDED.replace('a=sendrecv', line));
    t.equal(audio.direction, own);
    t.match(sdp, `a=${own}\r\n`);
  }
  const old = accepted(RECORDED.replace('c=IN IP4 127.0.0.1', 'c=IN IP4 0.0.0.0'));
  t.equal(old.audio.direction, 'recvonly', 'RFC 2543');
  const session = RECORDED.replace('a=sendrecv\r\n', '').replace('t=0 0', 't=0 0\r\na=sendonly');
  t.equal(accepted(session).audio.direction, 'recvonly', 'for the whole session');
});

t.test('other streams are refused with port 0, in their places', async (t) => {
  const { sdp } = accepted(
    RECORDED.replace('m=audio', 'm=video 4000 RTP/AVP 99\r\na=rtpmap:99 H264/90000\r\nm=audio'),
  );
  const streams = sdp.split('\r\n').filter((line) => line.startsWith('m='));
  t.same(streams, ['m=video 0 RTP/AVP 99', 'm=audio 20000 RTP/AVP 0 96']);
});

t.test('what cannot be answered says why', async (t) => {
  const reason = (offer: string): string => {
    const answer = answerOffer(offer, local);
    return answer.type === 'rejected' ? answer.reason : '';
  };
  t.match(reason(RECORDED.replace('0 8 96', '9 18')), 'no common codec');
  t.match(reason(RECORDED.replace('RTP/AVP', 'UDP/TLS/RTP/SAVPF')), 'no RTP/AVP audio stream');
  t.match(reason(RECORDED.replace('m=audio 16000', 'm=audio 0')), 'no RTP/AVP audio stream');
  t.match(reason('hello'), 'cannot be read');
});

t.test('our own offer, and its answer', async (t) => {
  const offer = buildOffer(local);
  t.match(offer, 'm=audio 20000 RTP/AVP 0 8 101\r\n');
  // of the agent's telephone, as recorded
  const answer = RECORDED.replace('0 8 96', '0 101').replaceAll(':96', ':101').replace('16000', '17000');
  t.match(acceptAnswer(answer, local.codecs), {
    type: 'accepted',
    audio: { codec: 'PCMU', telephoneEvent: 101, remotePort: 17_000 },
  });
  t.match(acceptAnswer(answer.replace('0 101', '18'), local.codecs), { type: 'rejected' });
});

t.test('a place for RTCP of its own, and IPv6', async (t) => {
  t.same(accepted(RECORDED.replace('a=ptime:20', 'a=rtcp:5005 IN IP4 10.0.0.9')).audio.remoteRtcp, {
    address: '10.0.0.9',
    port: 5_005,
  });
  const six = answerOffer(RECORDED.replace('c=IN IP4 127.0.0.1', 'c=IN IP6 2001:db8::1'), {
    ...local,
    address: '::1',
  });
  t.match(six, { type: 'accepted', sdp: /c=IN IP6 ::1\r\n/, audio: { remoteAddress: '2001:db8::1' } });
});

t.test('no text makes it throw', async () => {
  const lines = RECORDED.split('\r\n');
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...lines), fc.string()), { maxLength: 20 }), (text) => {
      answerOffer(text.join('\r\n'), local);
      acceptAnswer(text.join('\r\n'), local.codecs);
      return true;
    }),
  );
});

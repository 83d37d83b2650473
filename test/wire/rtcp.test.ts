import fc from 'fast-check';
import t from 'tap';
import { buildRtcp, compactNtp, ntpTime, parseRtcp, type RtcpPacket } from '../../src/wire/rtcp.ts';

const report = {
  ssrc: 0x11223344,
  fractionLost: 12,
  cumulativeLost: -3,
  highestSequence: 0x00010002,
  jitter: 17,
  lastSenderReport: 0xaabbccdd,
  delaySinceLastSenderReport: 65_536,
};

t.test('a compound of sender report, description and goodbye', async (t) => {
  const packets: RtcpPacket[] = [
    {
      type: 'SR',
      ssrc: 1,
      ntpSeconds: 0xeafebabe,
      ntpFraction: 0x80000000,
      rtpTimestamp: 0xfffffff0,
      packets: 100,
      octets: 16_000,
      reports: [report],
    },
    { type: 'SDES', ssrc: 1, cname: 'leg@shortline' },
    { type: 'BYE', ssrcs: [1], reason: 'over' },
  ];
  const bytes = buildRtcp(packets);
  t.equal(bytes.length % 4, 0);
  t.same([...bytes.subarray(0, 4)], [0x81, 200, 0, 12]);
  t.same(parseRtcp(bytes), packets);
});

t.test('a receiver report of a real telephone (baresip)', async (t) => {
  const bytes = Buffer.from(
    '81c90007 5b7e2f1c 0a0b0c0d 00000000 00003039 00000005 00000000 00000000'.replaceAll(' ', ''),
    'hex',
  );
  t.same(parseRtcp(bytes), [
    {
      type: 'RR',
      ssrc: 0x5b7e2f1c,
      reports: [
        {
          ssrc: 0x0a0b0c0d,
          fractionLost: 0,
          cumulativeLost: 0,
          highestSequence: 12_345,
          jitter: 5,
          lastSenderReport: 0,
          delaySinceLastSenderReport: 0,
        },
      ],
    },
  ]);
});

t.test('a packet type of which nothing is known is passed over', async (t) => {
  t.same(parseRtcp(Buffer.from('80cc000100000001', 'hex')), [{ type: 'other', packetType: 204 }]);
  t.throws(() => buildRtcp([{ type: 'other', packetType: 204 }]), RangeError);
});

t.test('lengths that lie are refused, and nothing throws', async (t) => {
  t.equal(parseRtcp(Buffer.from('81c80001000000010000', 'hex')), undefined);
  t.equal(parseRtcp(Buffer.from('80c9ffff00000001', 'hex')), undefined);
  t.equal(parseRtcp(Buffer.alloc(0)), undefined);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => parseRtcp(bytes) !== null));
});

t.test('names of every length are framed to 32 bits', async () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (cname) => {
      const [packet] = parseRtcp(buildRtcp([{ type: 'SDES', ssrc: 9, cname }]))!;
      return packet?.type === 'SDES' && packet.cname === cname;
    }),
  );
});

t.test('NTP time counts from 1900', async (t) => {
  t.same(ntpTime(0), { seconds: 2_208_988_800, fraction: 0 });
  t.same(ntpTime(1_500), { seconds: 2_208_988_801, fraction: 0x80000000 });
  t.equal(compactNtp(0x12345678, 0x9abcdef0), 0x56789abc);
});

import fc from 'fast-check';
import t from 'tap';
import {
  buildRtp,
  parseRtp,
  payloadEnd,
  payloadStart,
  sequenceDistance,
  timestampDistance,
} from '../../src/wire/rtp.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));

t.test('a plain packet', async (t) => {
  const packet = parseRtp(hex('80 88 1234 0000a0f0 deadbeef d5d5d5'));
  t.same(packet, {
    payloadType: 8,
    marker: true,
    sequence: 0x1234,
    timestamp: 0xa0f0,
    ssrc: 0xdeadbeef,
    payload: hex('d5d5d5'),
  });
});

t.test('contributing sources, an extension and padding are not payload', async (t) => {
  const bytes = hex('b2 00 0001 00000002 00000003 aaaaaaaa bbbbbbbb bede0001 11223344 ffff 0002');
  t.equal(payloadStart(bytes), 28);
  t.equal(payloadEnd(bytes, 28), bytes.length - 2);
  t.same(parseRtp(bytes)?.payload, hex('ffff'));
});

t.test('what is no RTP is undefined', async (t) => {
  for (const text of [
    '',
    '80',
    '40 00 0001 00000002 00000003', // version 1
    '8f 00 0001 00000002 00000003', // 15 sources that are not there
    '90 00 0001 00000002 00000003 bede0005 11', // an extension that is not there
    'a0 00 0001 00000002 00000003 ff 09', // more padding than payload
    'a0 00 0001 00000002 00000003 ff 00', // padding of no octet
  ]) {
    t.equal(parseRtp(hex(text)), undefined, text);
  }
});

t.test('what is built is read back', async () => {
  fc.assert(
    fc.property(
      fc.record({
        payloadType: fc.nat(127),
        marker: fc.boolean(),
        sequence: fc.nat(0xffff),
        timestamp: fc.nat(0xffffffff),
        ssrc: fc.nat(0xffffffff),
        payload: fc.uint8Array({ maxLength: 400 }),
      }),
      (packet) => {
        const back = parseRtp(buildRtp(packet))!;
        return (
          JSON.stringify({ ...back, payload: [...back.payload] }) ===
          JSON.stringify({
            payloadType: packet.payloadType,
            marker: packet.marker,
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            ssrc: packet.ssrc,
            payload: [...packet.payload],
          })
        );
      },
    ),
  );
});

t.test('no bytes make the parser throw', async () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => parseRtp(bytes) !== null));
});

t.test('distances go around the end of the numbers', async (t) => {
  t.equal(sequenceDistance(0xfffe, 1), 3);
  t.equal(sequenceDistance(1, 0xfffe), -3);
  t.equal(timestampDistance(0xffffff60, 0), 160);
  t.equal(timestampDistance(0, 0xffffff60), -160);
});

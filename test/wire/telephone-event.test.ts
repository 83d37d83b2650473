import fc from 'fast-check';
import t from 'tap';
import {
  EVENT_KEYS,
  eventOfKey,
  parseTelephoneEvent,
  TelephoneEventReceiver,
  writeTelephoneEvent,
} from '../../src/wire/telephone-event.ts';

function payload(event: number, duration: number, end = false): Uint8Array {
  const bytes = new Uint8Array(4);
  writeTelephoneEvent(bytes, 0, { event, end, volume: 10, duration });
  return bytes;
}

t.test('the four octets', async (t) => {
  t.same([...payload(11, 1_600, true)], [11, 0x8a, 0x06, 0x40]);
  t.same(parseTelephoneEvent(Uint8Array.of(11, 0x8a, 0x06, 0x40)), {
    event: 11,
    end: true,
    volume: 10,
    duration: 1_600,
  });
  t.equal(parseTelephoneEvent(Uint8Array.of(1, 2, 3)), undefined);
});

t.test('keys and codes', async (t) => {
  t.equal(eventOfKey('#'), 11);
  t.equal(eventOfKey('d'), 15);
  t.equal(eventOfKey('x'), undefined);
  t.equal(eventOfKey(''), undefined);
});

t.test('a key is told once, at its first end packet', async (t) => {
  const receiver = new TelephoneEventReceiver();
  for (let duration = 160; duration < 1_600; duration += 160) {
    t.same(receiver.receive(payload(5, duration), 1_000), []);
  }
  t.ok(receiver.pressed);
  t.same(receiver.receive(payload(5, 1_600, true), 1_000), [{ key: '5', duration: 1_600, timestamp: 1_000 }]);
  t.same(receiver.receive(payload(5, 1_600, true), 1_000), []);
  t.same(receiver.receive(payload(5, 1_600, true), 1_000), []);
  t.notOk(receiver.pressed);
});

t.test('the same key again has another timestamp', async (t) => {
  const receiver = new TelephoneEventReceiver();
  t.equal(receiver.receive(payload(5, 800, true), 1_000).length, 1);
  t.equal(receiver.receive(payload(5, 800, true), 9_000).length, 1);
});

t.test('all end packets lost: the next key tells both, or the lapse does', async (t) => {
  const receiver = new TelephoneEventReceiver();
  receiver.receive(payload(1, 320), 1_000);
  t.same(
    receiver.receive(payload(2, 800, true), 5_000).map(({ key }) => key),
    ['1', '2'],
  );
  receiver.receive(payload(3, 320), 9_000);
  t.equal(receiver.lapse()?.key, '3');
  t.equal(receiver.lapse(), undefined);
  t.same(receiver.receive(payload(3, 800, true), 9_000), [], 'a straggler of a told key');
});

t.test('a packet of an earlier key that was overtaken tells nothing', async (t) => {
  const receiver = new TelephoneEventReceiver();
  receiver.receive(payload(1, 800, true), 1_000);
  receiver.receive(payload(2, 160), 5_000);
  t.same(receiver.receive(payload(1, 800, true), 1_000), []);
  t.same(
    receiver.receive(payload(2, 800, true), 5_000).map(({ key }) => key),
    ['2'],
  );
});

t.test('events that are no keys (flash, fax tones) are passed over', async (t) => {
  t.same(new TelephoneEventReceiver().receive(payload(16, 800, true), 1), []);
});

t.test(
  'whatever is lost, doubled or swapped among neighbours, each key whose packets partly come is told once',
  async () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ event: fc.nat(15), kept: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }) }),
          {
            maxLength: 12,
          },
        ),
        (keys) => {
          const receiver = new TelephoneEventReceiver();
          const told: string[] = [];
          const expected: string[] = [];
          keys.forEach(({ event, kept }, index) => {
            const timestamp = (index * 4_000 + 0xffffc000) >>> 0;
            const packets = kept
              .map((_, i) => payload(event, Math.min(i + 1, 6) * 160, i >= 5))
              .filter((_, i) => kept[i]);
            if (packets.length > 0) expected.push(EVENT_KEYS[event]!);
            for (const packet of packets)
              told.push(...receiver.receive(packet, timestamp).map(({ key }) => key));
          });
          const last = receiver.lapse();
          if (last) told.push(last.key);
          return told.join('') === expected.join('');
        },
      ),
    );
  },
);

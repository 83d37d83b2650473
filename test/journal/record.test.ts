/** Records: whole, cut short, damaged. */
import fc from 'fast-check';
import { test } from 'tap';
import { packRecord, unpackRecords } from '../../src/journal/record.ts';
import { assertProperty } from '../events/properties.ts';

const bodies = ['one', 'two and more', 'é'.repeat(30), 'four'].map((text) => Buffer.from(text));
const records = bodies.map((body) => packRecord(body));
const bytes = Buffer.concat(records);
/** Where each record ends. */
const ends = records.map((_, index) => Buffer.concat(records.slice(0, index + 1)).length);

test('records come back whole, cut at any byte', async (t) => {
  for (let length = 0; length <= bytes.length; length++) {
    const { bodies: found, good, damaged } = unpackRecords(bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length);
    t.strictSame([found.length, good, damaged], [whole.length, whole.at(-1) ?? 0, false], `${length} bytes`);
  }
  t.same(unpackRecords(bytes).bodies, bodies);
});

test('any bit that changes is noticed, and what stands before it is kept', async (t) => {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const { bodies: found, good } = unpackRecords(changed);
    const before = ends.filter((end) => end <= bit >> 3).length;
    t.strictSame([found.length, good], [before, ends[before - 1] ?? 0], `bit ${bit}`);
  }
});

test('random records, cut anywhere', async (t) => {
  const some = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 });
  const cut = fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
    const whole = Buffer.concat(given.map((body) => packRecord(body)));
    const length = Math.floor(whole.length * share);
    const found = unpackRecords(whole.subarray(0, length));
    if (found.damaged || found.good > length) throw new Error(`good ${found.good} of ${length}`);
    for (const [index, body] of found.bodies.entries()) {
      if (!body.equals(given[index]!)) throw new Error(`record ${index} is another`);
    }
    const rest = unpackRecords(whole.subarray(found.good));
    if (found.bodies.length + rest.bodies.length !== given.length) throw new Error('some are lost');
  });
  assertProperty(t, cut, 300);
});

test('no more are taken than are asked for', async (t) => {
  t.match(unpackRecords(bytes, 2), { bodies: { length: 2 }, good: ends[1], damaged: false });
  t.match(unpackRecords(bytes, 0), { bodies: { length: 0 }, good: 0, damaged: false });
});

test('zeros are no records', async (t) => {
  const found = unpackRecords(Buffer.concat([bytes, Buffer.alloc(64)]));
  t.strictSame([found.bodies.length, found.good, found.damaged], [4, bytes.length, true]);
});

test('a length that no entry has', async (t) => {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(2 ** 32 - 1);
  t.match(unpackRecords(Buffer.concat([bytes, header])), { good: bytes.length, damaged: true });
  t.throws(() => packRecord(Buffer.alloc((32 << 20) + 1)), RangeError);
});

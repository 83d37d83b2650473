/** Events to bytes and back, for every event of line.proto. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { test } from 'tap';
import { decodeEntry, decodeEvent, type Entry, encodeEntry, encodeEvent } from '../../src/events/codec.ts';
import { generateTypes } from '../../src/events/generate.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { assertProperty } from './properties.ts';

const proto = readFileSync(new URL('../../src/events/line.proto', import.meta.url), 'utf8');
const { root } = protobuf.parse(proto);
root.resolveAll();
const bodies = root
  .lookupType('shortline.Event')
  .oneofs['body']!.fieldsArray.map((field) => field.resolvedType as protobuf.Type);

/** Any value of a field; undefined where the field may be absent. */
function fieldValue(field: protobuf.Field): fc.Arbitrary<unknown> {
  const one = singleValue(field);
  if (field.repeated) return fc.array(one, { maxLength: 4 });
  // proto3: what may be absent has presence by a oneof of its own
  return field.partOf ? fc.option(one, { nil: undefined }) : one;
}

function singleValue({ resolvedType, type }: protobuf.Field): fc.Arbitrary<unknown> {
  if (resolvedType instanceof protobuf.Enum) return fc.constantFrom(...Object.keys(resolvedType.values));
  if (resolvedType instanceof protobuf.Type) return fieldsOf(resolvedType);
  return scalar(type);
}

/** Any values of the fields, without those that are absent. */
function fieldsOf({ fieldsArray }: protobuf.Type): fc.Arbitrary<object> {
  const values = fieldsArray.map((field) => [field.name, fieldValue(field)] as const);
  return fc
    .record(Object.fromEntries(values))
    .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

function scalar(type: string): fc.Arbitrary<unknown> {
  if (type === 'string') return fc.string({ unit: 'grapheme', maxLength: 40 });
  if (type === 'bool') return fc.boolean();
  if (type === 'uint32') return fc.integer({ min: 0, max: 2 ** 32 - 1 });
  if (type === 'uint64') return fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
  throw new RangeError(`no values of the type ${type}`);
}

const at = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const eventOf = (body: protobuf.Type): fc.Arbitrary<LineEvent> =>
  fc
    .tuple(at, fieldsOf(body))
    .map(([time, fields]) => ({ type: body.name, at: time, ...fields }) as unknown as LineEvent);
const anyEvent = fc.oneof(...bodies.map(eventOf));
const count = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const anyEntry: fc.Arbitrary<Entry> = fc.record({
  number: count,
  fence: count,
  events: fc.array(anyEvent, { minLength: 1, maxLength: 5 }),
  causes: fc.array(fc.nat(100_000), { maxLength: 5 }),
});

test('every event comes back as it was', async (t) => {
  t.ok(bodies.length >= 40, `${bodies.length} events`);
  for (const body of bodies) {
    const holds = fc.property(eventOf(body), (event) => {
      t.same(decodeEvent(encodeEvent(event)), event, body.name);
    });
    fc.assert(holds, { seed: 3939, numRuns: 10 });
  }
  const comesBack = fc.property(anyEvent, (event) => {
    const again = decodeEvent(encodeEvent(event));
    if (!sameEvent(again, event)) throw new Error(`${JSON.stringify(event)} → ${JSON.stringify(again)}`);
  });
  assertProperty(t, comesBack, 1_000);
});

test('every entry comes back as it was', async (t) => {
  const comesBack = fc.property(anyEntry, (entry) => {
    const { events, ...rest } = decodeEntry(encodeEntry(entry));
    const same =
      events.length === entry.events.length &&
      events.every((event, index) => sameEvent(event, entry.events[index]!));
    if (!same) throw new Error(`${JSON.stringify(entry.events)} → ${JSON.stringify(events)}`);
    const { events: _, ...given } = entry;
    if (!sameEvent(rest, given)) throw new Error(`${JSON.stringify(given)} → ${JSON.stringify(rest)}`);
  });
  assertProperty(t, comesBack, 300);
});

test('an entry with an event that line.proto does not have, or without its body', async (t) => {
  const unknown = { type: 'CallForgotten', at: 1 } as unknown as LineEvent;
  t.throws(() => encodeEntry({ number: 1, fence: 1, events: [unknown], causes: [0] }), RangeError);
  // field 3, an empty event
  t.throws(() => decodeEntry(Uint8Array.of(0x1a, 0x00)), /without a body/);
});

test('bytes that are no event are refused or read, and never crash', async (t) => {
  const never = fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    let event: LineEvent;
    try {
      event = decodeEvent(bytes);
    } catch (error) {
      if (!(error instanceof Error)) throw new Error('not an Error');
      return;
    }
    if (!bodies.some(({ name }) => name === event.type)) throw new Error(`not an event: ${event.type}`);
  });
  assertProperty(t, never, 1_000);
  t.throws(() => decodeEvent(new Uint8Array()), /without a body/);
});

test('an event that line.proto does not have', async (t) => {
  t.throws(() => encodeEvent({ type: 'CallForgotten', at: 1 } as unknown as LineEvent), RangeError);
  t.throws(() => encodeEvent({ type: 'toString', at: 1 } as unknown as LineEvent), RangeError);
});

test('what is absent stays absent, what is empty stays empty', async (t) => {
  const said = { type: 'SayEnded', at: 1, callId: 'c', sayId: 1, failed: false } as const;
  t.notOk('key' in decodeEvent(encodeEvent(said)));
  t.strictSame(decodeEvent(encodeEvent({ ...said, key: '' })), { ...said, key: '' });
});

test('the generated types are those of line.proto', async (t) => {
  const committed = readFileSync(new URL('../../src/events/line.generated.ts', import.meta.url), 'utf8');
  t.equal(generateTypes(proto), committed, 'run `npm run generate` after a change of line.proto');
});

test('generateTypes: a type without a rule is told', async (t) => {
  const strange = proto
    .replace('uint64 at = 1;', 'uint64 at = 1;')
    .replace('bool answered = 2;', 'sint64 answered = 2;');
  t.throws(() => generateTypes(strange), /MediaConnected.answered has a type without a rule: sint64/);
});

test('the numbers of line.proto are used once', async (t) => {
  for (const body of bodies) {
    const numbers = body.fieldsArray.map(({ id }) => id);
    t.equal(new Set(numbers).size, numbers.length, body.name);
  }
});

function sameEvent(one: object, other: object): boolean {
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  const sorted = (event: object) =>
    JSON.stringify(event, (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(byName))
        : value,
    );
  return sorted(one) === sorted(other);
}

/** Bytes ⇄ events and entries, by line.proto. */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import type { LineEvent } from './line.generated.ts';

const { root } = protobuf.parse(readFileSync(new URL('line.proto', import.meta.url), 'utf8'));
const Event = root.lookupType('shortline.Event');
const EntryMessage = root.lookupType('shortline.Entry');
const bodyFields = Event.oneofs['body']!.fieldsArray;
const fieldOfType = new Map(bodyFields.map((field) => [field.resolve().resolvedType!.name, field.name]));
const typeOfField = new Map(bodyFields.map((field) => [field.name, field.resolvedType!.name]));
const PLAIN = { longs: Number, enums: String, defaults: true, oneofs: true } as const;

/** One fact and what was decided of it. `events[0]` is the fact; the rest are decisions, which name it by `number`. */
export interface Entry {
  /** 1 for the first of a journal; each is one higher than the one before. */
  readonly number: number;
  /** Of the lease under which it was written; never lower than in the entry before. */
  readonly fence: number;
  readonly events: readonly LineEvent[];
  /** For each event the index of the one that it was decided upon; 0 for the fact itself. */
  readonly causes: readonly number[];
}

type Plain = Record<string, unknown>;

/** The bytes of one event.
 *  @throws RangeError when its type is not in line.proto */
export function encodeEvent(event: LineEvent): Uint8Array {
  return Event.encode(Event.fromObject(plainOf(event))).finish();
}

/** The event of these bytes.
 *  @throws Error when they are no event of line.proto */
export function decodeEvent(bytes: Uint8Array): LineEvent {
  return eventOf(Event.toObject(Event.decode(bytes), PLAIN));
}

/** The bytes of one entry.
 *  @throws RangeError when the type of an event is not in line.proto */
export function encodeEntry({ events, ...rest }: Entry): Uint8Array {
  return EntryMessage.encode(EntryMessage.fromObject({ ...rest, events: events.map(plainOf) })).finish();
}

/** The entry of these bytes.
 *  @throws Error when they are no entry of line.proto */
export function decodeEntry(bytes: Uint8Array): Entry {
  const { events, ...rest } = EntryMessage.toObject(EntryMessage.decode(bytes), PLAIN) as Entry & Plain;
  return { ...rest, events: (events as unknown as Plain[]).map(eventOf) };
}

function plainOf({ type, at, ...body }: LineEvent): Plain {
  const field = fieldOfType.get(type);
  if (field === undefined) throw new RangeError(`no such event: ${type}`);
  return { at, [field]: body };
}

function eventOf(message: Plain): LineEvent {
  const field = message['body'] as string | undefined;
  const type = field && typeOfField.get(field);
  if (!field || !type) throw new Error('an event without a body');
  const body = message[field] as Plain;
  // proto3 optional: absent fields come back as synthetic oneofs or null
  for (const key of Object.keys(body)) if (key.startsWith('_') || body[key] === null) delete body[key];
  return { type, at: message['at'], ...body } as unknown as LineEvent;
}

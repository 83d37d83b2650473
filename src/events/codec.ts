/** Bytes ⇄ events, by line.proto. */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import type { LineEvent } from './line.generated.ts';

const { root } = protobuf.parse(readFileSync(new URL('line.proto', import.meta.url), 'utf8'));
const Event = root.lookupType('shortline.Event');
const bodyFields = Event.oneofs['body']!.fieldsArray;
const fieldOfType = new Map(bodyFields.map((field) => [field.resolve().resolvedType!.name, field.name]));
const typeOfField = new Map(bodyFields.map((field) => [field.name, field.resolvedType!.name]));

/** The bytes of one event.
 *  @throws RangeError when its type is not in line.proto */
export function encodeEvent(event: LineEvent): Uint8Array {
  const field = fieldOfType.get(event.type);
  if (field === undefined) throw new RangeError(`no such event: ${event.type}`);
  const { type: _, at, ...body } = event;
  return Event.encode(Event.fromObject({ at, [field]: body })).finish();
}

/** The event of these bytes.
 *  @throws Error when they are no event of line.proto */
export function decodeEvent(bytes: Uint8Array): LineEvent {
  const message = Event.toObject(Event.decode(bytes), {
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const field = message['body'] as string | undefined;
  const type = field && typeOfField.get(field);
  if (!field || !type) throw new Error('an event without a body');
  const body = message[field] as Record<string, unknown>;
  // proto3 optional: absent fields come back as synthetic oneofs or null
  for (const key of Object.keys(body)) if (key.startsWith('_') || body[key] === null) delete body[key];
  return { type, at: message['at'], ...body } as unknown as LineEvent;
}

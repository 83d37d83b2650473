import type { Stage } from './line-test.ts';
import type { CallOptions, PhoneCall } from './phone-call.ts';

/** A citizen who calls a line that begins with its menu (`menuFirst`) and presses a key as soon as it speaks. */
export async function chooses(stage: Stage, key: string, options: CallOptions = {}): Promise<PhoneCall> {
  const citizen = await stage.phone();
  const call = await citizen.call('3939', options);
  await call.answered();
  await call.audio.hearsAnything();
  call.audio.press(key);
  return call;
}

/** Asserts by content that two people hear each other, and nobody himself. */
export async function talk(one: PhoneCall, other: PhoneCall): Promise<void> {
  const from = { one: one.audio.now, other: other.audio.now };
  one.audio.hum(400);
  other.audio.hum(800);
  await Promise.all([
    one.audio.hearsTone(800, { from: from.one }),
    other.audio.hearsTone(400, { from: from.other }),
  ]);
}

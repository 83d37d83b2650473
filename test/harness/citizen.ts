import type { Stage } from './line-test.ts';
import type { CallOptions, PhoneCall } from './phone-call.ts';

/** @property from the caller's number, as the network sends it
 *  @property dialled instead of 3939 */
export type CitizenOptions = CallOptions & { readonly from?: string; readonly dialled?: string };

/** A citizen who calls a line that begins with its menu (`menuFirst`) and presses a key as soon as it speaks. */
export async function chooses(stage: Stage, key: string, options: CitizenOptions = {}): Promise<PhoneCall> {
  const { from = '0612345678', dialled = '3939', ...how } = options;
  const citizen = await stage.phone({ user: from });
  const call = await citizen.call(dialled, how);
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

/** Asserts by content that each of these is heard by all the others. One speaks at a time: tones at once would mix. */
export async function talkTogether(calls: readonly PhoneCall[]): Promise<void> {
  for (const speaker of calls) {
    const listeners = calls.filter((call) => call !== speaker);
    for (const { audio } of listeners) audio.say(new Int16Array(0));
    const from = new Map(listeners.map((call) => [call, call.audio.now]));
    speaker.audio.hum(800);
    await Promise.all(listeners.map((call) => call.audio.hearsTone(800, { from: from.get(call)! })));
  }
}

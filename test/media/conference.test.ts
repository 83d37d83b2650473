/** Three who talk with each other, and legs made in advance. On real servers too. */
import { setImmediate } from 'node:timers/promises';
import { test } from 'tap';
import type { MediaLeg } from '../../src/media/port.ts';
import type { AudioLeg as Phone } from '../harness/audio-leg.ts';
import { eventually, Facts } from '../harness/facts.ts';
import { connect, hears, mediaOf, phones, sdpOf, servers, speak } from './servers.ts';

test('three hear each other, and leave', async (t) => {
  const media = await mediaOf(t, await servers(t));
  const all = await phones(t, 3);
  const legs: MediaLeg[] = [];
  for (const phone of all) legs.push(await media.connect(sdpOf(phone.port)));
  const [caller, agent, centre] = legs as [MediaLeg, MediaLeg, MediaLeg];
  for (const [at, phone] of all.entries()) {
    speak(phone, legs[at]!);
    phone.hum([500, 800, 1_000][at]!);
  }
  await agent.bridge(centre);
  caller.music('hold');
  await Promise.all([hears(all[1]!, 1_000), all[0]!.hearsAnything()]);
  const keys = new Facts<string>('keys');
  caller.onKey((key) => keys.add(key));

  await media.conference(legs);
  await Promise.all([hears(all[0]!, 800, 1_000), hears(all[1]!, 500, 1_000), hears(all[2]!, 500, 800)]);
  all[0]!.press('9');
  t.equal(await keys.until('key', () => true), '9');

  await caller.bridge(centre);
  await Promise.all([hears(all[0]!, 1_000), hears(all[2]!, 500)]);
  const said = agent.say(['tone_stream://%(3000,0,1250)']);
  await hears(all[1]!, 1_250);
  t.strictSame(await said, { failed: false });

  await media.conference([agent, caller, centre]);
  await Promise.all([hears(all[0]!, 800, 1_000), hears(all[1]!, 500, 1_000), hears(all[2]!, 500, 800)]);
  await agent.release();
  await Promise.all([hears(all[0]!, 1_000), hears(all[2]!, 500)]);
  await Promise.all([caller.release(), centre.release()]);
  await t.rejects(media.conference([caller]), { name: 'MediaError' });
  await media.conference([]);
});

test('endpoints made in advance', async (t) => {
  const { media, close } = await connect(await servers(t));
  media.prepare(2);
  await eventually(
    'spares',
    () => media.spares,
    (count) => count === 2,
  );
  t.equal(media.legs, 0);
  const [phone] = (await phones(t, 1)) as [Phone];
  let taken: MediaLeg | undefined;
  void media.connect().then((leg) => {
    taken = leg;
  });
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  t.match(taken?.localSdp, /m=audio/, 'in the same turn');
  t.equal(media.legs, 1);
  await taken!.modify(sdpOf(phone.port));
  speak(phone, taken!);
  taken!.music('hold');
  await phone.hearsAnything();
  await eventually(
    'another is made',
    () => media.spares,
    (count) => count === 2,
  );
  media.prepare(1);
  t.equal(media.spares, 1);
  const [one, two] = await Promise.all([media.connect(), media.connect()]);
  t.not(one.id, two.id);
  await Promise.all([one, two, taken!].map((leg) => leg.release()));
  await eventually(
    'another is made',
    () => media.spares,
    (count) => count === 1,
  );
  await close();
  t.equal(media.spares, 0);
  await setImmediate();
});

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { toMono, toTelephoneRate } from '../../../../src/embedded/media-server/sounds/resample.ts';
import { SoundLibrary } from '../../../../src/embedded/media-server/sounds/sound-library.ts';
import { Sources } from '../../../../src/embedded/media-server/sounds/sources.ts';
import { keyTone, renderTone } from '../../../../src/embedded/media-server/sounds/tone.ts';
import { encode } from '../../../../src/wire/g711.ts';
import { buildWav } from '../../../../src/wire/wav.ts';
import { levelDb, tone, toneShare } from '../../../harness/audio.ts';

t.test('tones: on, off, frequencies, loudness, loops', async (t) => {
  const ring = renderTone('%(400,200,440,480)')!;
  t.equal(ring.samples.length, 4_800);
  t.ok(toneShare(ring.samples.subarray(0, 3_200), 440) > 0.4);
  t.ok(toneShare(ring.samples.subarray(0, 3_200), 480) > 0.4);
  t.ok(ring.samples.subarray(3_200).every((sample) => sample === 0));
  t.equal(ring.loops, 1);
  t.equal(renderTone('%(100,0,500);loops=-1')?.loops, -1);
  t.equal(renderTone('L=3;%(100,0,500)')?.loops, 3);
  const two = renderTone('v=-10;%(100,0,500);v=-30;%(100,0,500)')!.samples;
  t.ok(Math.abs(levelDb(two.subarray(0, 800)) - levelDb(two.subarray(800)) - 20) < 0.5);
  for (const text of ['', 'nonsense', '%(x,1,2)', '%(100,0,y)']) t.equal(renderTone(text), undefined, text);
});

t.test('keys as sound have their two frequencies', async (t) => {
  const five = keyTone('5', 100)!.subarray(0, 800);
  t.ok(toneShare(five, 770) > 0.4);
  t.ok(toneShare(five, 1_336) > 0.4);
  t.equal(keyTone('x', 100), undefined);
});

t.test('16,000 Hz become 8,000 without folding back', async (t) => {
  const low = toTelephoneRate(tone(1_000, 1, 0.5, 16_000), 16_000);
  t.equal(low.length, 8_000);
  t.ok(toneShare(low.subarray(200, 7_800), 1_000) > 0.999);
  t.ok(Math.abs(levelDb(low.subarray(200, 7_800)) - levelDb(tone(1_000, 1, 0.5))) < 0.2);
  const high = toTelephoneRate(tone(6_000, 1, 0.5, 16_000), 16_000);
  t.ok(levelDb(high.subarray(200, 7_800)) < -60);
  t.same([...toMono(Int16Array.of(100, 200, -100, 100), 2)], [150, 0]);
});

async function folder(t: Test): Promise<string> {
  const root = t.testdir({ sounds: { sub: {} }, music: {}, 'outside.wav': '' });
  const sound = buildWav({ sampleRate: 8_000, channels: 1, samples: tone(440, 0.5) });
  await writeFile(path.join(root, 'sounds/a.wav'), sound);
  await writeFile(path.join(root, 'sounds/sub/b.wav'), sound);
  await writeFile(path.join(root, 'outside.wav'), sound);
  await writeFile(path.join(root, 'sounds/broken.wav'), 'RIFFnot');
  await writeFile(path.join(root, 'music/1.wav'), sound);
  await mkdir(path.join(root, 'empty'));
  return root;
}

t.test('files: relative ones inside the folder only, absolute ones anywhere, each read once', async (t) => {
  const root = await folder(t);
  const library = new SoundLibrary(path.join(root, 'sounds'));
  const sound = await library.load('a.wav');
  t.equal(sound?.length, 4_000);
  t.equal(await library.load('a.wav'), sound);
  t.same(sound?.octets('PCMA'), encode(tone(440, 0.5), 'PCMA'));
  t.ok(sound?.octets('PCMU').buffer instanceof SharedArrayBuffer);
  t.ok(await library.load('sub/b.wav'));
  t.ok(await library.load(path.join(root, 'outside.wav')));
  t.equal(await library.load('../outside.wav'), undefined);
  t.equal(await library.load('sub/../../outside.wav'), undefined);
  t.equal(await library.load('broken.wav'), undefined);
  t.equal(await library.load('none.wav'), undefined);
});

t.test('sources by their names', async (t) => {
  const root = await folder(t);
  const sources = new Sources(new SoundLibrary(path.join(root, 'sounds')));
  await sources.addStream('hold', path.join(root, 'music'));
  await t.rejects(sources.addStream('none', path.join(root, 'empty')), /no WAV file/);
  const samples = async (name: string): Promise<number[] | undefined> =>
    (await sources.find(name))?.segments('PCMU').map(({ count }) => count);
  t.same(await samples('a.wav'), [4_000]);
  t.same(await samples('a.wav@@1000'), [3_000]);
  t.same(await samples('a.wav@@9999'), [0]);
  t.same(await samples('file_string://a.wav!sub/b.wav!none.wav'), [4_000, 4_000]);
  t.equal(await samples('file_string://none.wav'), undefined);
  t.same(await samples('silence_stream://500'), [4_000]);
  t.same(await samples('silence_stream://500,1400'), [4_000]);
  t.same(await samples('silence_stream://-1'), [-1]);
  t.same(await samples('tone_stream://%(100,100,440);loops=2'), [3_200]);
  t.same(await samples('tone_stream://%(100,100,440);loops=-1'), [-1]);
  t.same(await samples('local_stream://hold'), [-1]);
  t.same(await samples('local_stream://moh'), [-1], 'the built-in dialplan plays what music there is');
  t.equal(await samples('local_stream://other'), undefined);
  t.equal(await samples('shout://host/x.mp3'), undefined);
  const [stream] = (await sources.find('local_stream://hold'))!.segments('PCMU');
  t.ok(stream?.shared && stream.loop);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { decode, encode } from '../../src/wire/g711.ts';
import { parseWav } from '../../src/wire/wav.ts';
import { RATE, tone } from './audio.ts';
import { PromptEar, toldOnlyWhenAsked } from './prompt-ear.ts';

const ear = PromptEar.fromFolder();
const soundOf = (name: string) => {
  const path = fileURLToPath(
    new URL(`../../prompts/${name.replace(/\/([^/]+)$/, '/8000/$1')}.wav`, import.meta.url),
  );
  return parseWav(readFileSync(path)).samples;
};
const join = (...parts: Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));
const silence = (seconds: number) => new Int16Array(Math.round(seconds * RATE));
const overWire = (sound: Int16Array) => decode(encode(decode(encode(sound, 'PCMA'), 'PCMA'), 'PCMU'), 'PCMU');
const names = (sound: Int16Array) => ear.recognise(sound).map((heard) => heard.name);

test('each prompt is told from all others', async (t) => {
  for (const name of ear.names.filter((each) => !toldOnlyWhenAsked(each))) {
    const heard = ear.recognise(overWire(join(silence(0.137), soundOf(name))));
    t.strictSame(
      heard.map((each) => each.name),
      [name],
      name,
    );
    t.ok((heard[0]?.share ?? 0) > 0.9, `${name} whole`);
  }
});

test('prompts are told in order, with their places', async (t) => {
  const first = soundOf('fr/welcome');
  const second = soundOf('fr/choose-topic');
  const heard = ear.recognise(
    overWire(join(silence(0.5), first, second, silence(0.3), soundOf('en/goodbye'))),
  );
  t.strictSame(
    heard.map((each) => each.name),
    ['fr/welcome', 'fr/choose-topic', 'en/goodbye'],
  );
  t.ok(Math.abs(heard[0]!.at - 0.5) < 0.4);
  t.ok(Math.abs(heard[1]!.at - 0.5 - first.length / RATE) < 0.4);
});

test('pieces of a sentence are told when they are asked for', async (t) => {
  const said = ['fr/wait-between', 'fr/number-2', 'fr/wait-and', 'fr/minutes-4'];
  const sound = overWire(join(silence(0.5), soundOf('fr/expected-wait'), ...said.map(soundOf), silence(0.5)));
  t.strictSame(names(sound), ['fr/expected-wait']);
  const asked = [...said, 'fr/number-3', 'fr/minutes-14', 'fr/wait-less-than', 'en/number-2'];
  t.strictSame(
    ear.recognise(sound, asked).map((each) => each.name),
    said,
  );
});

test('a lost packet, and a beginning in the middle of a packet, do not matter', async (t) => {
  const sound = overWire(join(silence(0.0133), soundOf('fr/welcome')));
  sound.fill(0, 4_000, 4_160);
  t.strictSame(names(sound), ['fr/welcome']);
});

test('a prompt cut by a key is still told, with its share', async (t) => {
  const heard = ear.recognise(overWire(soundOf('fr/choose-topic').subarray(0, 3 * RATE)));
  t.equal(heard[0]?.name, 'fr/choose-topic');
  t.ok(heard[0]!.share > 0.1 && heard[0]!.share < 0.6, `share ${heard[0]!.share}`);
});

test('a prompt that follows at once where another was cut is not taken for its rest', async (t) => {
  const cut = soundOf('fr/choose-topic').subarray(0, Math.round(3.2 * RATE));
  const sound = overWire(join(cut, soundOf('en/welcome'), soundOf('en/choose-topic').subarray(0, 3 * RATE)));
  t.strictSame(names(sound), ['fr/choose-topic', 'en/welcome', 'en/choose-topic']);
  const code = overWire(join(soundOf('fr/wrong-key'), cut));
  t.strictSame(names(code), ['fr/wrong-key', 'fr/choose-topic'], 'of two that share words, the right one');
});

test('what is no prompt is none', async (t) => {
  t.strictSame(names(silence(3)), []);
  t.strictSame(names(tone(440, 3)), []);
  const backwards = overWire(soundOf('fr/welcome')).reverse();
  t.strictSame(names(backwards), [], 'the same voice backwards');
  t.strictSame(names(new Int16Array(0)), []);
});

test('asked for one prompt, it does not take another for it', async (t) => {
  const sound = overWire(soundOf('fr/agent-ready'));
  t.strictSame(ear.recognise(sound, ['fr/welcome']), []);
  t.equal(ear.recognise(sound, ['fr/agent-ready']).length, 1);
  t.throws(() => ear.recognise(sound, ['fr/no-such-prompt']));
});

test('a slip of the sender’s clock does not make two prompts of one', async (t) => {
  const sound = soundOf('fr/welcome');
  const cut = Math.round(1.5 * RATE);
  const slipped = join(sound.subarray(0, cut), silence(0.02), sound.subarray(cut));
  t.strictSame(names(overWire(slipped)), ['fr/welcome']);
  t.strictSame(names(overWire(join(sound, sound))), ['fr/welcome', 'fr/welcome'], 'said twice it is two');
});

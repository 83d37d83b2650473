/** `shortline prompts render`: with a voice and a sox of the test's own, and once with the real ones. */
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { test } from 'tap';
import { levelDb, toPcm16 } from '../../src/cli/sound.ts';
import { parseWav } from '../../src/wire/wav.ts';
import { missing } from '../peers.ts';
import { shortline } from './shell.ts';

/** Says a tone, in a WAV file; keeps a list of what it was asked. A shell starts quicker than another Node. */
const VOICE = `#!/bin/sh
echo "$1: $2" >> "$SAID"
case "$2" in
  *fail*) echo 'no such voice' >&2; exit 3;;
  *silence*) head -c 44 /dev/zero;;
  *) head -c 44 /dev/zero; cat "$TONE";;
esac
`;

/** Takes the samples out of a WAV file, whatever rate is asked. */
const SOX = `#!/bin/sh
if [ "$5" = - ]; then tail -c +45; else tail -c +45 "$5"; fi
`;

const TONE = toPcm16(Float64Array.from({ length: 4_000 }, (_, i) => 0.25 * Math.sin(i / 3)));

type Line = {
  root: string;
  said: () => Promise<string>;
  render: (...args: string[]) => ReturnType<typeof shortline>;
};

async function line(root: string, texts: Readonly<Record<string, string>>): Promise<Line> {
  const bin = join(root, 'bin');
  await mkdir(bin);
  for (const [name, source] of Object.entries({ voice: VOICE, sox: SOX })) {
    await writeFile(join(bin, name), source);
    await chmod(join(bin, name), 0o755);
  }
  for (const [language, text] of Object.entries(texts)) {
    await mkdir(join(root, 'prompts', language), { recursive: true });
    await writeFile(join(root, 'prompts', language, 'texts.yaml'), text);
  }
  const env = {
    PATH: `${bin}${delimiter}${process.env['PATH']}`,
    SAID: join(root, 'said'),
    TONE: join(root, 'tone'),
  };
  await writeFile(env.TONE, TONE);
  await writeFile(env.SAID, '');
  return {
    root,
    render: (...args) =>
      shortline(['prompts', 'render', '--command', 'voice {language} {text}', ...args], { cwd: root, env }),
    said: async () => {
      const said = await readFile(env.SAID, 'utf8');
      await writeFile(env.SAID, '');
      return said;
    },
  };
}

/** A sample that A-law holds exactly. */
const VOICE_SAMPLE = 4_480;

const FR = 'welcome: Bonjour.\nchoose: "Tapez 1. [en] Press 2."\n';

test('only what changed is rendered', async (t) => {
  const { root, render, said } = await line(t.testdir(), { fr: FR, en: 'welcome: Hello.\n' });
  const first = await render();
  t.match(first, { code: 0, out: '5 rendered\n', err: /rendered: fr\/choose\n/ });
  const once = 'en: Hello.\nfr: Bonjour.\nfr: Tapez 1.\nen: Press 2.\n'.split('\n').toSorted();
  t.strictSame([...new Set((await said()).split('\n'))].toSorted(), once);
  t.strictSame((await readdir(join(root, 'prompts/fr/8000'))).toSorted(), ['choose.wav', 'welcome.wav']);
  t.strictSame((await readdir(join(root, 'prompts/fr/16000'))).toSorted(), ['choose.wav', 'welcome.wav']);
  t.strictSame(await readdir(join(root, 'prompts/music/hold')), ['16000', '8000']);
  const wav = parseWav(await readFile(join(root, 'prompts/fr/16000/welcome.wav')));
  t.match(wav, { sampleRate: 16_000, channels: 1 });
  t.ok(Math.abs(levelDb(Float64Array.from(wav.samples, (sample) => sample / 32_768)) + 20) < 0.2, '-20 dBFS');

  t.match(await render(), { code: 0, out: '5 unchanged\n', err: '' });
  t.equal(await said(), '');
  await writeFile(join(root, 'prompts/fr/texts.yaml'), FR.replace('Bonjour', 'Bonsoir'));
  t.match(await render(), { code: 0, out: /1 rendered/ });
  t.match(await said(), /^(fr: Bonsoir\.\n)+$/);
  await rm(join(root, 'prompts/en/8000/welcome.wav'));
  t.match(
    await render('--language', 'en'),
    { code: 0, out: /1 rendered/ },
    'a sound that is gone is made again',
  );
  t.match(await render('--language', 'fr', '--all'), { code: 0, out: '2 rendered\n' });
});

test('a recording is kept, at every rate', async (t) => {
  const { root, render } = await line(t.testdir(), { fr: FR });
  await render('--language', 'fr');
  const voice = Buffer.concat([Buffer.alloc(44), Buffer.from(new Int16Array(400).fill(VOICE_SAMPLE).buffer)]);
  await writeFile(join(root, 'prompts/fr/16000/welcome.wav'), voice);
  t.match(await render('--language', 'fr', '--all'), { code: 0, err: /recording kept: fr\/welcome/ });
  t.strictSame(await readFile(join(root, 'prompts/fr/16000/welcome.wav')), voice);
  const narrow = parseWav(await readFile(join(root, 'prompts/fr/8000/welcome.wav')));
  t.strictSame(narrow.samples, new Int16Array(400).fill(VOICE_SAMPLE), 'the other rate is made from it');
  await writeFile(join(root, 'prompts/fr/texts.yaml'), FR.replace('Bonjour', 'Bonsoir'));
  t.match(
    await render('--language', 'fr'),
    { code: 0, err: /recording kept: fr\/welcome/ },
    'also when the text changes',
  );
  t.strictSame(await readFile(join(root, 'prompts/fr/16000/welcome.wav')), voice);
});

test('what is no longer said is removed, but never a recording', async (t) => {
  const { root, render } = await line(t.testdir(), { fr: `${FR}old: Ancien.\n` });
  await writeFile(join(root, 'prompts/fr/own.txt'), 'not ours');
  await render('--language', 'fr');
  await mkdir(join(root, 'prompts/fr/8000'), { recursive: true });
  await writeFile(join(root, 'prompts/fr/8000/voice.wav'), 'a recording');
  await writeFile(join(root, 'prompts/fr/texts.yaml'), FR);
  t.match(await render('--language', 'fr'), { code: 0, err: 'removed: fr/old\n' });
  t.strictSame((await readdir(join(root, 'prompts/fr/8000'))).toSorted(), [
    'choose.wav',
    'voice.wav',
    'welcome.wav',
  ]);
});

test('what fails is told, and what was rendered until then is kept', async (t) => {
  const { root, render } = await line(t.testdir(), { fr: 'welcome: Bonjour.\nnext: This will fail.\n' });
  t.match(await render('--language', 'fr'), { code: 1, err: /error: voice failed \(3\): no such voice/ });
  await writeFile(join(root, 'prompts/fr/texts.yaml'), 'welcome: Bonjour.\nnext: silence\n');
  t.match(await render('--language', 'fr'), { code: 1, err: /error: the voice said nothing for "silence"/ });
  t.strictSame(await readdir(join(root, 'prompts/fr/8000')), ['welcome.wav']);
  t.match(await render('--language', 'fr', '--all', '--command', 'no-such-voice {text}'), {
    code: 1,
    err: /no-such-voice is not installed: `apt-get install espeak-ng sox`, or name another voice by --command/,
  });
  await writeFile(join(root, 'prompts/fr/texts.yaml'), 'Welcome: Bonjour.\n');
  t.match(await render('--language', 'fr'), {
    code: 1,
    err: /^prompts\/fr\/texts\.yaml:1:1: error: there is no key `Welcome`/,
  });
  await rm(join(root, 'prompts'), { recursive: true });
  t.match(await render('--language', 'fr'), { code: 1, err: /there is no folder of a language/ });
});

test('the real voice speaks', { skip: missing('espeak-ng') ?? missing('sox') ?? false }, async (t) => {
  const root = t.testdir({ prompts: { fr: { 'texts.yaml': 'welcome: Bonjour.\n' } } });
  t.match(await shortline(['prompts', 'render', '--language', 'fr'], { cwd: root }), {
    code: 0,
    out: '1 rendered\n',
  });
  for (const rate of [8_000, 16_000]) {
    const wav = parseWav(await readFile(join(root, `prompts/fr/${rate}/welcome.wav`)));
    const seconds = wav.samples.length / rate;
    t.ok(seconds > 0.3 && seconds < 2, `"Bonjour." lasts ${seconds} s`);
  }
});

/** Whatever is said has its text and its sounds, and those sounds are speech. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { test } from 'tap';
import { parse } from 'yaml';
import { AGENT_PROMPTS, HOUSE_PROMPTS } from '../../src/dialplan/house-prompts.ts';
import {
  numberDigitsPrompts,
  openingPrompts,
  positionPrompts,
  SPEECH_LANGUAGES,
  waitRangePrompts,
} from '../../src/ivr/speech.ts';
import { speechPrompts } from '../../src/ivr/speech-names.ts';
import { parseWav } from '../../src/wire/wav.ts';

const prompts = fileURLToPath(new URL('../../prompts/', import.meta.url));
const textsOf = (language: string) =>
  parse(readFileSync(`${prompts}${language}/texts.yaml`, 'utf8')) as Readonly<Record<string, string>>;
const RATES = [8_000, 16_000];
const YEAR_MS = 366 * 86_400_000;

test('every name that may be said is listed, has a text and both sounds', async (t) => {
  for (const language of SPEECH_LANGUAGES) {
    const names = new Set(speechPrompts(language));
    const texts = textsOf(language);
    for (const name of [...names, ...Object.keys({ ...HOUSE_PROMPTS, ...AGENT_PROMPTS })]) {
      t.ok(Object.hasOwn(texts, name), `${language}/${name} has a text`);
      for (const rate of RATES) {
        t.strictSame(
          globSync(`${language}/${rate}/${name}.wav`, { cwd: prompts }).length,
          1,
          `${name} at ${rate} Hz`,
        );
      }
    }
    const listed = (said: readonly string[]) => said.length > 0 && said.every((name) => names.has(name));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (position) =>
        listed(positionPrompts(position, language)),
      ),
    );
    const wait = fc.double({ min: 0, max: 15_000_000, noNaN: true });
    fc.assert(
      fc.property(wait, wait, (one, other) =>
        listed(waitRangePrompts({ lowMs: Math.min(one, other), highMs: Math.max(one, other) }, language)),
      ),
      { numRuns: 2_000 },
    );
    const moment = fc.integer({ min: 1_700_000_000_000, max: 2_200_000_000_000 });
    const zone = fc.constantFrom('Europe/Paris', 'America/Sao_Paulo', 'Asia/Kathmandu', 'UTC');
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: YEAR_MS }), zone, (at, ahead, timezone) =>
        listed(openingPrompts(at + ahead, at, timezone, language)),
      ),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,15}$/), (number) => {
        const said = numberDigitsPrompts(number, language);
        return listed(said) && said.length === number.length;
      }),
    );
  }
});

test('no piece is text alone: each that is written is listed', async (t) => {
  const piece = /^(people-ahead|wait|minutes?|duration|number|ordinal|digit|day|weekday|month|at)(-|$)/;
  for (const language of SPEECH_LANGUAGES) {
    const names = new Set(speechPrompts(language));
    const written = Object.keys(textsOf(language)).filter((name) => piece.test(name));
    t.strictSame(
      written.filter((name) => !names.has(name)),
      [],
      language,
    );
  }
});

test('the sounds are speech: as long as their words, neither silent nor clipped', async (t) => {
  for (const language of SPEECH_LANGUAGES) {
    for (const [name, text] of Object.entries(textsOf(language))) {
      const [narrow, wide] = RATES.map((rate) =>
        parseWav(readFileSync(`${prompts}${language}/${rate}/${name}.wav`)),
      );
      t.match(narrow, { sampleRate: 8_000, channels: 1 }, name);
      t.match(wide, { sampleRate: 16_000, channels: 1 }, name);
      const seconds = narrow!.samples.length / 8_000;
      t.ok(Math.abs(wide!.samples.length / 16_000 - seconds) < 0.02, `${name} is as long at both rates`);
      // a letter is said in 30 to 120 ms: a word that is cut is shorter, a text read out otherwise longer
      t.ok(seconds > 0.12 + 0.03 * text.length, `${language}/${name} is whole: ${seconds} s`);
      t.ok(seconds < 0.6 + 0.12 * text.length, `${language}/${name} is no more: ${seconds} s`);
      for (const { samples } of [narrow!, wide!]) {
        const peak = samples.reduce((top, sample) => Math.max(top, Math.abs(sample)), 0);
        t.ok(peak > 3_000 && peak < 32_000, `${language}/${name} peaks at ${peak}`);
        const end = samples.subarray(-Math.floor(samples.length / seconds / 100));
        t.ok(
          end.every((sample) => Math.abs(sample) < 300),
          `${language}/${name} ends in silence, not within a word`,
        );
      }
    }
  }
});

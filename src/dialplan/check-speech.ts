/** The pieces from which positions, waits, times and numbers are put together, in each language of a line. */
import { SPEECH_LANGUAGES, speechLanguage } from '../ivr/speech.ts';
import { speechPrompts } from '../ivr/speech-names.ts';
import type { Fault } from './fault.ts';
import { HOUSE_PROMPTS } from './house-prompts.ts';
import type { PromptsFolder } from './prompts-folder.ts';
import type { YamlFile } from './yaml-file.ts';

/** So many of the missing pieces are named. */
const NAMED = 4;

/** One fault a language and kind, however many of its pieces are missing. */
export function checkSpeech(file: YamlFile, languages: readonly string[], sound: PromptsFolder): Fault[] {
  return languages.flatMap((language, index) => {
    const prompts = sound.prompts.get(language);
    if (prompts === undefined || sound.unreadable.has(language)) return [];
    if (!SPEECH_LANGUAGES.includes(language)) return [unspoken(file, languages, language, index)];
    const pieces = speechPrompts(language).filter((name) => !Object.hasOwn(HOUSE_PROMPTS, name));
    const lacking = pieces.filter((name) => !prompts.has(name));
    const silent = pieces.filter((name) => prompts.get(name)?.rates.includes(8000) === false);
    const faults: Fault[] = [];
    if (lacking.length > 0) {
      const message = `pieces of positions, waits, times and numbers are missing in ${language}: ${some(lacking)}`;
      const hint = `write them in prompts/${language}/texts.yaml`;
      faults.push(file.fault(['languages', index], message, { hint }));
    }
    if (silent.length > 0) {
      const message = `pieces of positions, waits, times and numbers have no sound in ${language}: ${some(silent)}`;
      faults.push(
        file.fault(['languages', index], message, { hint: '`npx shortline prompts render` makes it' }),
      );
    }
    return faults;
  });
}

function unspoken(file: YamlFile, languages: readonly string[], language: string, index: number): Fault {
  const other = speechLanguage(language, languages);
  const message =
    other === undefined
      ? `positions, waits, times and numbers are not said: there are no words for them in ${language}`
      : `positions, waits, times and numbers are said in ${other} to those who speak ${language}`;
  const hint = `the line has words for them in ${SPEECH_LANGUAGES.join(', ')}`;
  return file.fault(['languages', index], message, { severity: 'warning', hint });
}

function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

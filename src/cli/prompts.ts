/** `shortline prompts render`: makes the sounds of the prompts and the hold music. */
import { join } from 'node:path';
import { Command } from 'commander';
import { type Fault, formatFaults } from '../dialplan/fault.ts';
import { subfolders } from '../dialplan/prompts-folder.ts';
import { schemaCheck } from '../dialplan/schema-check.ts';
import { Texts } from '../dialplan/texts-schema.ts';
import { readYaml } from '../dialplan/yaml-file.ts';
import { type Job, type Progress, renderLanguage, renderMusic } from './render.ts';
import { settingsOf } from './settings-option.ts';
import { VOICE_COMMAND, VoiceError } from './voice.ts';

type Options = { command: string; all?: boolean; language?: string[]; settings?: string };

export function promptsCommand(): Command {
  const render = new Command('render')
    .description('make the WAV files of prompts/<language>/texts.yaml, 8 and 16 kHz; only what changed')
    .option('--command <words>', 'says {text} in {language}, WAV on standard output', VOICE_COMMAND)
    .option('--language <codes...>', 'only these languages')
    .option('--all', 'render again what has not changed')
    .option('--settings <file>', 'the file of settings')
    .addHelpText(
      'after',
      '\nA WAV file that was not rendered here is a recording: it is kept, and never overwritten.',
    )
    .action(renderPrompts);
  return new Command('prompts').description('the sounds of the menus').addCommand(render);
}

async function renderPrompts(options: Options): Promise<void> {
  const { prompts } = settingsOf(options);
  const jobs = await readJobs(prompts, options);
  if (jobs === undefined) {
    process.exitCode = 1;
    return;
  }
  const counts = new Map<string, number>();
  const progress: Progress = (outcome, language, name) => {
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    if (outcome !== 'unchanged') process.stderr.write(`${outcome}: ${language}/${name}\n`);
  };
  try {
    for (const job of jobs) await renderLanguage(job, progress);
    // Music is in no language: asked for one, it is left alone.
    if (options.language === undefined) await renderMusic(prompts, options.all === true, progress);
  } catch (error) {
    if (!(error instanceof VoiceError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}\n`);
}

/** The languages to render, or undefined when a text is faulty (which has been told). */
async function readJobs(prompts: string, options: Options): Promise<Job[] | undefined> {
  const checkTexts = schemaCheck<Texts>(Texts);
  const faults: Fault[] = [];
  const jobs: Job[] = [];
  const languages = (await subfolders(prompts))?.filter((name) => /^[a-z]{2,3}$/.test(name)) ?? [];
  if (languages.length === 0) process.stderr.write(`error: there is no folder of a language in ${prompts}\n`);
  for (const language of options.language ?? languages) {
    const folder = join(prompts, language);
    const texts = checkTexts(await readYaml(join(folder, 'texts.yaml')));
    if (!texts.ok) faults.push(...texts.faults);
    else
      jobs.push({
        folder,
        language,
        texts: texts.value,
        command: options.command,
        all: options.all === true,
      });
  }
  if (faults.length > 0) process.stderr.write(`${formatFaults(faults, process.cwd())}\n`);
  return faults.length > 0 || languages.length === 0 ? undefined : jobs;
}

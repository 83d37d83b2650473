/** `shortline replay`: decides again at each fact of a journal, and reports the first decision that differs (I4). */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { LineEvent } from '../events/line.generated.ts';
import { compareEntry, type Difference } from './compare-entry.ts';
import { Failure } from './failure.ts';
import { type OpenJournal, openJournal, takeEntry } from './journal-option.ts';
import { ProgressBar } from './progress-bar.ts';
import { settingsOf } from './settings-option.ts';

type Options = { from?: number; json?: boolean; settings?: string };

interface Outcome {
  /** The first entry that was compared. */
  from: number;
  facts: number;
  decisions: number;
  difference?: Difference;
}

const EXAMPLES = `
Decisions are a function of the journal: there is no difference, unless this shortline decides otherwise than the one
that wrote the journal, or an entry was changed. The journal of a running line may be read.

Examples:
  shortline replay                      the journal of the settings
  shortline replay data/journal --from 120000`;

export function replayCommand(): Command {
  return new Command('replay')
    .description('decide again at each fact of a journal; exit 1 at the first decision that differs')
    .argument('[folder]', 'the journal’s folder (default: SHORTLINE_JOURNAL)')
    .option('--from <entry>', 'compare from this entry on, upon the last snapshot before it', entryNumber)
    .option('--json', 'the outcome as JSON')
    .option('--settings <file>', 'the file of settings')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, options: Options) => {
      const path = folder === undefined ? settingsOf(options).journal.path : resolve(folder);
      await replay(path, options);
    });
}

async function replay(path: string, options: Options): Promise<void> {
  const outcome = await compared(await openJournal(path), options.from);
  if (outcome.difference !== undefined) process.exitCode = 1;
  process.stdout.write(options.json === true ? `${JSON.stringify(outcome, null, 2)}\n` : told(outcome));
}

/** @param from the first entry that is compared; those before it are taken as they stand */
async function compared(journal: OpenJournal, from = journal.first): Promise<Outcome> {
  if (from > journal.last) throw new Failure(`the journal ends at entry ${journal.last}`);
  const { state, number } = await journal.stateNear(from - 1);
  const outcome: Outcome = { from: Math.max(from, number + 1), facts: 0, decisions: 0 };
  const total = journal.last - number;
  const bar = new ProgressBar(process.stderr, 'deciding again', total, () => performance.now());
  try {
    for await (const entry of journal.entries(number + 1)) {
      bar.show(entry.number - number);
      if (entry.number < outcome.from) {
        takeEntry(state, entry);
        continue;
      }
      outcome.facts += 1;
      outcome.decisions += entry.events.length - 1;
      const difference = compareEntry(state, entry);
      if (difference !== undefined) return { ...outcome, difference };
    }
    return outcome;
  } finally {
    bar.end();
  }
}

function told({ from, facts, decisions, difference }: Outcome): string {
  const since = from === 1 ? '' : ` from entry ${from} on`;
  if (difference === undefined) return `${facts} facts, ${decisions} decisions${since}: none differs\n`;
  const { entry, fact, decision, expected, found, causes, fault } = difference;
  const upon = causes ? [` upon event ${causes.expected}`, ` upon event ${causes.found}`] : ['', ''];
  return [
    `entry ${entry}: decision ${decision} differs; of ${facts - 1} facts before it${since} none does`,
    `  fact      ${words(fact)}`,
    `  expected  ${words(expected)}${upon[0]}`,
    `  found     ${fault === undefined ? words(found) : `a fault: ${fault}`}${upon[1]}`,
    '',
  ].join('\n');
}

/** `CallOffered at 2026-11-23T12:00:00.000Z: callId 3f2a, agent 1001`. */
function words(event: LineEvent | undefined): string {
  if (event === undefined) return 'no decision more';
  const { type, at, ...fields } = event;
  const shown = Object.entries(fields).map(([name, value]) => `${name} ${field(value)}`);
  return `${type} at ${new Date(at).toISOString()}${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`;
}

/** A long one, such as a configuration, is cut. */
function field(value: unknown): string {
  const text = typeof value === 'string' && /^[\w.:/-]+$/.test(value) ? value : JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}

function entryNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected the number of an entry, from 1 on.');
}

/** `shortline explain`: the story of a call, a sentence a decision. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { DateTime } from 'luxon';
import type { Entry } from '../journal/port.ts';
import { Story, type Told } from '../line/explain.ts';
import { Failure } from './failure.ts';
import { type OpenJournal, openJournal, takeEntry } from './journal-option.ts';
import { ProgressBar } from './progress-bar.ts';
import { settingsOf } from './settings-option.ts';
import { table } from './table.ts';
import { uniqueCall } from './unique-call.ts';

type Options = { journal?: string; offer?: number; json?: boolean; settings?: string };

const EXAMPLES = `
A call is named by the beginning of its id, where no other call begins so. The journal of a running line may be read.

Examples:
  shortline explain 3f2a                 the story of the call, from its arrival to its end
  shortline explain 3f2a --offer 2       its second offer: every agent, and why not that one
  shortline explain 3f2a --journal /backup/journal --json`;

export function explainCommand(): Command {
  return new Command('explain')
    .description('tell the story of a call: who was considered, who was chosen, why not the others')
    .argument('<call>', 'a call’s id')
    .option('--journal <folder>', 'the journal’s folder (default: SHORTLINE_JOURNAL)')
    .option('--offer <n>', 'only this offer, from 1 on, agent by agent', offerNumber)
    .option('--json', 'the story as JSON')
    .option('--settings <file>', 'the file of settings')
    .addHelpText('after', EXAMPLES)
    .action(async (call: string, options: Options) => {
      const { journal: folder } = options;
      const journal = await openJournal(
        folder === undefined ? settingsOf(options).journal.path : resolve(folder),
      );
      process.stdout.write(await explained(journal, call, options));
    });
}

async function explained(journal: OpenJournal, call: string, options: Options): Promise<string> {
  const { callId, entry } = await findCall(journal, call);
  const { story, told } = await storyOf(journal, callId, entry);
  const chosen = options.offer === undefined ? told : told.filter(({ offer }) => offer === options.offer);
  if (chosen.length === 0) {
    const offers = told.filter(({ offer }) => offer !== undefined).length;
    throw new Failure(`the call ${callId} was offered ${offers === 1 ? 'once' : `${offers} times`}`);
  }
  if (options.json === true)
    return `${JSON.stringify({ callId, isOver: story.isOver, story: chosen }, null, 2)}\n`;
  const zone = story.timezone ?? 'UTC';
  const text = `${callId}, times of ${zone}\n${sentences(chosen, told[0]!.at, zone)}`;
  if (options.offer !== undefined) return `${text}${agents(chosen[0]!)}`;
  return story.isOver ? text : `${text}The call goes on, as of entry ${journal.last}.\n`;
}

/** The call of which the id, or the beginning of it, was given, and its first entry. */
async function findCall(journal: OpenJournal, call: string): Promise<{ callId: string; entry: number }> {
  const firsts = new Map<string, number>();
  for await (const { number, events } of shown(journal, 'looking for the call', journal.first)) {
    for (const event of events) {
      if ('callId' in event && !firsts.has(event.callId)) firsts.set(event.callId, number);
    }
  }
  const found = uniqueCall(call, [...firsts.keys()]);
  if (!found.ok) throw new Failure(found.fault);
  return { callId: found.callId, entry: firsts.get(found.callId)! };
}

async function storyOf(
  journal: OpenJournal,
  callId: string,
  first: number,
): Promise<{ story: Story; told: Told[] }> {
  const { state, number } = await journal.stateNear(first - 1);
  if (number >= first) {
    throw new Failure(
      `the call ${callId} began before entry ${number + 1}, from which on the journal can be told`,
    );
  }
  const story = new Story(callId);
  const told: Told[] = [];
  for await (const entry of shown(journal, 'reading on', number + 1)) {
    told.push(...story.tell(entry, state));
    if (story.isOver) break;
    takeEntry(state, entry);
  }
  return { story, told };
}

async function* shown(journal: OpenJournal, what: string, from: number): AsyncGenerator<Entry> {
  const total = journal.last - from + 1;
  const bar = new ProgressBar(process.stderr, what, total, () => performance.now());
  try {
    for await (const entry of journal.entries(from)) {
      bar.show(entry.number - from);
      yield entry;
    }
  } finally {
    bar.end();
  }
}

/** Time of day, since the arrival, what happened. */
function sentences(told: readonly Told[], since: number, zone: string): string {
  return told
    .map(({ at, text, offer }) => {
      const time = DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd HH:mm:ss.SSS');
      const later = `+${((at - since) / 1_000).toFixed(3)} s`.padStart(12);
      return `${time} ${later}  ${offer === undefined ? '' : `offer ${offer}: `}${text}\n`;
    })
    .join('');
}

function agents({ considered }: Told): string {
  const columns = [
    { head: 'agent', cell: ({ account }: Row) => account },
    { head: 'name', cell: ({ name }: Row) => name },
    { head: 'why', cell: ({ verdict }: Row) => verdict },
  ];
  return `\n${table(considered?.agents ?? [], columns, 'there are no agents')}`;
}

type Row = NonNullable<Told['considered']>['agents'][number];

function offerNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return value;
  throw new InvalidArgumentError('Expected the number of an offer, from 1 on.');
}

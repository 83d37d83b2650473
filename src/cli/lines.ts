/** `shortline lines`: the lines; closing and reopening one. */
import { Command } from 'commander';
import type { LiveLineView } from '../api/views.ts';
import { closed } from './closed.ts';
import { type LineOptions, withLineOptions } from './line-client.ts';
import { addList, ask, group, part } from './line-command.ts';
import { type Column, table } from './table.ts';

const EXAMPLES = `  shortline lines                                  which are open
  shortline lines close 3939 --message strike      say the prompt “strike” to new callers
  shortline lines reopen 3939`;

const COLUMNS: readonly Column<LiveLineView>[] = [
  { head: 'line', cell: ({ line }) => line },
  { head: 'name', cell: ({ name }) => name },
  { head: 'state', cell: lineState },
  { head: 'calls', cell: ({ calls }) => calls, right: true },
  { head: 'waiting', cell: ({ waiting }) => waiting, right: true },
  { head: 'crisis', cell: ({ crisis }) => crisis },
  { head: 'prepared', cell: ({ crises }) => crises.join(' ') },
  { head: 'queues', cell: ({ queues }) => queues.join(' ') },
];

export function linesCommand(): Command {
  const lines = group('lines', 'the lines: list, close, reopen', EXAMPLES);
  addList(lines, 'the lines (the default)', async (client) => {
    const json = await client.get<LiveLineView[]>('/api/lines');
    return { json, text: table(json, COLUMNS, 'there are no lines') };
  });
  lines.addCommand(
    action('close', 'close a line whatever its hours; who is on it stays')
      .option('--message <prompt>', 'what callers hear (default: what the line says when it is closed)')
      .action((line: string, options: LineOptions & { message?: string }) => {
        const { message } = options;
        return change(options, line, 'close', message === undefined ? {} : { message });
      }),
  );
  lines.addCommand(
    action('reopen', 'open it again, in its hours').action((line: string, options: LineOptions) =>
      change(options, line, 'reopen', {}),
    ),
  );
  return lines;
}

function action(name: string, description: string): Command {
  return withLineOptions(new Command(name).description(description).argument('<line>', 'its number'));
}

function change(options: LineOptions, line: string, verb: string, body: object): Promise<void> {
  return ask(options, async (client) => {
    const json = await client.post<LiveLineView>(`/api/lines/${part(line)}/${verb}`, body);
    return { json, text: lineSentence(json) };
  });
}

function lineState(line: LiveLineView): string {
  return closed(line.closed) ?? (line.open ? 'open' : 'closed (hours)');
}

/** `3939 Allô: open; crisis mode heat`. */
export function lineSentence(view: LiveLineView): string {
  const crisis = view.crisis === undefined ? '' : `; crisis mode ${view.crisis}`;
  return `${view.line} ${view.name}: ${lineState(view)}${crisis}\n`;
}

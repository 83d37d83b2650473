/** `shortline queues`: who waits where; closing and reopening a queue. */
import { Command } from 'commander';
import type { QueueView } from '../api/views.ts';
import { closed } from './closed.ts';
import { type LineOptions, withLineOptions } from './line-client.ts';
import { addList, ask, group, part } from './line-command.ts';
import { type Column, clock, table } from './table.ts';

const EXAMPLES = `  shortline queues                                        who waits where
  shortline queues close 3939 papers --message strike     say the prompt “strike” instead
  shortline queues reopen 3939 papers`;

const COLUMNS: readonly Column<QueueView>[] = [
  { head: 'line', cell: ({ line }) => line },
  { head: 'queue', cell: ({ queue }) => queue },
  { head: 'name', cell: ({ name }) => name },
  { head: 'waiting', cell: ({ waiting }) => waiting, right: true },
  { head: 'oldest', cell: ({ oldestMs }) => clock(oldestMs), right: true },
  { head: 'able', cell: ({ agentsAble }) => agentsAble, right: true },
  { head: 'ready', cell: ({ agentsReady }) => agentsReady, right: true },
  { head: 'callbacks', cell: ({ callbacks }) => callbacks, right: true },
  { head: 'state', cell: (queue) => closed(queue.closed) ?? 'open' },
];

export function queuesCommand(): Command {
  const queues = group('queues', 'who waits where: list, close, reopen', EXAMPLES);
  addList(queues, 'who waits where (the default)', async (client) => {
    const json = await client.get<QueueView[]>('/api/queues');
    return { json, text: table(json, COLUMNS, 'there are no queues') };
  });
  queues.addCommand(
    action('close', 'take no more callers into a queue, whatever its hours')
      .option('--message <prompt>', 'what callers hear (default: what the line says when it is closed)')
      .action((line: string, queue: string, options: LineOptions & { message?: string }) => {
        const { message } = options;
        return change(options, line, queue, 'close', message === undefined ? {} : { message });
      }),
  );
  queues.addCommand(
    action('reopen', 'take callers again').action((line: string, queue: string, options: LineOptions) =>
      change(options, line, queue, 'reopen', {}),
    ),
  );
  return queues;
}

function action(name: string, description: string): Command {
  const command = new Command(name).description(description).argument('<line>').argument('<queue>');
  return withLineOptions(command);
}

function change(
  options: LineOptions,
  line: string,
  queue: string,
  verb: string,
  body: object,
): Promise<void> {
  return ask(options, async (client) => {
    const path = `/api/lines/${part(line)}/queues/${part(queue)}/${verb}`;
    const json = await client.post<QueueView>(path, body);
    const text = `${json.line} ${json.queue}: ${closed(json.closed) ?? 'open'}; ${json.waiting} waiting\n`;
    return { json, text };
  });
}

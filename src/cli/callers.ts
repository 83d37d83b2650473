/** `shortline callers`: who is on the line, and what a supervisor does for them. */
import { Argument, Command, InvalidArgumentError } from 'commander';
import type { CallerView } from '../api/views.ts';
import { Failure } from './failure.ts';
import { type LineClient, type LineOptions, withLineOptions } from './line-client.ts';
import { addList, ask, group, part } from './line-command.ts';
import { type Column, clock, table } from './table.ts';
import { uniqueCall } from './unique-call.ts';

const EXAMPLES = `  shortline callers                                    who is on the line
  shortline callers move 3f2a papers                   to another queue, at the same place
  shortline callers prioritise 3f2a 50                 50 points ahead, of 100
  shortline callers escalate 3f2a housing --warm       the agent speaks with the centre first
  shortline callers conclude 3f2a join                 …then joins caller and centre (or: leave, take-back)
  shortline callers emergency 3f2a                     leaves at once for the line’s emergency destination
A call is named by the beginning of its id, where no other call begins so.`;

const COLUMNS: readonly Column<CallerView>[] = [
  { head: 'call', cell: ({ callId }) => callId },
  { head: 'line', cell: ({ line }) => line },
  { head: 'number', cell: ({ number }) => number },
  { head: 'queue', cell: ({ queue }) => queue },
  { head: 'phase', cell: ({ phase }) => phase },
  { head: 'position', cell: ({ position }) => (position === 0 ? '' : position), right: true },
  { head: 'priority', cell: ({ priority }) => priority, right: true },
  { head: 'waited', cell: ({ waitedMs }) => clock(waitedMs), right: true },
  { head: 'expected', cell: expectedOf, right: true },
  { head: 'with', cell: withWhom },
];

export function callersCommand(): Command {
  const callers = group(
    'callers',
    'who is on the line: list, move, prioritise, escalate, emergency',
    EXAMPLES,
  );
  addList(callers, 'who is on the line (the default)', async (client) => {
    const json = await client.get<CallerView[]>('/api/callers');
    return { json, text: table(json, COLUMNS, 'nobody is on the line') };
  });
  callers.addCommand(
    action('move', 'to another queue of the line; the place is kept')
      .argument('<queue>')
      .action((call: string, queue: string, options: LineOptions) =>
        change(options, call, 'move', { queue }),
      ),
  );
  callers.addCommand(
    action('prioritise', 'ahead of others')
      .argument('<priority>', 'points, 0 to 100', points)
      .action((call: string, priority: number, options: LineOptions) =>
        change(options, call, 'prioritise', { priority }),
      ),
  );
  callers.addCommand(
    action('escalate', 'hand a talking caller to a centre')
      .argument('<centre>')
      .option('--warm', 'the agent speaks with the centre first (default: the caller goes at once)')
      .action((call: string, centre: string, options: LineOptions & { warm?: boolean }) =>
        change(options, call, 'escalate', { centre, how: options.warm === true ? 'warm' : 'cold' }),
      ),
  );
  callers.addCommand(
    action('conclude', 'how a warm escalation goes on')
      .addArgument(
        new Argument(
          '<how>',
          'the agent leaves the caller with the centre, joins them, or takes the caller back',
        ).choices(['leave', 'join', 'take-back']),
      )
      .action((call: string, how: string, options: LineOptions) =>
        change(options, call, 'escalation', { how: how === 'take-back' ? 'takeBack' : how }),
      ),
  );
  callers.addCommand(
    action('emergency', 'leave at once, whatever the queue, the hours and the capacity')
      .argument('[centre]', 'the destination (default: that of the line)')
      .action((call: string, centre: string | undefined, options: LineOptions) =>
        change(options, call, 'emergency', centre === undefined ? {} : { centre }),
      ),
  );
  return callers;
}

function action(name: string, description: string): Command {
  return withLineOptions(new Command(name).description(description).argument('<call>', 'a call’s id'));
}

function change(options: LineOptions, call: string, verb: string, body: object): Promise<void> {
  return ask(options, async (client) => {
    const id = await idOf(client, call);
    const json = await client.post<CallerView | undefined>(`/api/callers/${part(id)}/${verb}`, body);
    return { json, text: json === undefined ? `${id} has left the line\n` : sentence(json) };
  });
}

/** The whole id of a call of which the beginning was given. */
async function idOf(client: LineClient, call: string): Promise<string> {
  const callers = await client.get<CallerView[]>('/api/callers');
  const found = uniqueCall(
    call,
    callers.map(({ callId }) => callId),
  );
  if (!found.ok) throw new Failure(found.fault);
  return found.callId;
}

function sentence(caller: CallerView): string {
  const { callId, queue, phase, priority } = caller;
  const parts = [
    `${callId}: ${phase}`,
    queue === '' ? '' : `queue ${queue}`,
    `priority ${priority}`,
    withWhom(caller),
  ];
  return `${parts.filter((one) => one !== '').join('; ')}\n`;
}

function withWhom({ agent, centre }: CallerView): string {
  return [agent, centre].filter((one) => one !== undefined).join(', ');
}

function expectedOf({ expected }: CallerView): string {
  return expected === undefined ? '' : `${clock(expected.lowMs)}–${clock(expected.highMs)}`;
}

function points(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 100) return value;
  throw new InvalidArgumentError('Expected 0 to 100 points.');
}

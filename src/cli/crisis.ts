/** `shortline crisis`: switches a line's prepared crisis modes. */
import { Command } from 'commander';
import type { LiveLineView } from '../api/views.ts';
import { Failure } from './failure.ts';
import { type LineOptions, withLineOptions } from './line-client.ts';
import { ask, group, part } from './line-command.ts';
import { lineSentence } from './lines.ts';

const EXAMPLES = `  shortline crisis start 156 flood      its message comes first, then its own menu
  shortline crisis end 156
\`shortline lines\` lists the prepared crisis modes of each line.`;

export function crisisCommand(): Command {
  const crisis = group('crisis', 'start and end a prepared crisis mode', EXAMPLES);
  crisis.addCommand(
    withLineOptions(new Command('start').description('start a crisis mode'))
      .argument('<line>', 'its number')
      .argument('<name>', 'one of the line’s crises')
      .action((line: string, name: string, options: LineOptions) =>
        ask(options, async (client) => {
          const json = await client.post<LiveLineView>(`/api/lines/${part(line)}/crisis`, { crisis: name });
          return { json, text: lineSentence(json) };
        }),
      ),
  );
  crisis.addCommand(
    withLineOptions(new Command('end').description('end the crisis mode'))
      .argument('<line>', 'its number')
      .argument('[name]', 'the crisis mode that is on: another one is left alone')
      .action((line: string, name: string | undefined, options: LineOptions) =>
        ask(options, async (client) => {
          if (name !== undefined) needCrisis(await client.get<LiveLineView[]>('/api/lines'), line, name);
          const json = await client.delete<LiveLineView>(`/api/lines/${part(line)}/crisis`);
          return { json, text: lineSentence(json) };
        }),
      ),
  );
  return crisis;
}

/** @throws Failure when the line is in another crisis mode than the one that is to end */
function needCrisis(lines: readonly LiveLineView[], line: string, name: string): void {
  const now = lines.find((one) => one.line === line)?.crisis;
  if (now !== undefined && now !== name) {
    throw new Failure(`the line ${line} is in the crisis mode ${now}, not ${name}`);
  }
}

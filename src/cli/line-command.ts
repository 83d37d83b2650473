/** Commands about what is live: a group with its subcommands, of which `list` is what the group does by itself. */
import { Command } from 'commander';
import { suggestion } from '../dialplan/nearest.ts';
import { LineClient, type LineOptions, withLineOptions } from './line-client.ts';

/** Asks the line, and says what it answered.
 *  @returns what is shown; `json` is what `--json` prints instead */
export type Ask = (client: LineClient) => Promise<{ readonly json: unknown; readonly text: string }>;

/** Runs one command against the line. */
export async function ask(options: LineOptions, asked: Ask): Promise<void> {
  const { json, text } = await asked(await LineClient.of(options));
  process.stdout.write(options.json === true ? `${JSON.stringify(json ?? null, null, 2)}\n` : text);
}

/** A group whose `list` is the default. */
export function group(name: string, description: string, examples: string): Command {
  return new Command(name).description(description).addHelpText('after', `\nExamples:\n${examples}`);
}

/** Adds `list`, which also stands for the group alone. */
export function addList(parent: Command, description: string, asked: Ask): void {
  const list = withLineOptions(new Command('list').description(description))
    // a word that is no command comes here as an argument
    .allowExcessArguments()
    .action(async (options: LineOptions, command: Command) => {
      const [word] = command.args;
      if (word !== undefined) unknownCommand(parent, word);
      await ask(options, asked);
    });
  parent.addCommand(list, { isDefault: true });
}

function unknownCommand(parent: Command, word: string): never {
  const names = parent.commands.map((one) => one.name());
  const hint = suggestion(word, names);
  return parent.error(`error: unknown command '${word}'${hint === undefined ? '' : ` (${hint})`}`);
}

/** A part of a path. */
export function part(text: string): string {
  return encodeURIComponent(text);
}

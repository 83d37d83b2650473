/** The API commands by name: `api <name> <arguments>`. */

/** @returns the body of the answer, with its line end where FreeSWITCH writes one */
export type ApiCommand = (argument: string) => string | Promise<string>;

export class Api {
  readonly #commands: ReadonlyMap<string, ApiCommand>;

  constructor(...groups: Record<string, ApiCommand>[]) {
    this.#commands = new Map(groups.flatMap((group) => Object.entries(group)));
  }

  run(line: string): string | Promise<string> {
    const text = line.trim();
    const space = text.indexOf(' ');
    const name = space < 0 ? text : text.slice(0, space);
    const command = this.#commands.get(name);
    return command
      ? command(space < 0 ? '' : text.slice(space + 1).trim())
      : `-ERR ${name} Command not found!\n`;
  }
}

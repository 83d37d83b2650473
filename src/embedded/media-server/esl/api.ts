/** The API commands by name: `api <name> <arguments>`. */

/** @returns the body of the answer, with its line end where FreeSWITCH writes one */
export type ApiCommand = (argument: string) => string | Promise<string>;

/** What FreeSWITCH makes of an empty answer. */
const NO_REPLY = '-ERR no reply\n';

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
    if (!command) return `-ERR ${name} Command not found!\n`;
    const body = command(space < 0 ? '' : text.slice(space + 1).trim());
    return typeof body === 'string' ? body || NO_REPLY : body.then((later) => later || NO_REPLY);
  }
}

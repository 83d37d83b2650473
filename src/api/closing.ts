import Type, { type Static } from 'typebox';
import type { Live } from './options.ts';
import { Refusal } from './problem.ts';
import { named, only } from './requests.ts';
import type { Closure } from './views.ts';

/** What is said where a queue or a line is closed: a prompt; absent: the line's own message. */
export const Closing = Type.Object({ message: Type.Optional(Type.String({ minLength: 1 })) }, only);
export type Closing = Static<typeof Closing>;

/** The message to close with, '' for the line's own.
 *  @throws Refusal when there is no such prompt, or it is closed with this message already */
export function closingMessage(
  live: Live,
  line: string,
  { message }: Closing,
  now: Closure | undefined,
  what: string,
): string {
  if (message !== undefined) {
    named([...live.prompts(line)], (name) => name, message, {
      what: 'prompt',
      status: 400,
      field: 'message',
    });
  }
  const said = message ?? '';
  if (now?.message === said) throw new Refusal(409, `${what} is closed already`);
  return said;
}

/** @throws Refusal when it is not closed */
export function needClosed(now: Closure | undefined, what: string): void {
  if (now === undefined) throw new Refusal(409, `${what} was not closed by anyone`);
}

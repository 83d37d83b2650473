/** What a command could not do, said so that whoever called it knows what to do: exit code 1. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

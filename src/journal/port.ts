/** Where the line's events are kept. */
import type { LineEvent } from '../events/line.generated.ts';

export interface Journal {
  /** Returns when the write has: the event survives the end of this process, not yet a power cut.
   *  @throws JournalError when it could not be written */
  append(event: LineEvent): void;
  /** Writes are on disk; nothing more is taken. */
  close(): Promise<void>;
}

export class JournalError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'JournalError';
  }
}

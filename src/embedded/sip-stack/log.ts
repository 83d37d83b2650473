export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where facts for the operator go. */
export type Log = (level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>) => void;

export const silent: Log = () => {};

/** A pino logger, or anything of its shape. */
export type LoggerLike = Record<LogLevel, (facts: object, message: string) => void>;

/** A `Log` from a function, a pino logger, or nothing. */
export function asLog(logger: Log | LoggerLike | undefined): Log {
  if (logger === undefined) return silent;
  if (typeof logger === 'function') return logger;
  return (level, message, facts) => logger[level](facts ?? {}, message);
}

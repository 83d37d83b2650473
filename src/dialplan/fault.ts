/** Faults of the files that an admin writes, with the place where each is mended. */
import { relative } from 'node:path';

export type Fault = {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What was probably meant, or how to mend it. */
  readonly hint?: string;
};

/** The faults in the order of files and lines, one line each: `dialplans/3939/line.yaml:12:7: error: …`. */
export function formatFaults(faults: readonly Fault[], cwd: string): string {
  return inOrder(faults)
    .map(({ file, line, column, severity, message, hint }) => {
      const shown = relative(cwd, file);
      const path = shown === '' || shown.startsWith('..') ? file : shown;
      return `${path}:${line}:${column}: ${severity}: ${message}${hint === undefined ? '' : ` (${hint})`}`;
    })
    .join('\n');
}

/** Whether there is an error among the faults, not warnings only. */
export function isFaulty(faults: readonly Fault[]): boolean {
  return faults.some(({ severity }) => severity === 'error');
}

/** By file, line and column. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  return faults.toSorted(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows as aligned columns. The heads are upper-case; an empty cell is a hyphen. */
export type Column<T> = {
  readonly head: string;
  readonly cell: (row: T) => string | number | undefined;
  /** Numbers are aligned on the right. */
  readonly right?: boolean;
};

/** @param none what is said where there is no row */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[], none: string): string {
  if (rows.length === 0) return `${none}\n`;
  const cells = [
    columns.map(({ head }) => head.toUpperCase()),
    ...rows.map((row) => columns.map(({ cell }) => shown(cell(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => width(row[index]!))));
  const padded = (text: string, index: number) => {
    const space = ' '.repeat(widths[index]! - width(text));
    return columns[index]!.right === true ? space + text : text + space;
  };
  return cells.map((row) => `${row.map(padded).join('  ').trimEnd()}\n`).join('');
}

function shown(value: string | number | undefined): string {
  return value === undefined || value === '' ? '-' : String(value);
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** A letter with its accents takes one place. */
function width(text: string): number {
  return [...letters.segment(text)].length;
}

/** 65 000 → `1:05`; 3 725 000 → `1:02:05`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

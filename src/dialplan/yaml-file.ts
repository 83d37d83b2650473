/** One YAML file, parsed with the position of every key and value kept. */
import { readFile, stat } from 'node:fs/promises';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import type { Fault } from './fault.ts';

/** Keys and indexes from the root of a file to a place in it. */
export type Path = readonly (string | number)[];

/** A file larger than this is no configuration, in bytes. */
export const MAX_BYTES = 1_048_576;

export class YamlFile {
  readonly path: string;
  /** The content as plain values; undefined when the file could not be read or parsed. */
  readonly value: unknown;
  readonly faults: Fault[] = [];
  readonly #document: Document.Parsed | undefined;
  readonly #lines = new LineCounter();

  /** Parses a text; the faults of its syntax are in `faults`. */
  constructor(path: string, text: string) {
    this.path = path;
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: isSameKey,
    });
    for (const error of [...this.#document.errors, ...this.#document.warnings]) {
      // An unquoted * is reported as an alias, a key without a value, or both.
      const code = text[error.pos[0]] === '*' ? 'BAD_ALIAS' : error.code;
      this.#add(error.pos[0], plainSyntax(code, error.message));
    }
    if (this.faults.length > 0) {
      // One slip of syntax makes several errors: the first is where it is, the others are its echoes.
      this.faults.splice(1);
      return;
    }
    this.#checkKeys(this.#document);
    if (this.faults.length > 0) return;
    try {
      this.value = this.#document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      this.#add(0, `this file cannot be read: ${(error as Error).message}`);
    }
  }

  /** A fault at a key or value; a place that is not in the file is shown at the nearest one that holds it. */
  fault(at: Path, message: string, options: FaultOptions = {}): Fault {
    const { hint, severity = 'error', on = 'value' } = options;
    return { ...this.#position(at, on), severity, message, ...(hint === undefined ? {} : { hint }) };
  }

  #position(at: Path, on: 'key' | 'value'): { file: string; line: number; column: number } {
    let node: unknown = this.#document?.contents;
    let offset = offsetOf(node) ?? 0;
    for (const [depth, segment] of at.entries()) {
      if (isAlias(node) && this.#document !== undefined) node = node.resolve(this.#document);
      const last = depth === at.length - 1;
      let found: unknown;
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => keyText(key) === String(segment));
        found = last && on === 'key' ? pair?.key : (pair?.value ?? pair?.key);
        // An empty value has no place of its own to show: its key has.
        if (isScalar(found) && found.value === null && found.source === '') found = pair?.key;
        offset = offsetOf(pair?.key) ?? offset;
      } else if (isSeq(node)) {
        found = node.items[Number(segment)];
      }
      if (found === undefined) break;
      offset = offsetOf(found) ?? offset;
      node = found;
    }
    return this.#at(offset);
  }

  #at(offset: number): { file: string; line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.path, line: Math.max(1, line), column: Math.max(1, col) };
  }

  #add(offset: number, message: string, hint?: string): void {
    this.faults.push({
      ...this.#at(offset),
      severity: 'error',
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** A number as a key loses zeros and signs in front (`0800` would read 800): such a key must be in quotes. */
  #checkKeys(document: Document.Parsed): void {
    visit(document, {
      Pair: (_, { key }) => {
        if (!isScalar(key)) {
          this.#add(offsetOf(key) ?? 0, 'this key is not a plain word');
        } else if (typeof key.value === 'number' && key.source !== String(key.value)) {
          this.#add(
            offsetOf(key) ?? 0,
            `the key ${key.source} would be read as the number ${key.value}`,
            `put it in quotes: "${key.source}"`,
          );
        }
      },
    });
  }
}

export type FaultOptions = { hint?: string | undefined; severity?: Fault['severity']; on?: 'key' | 'value' };

/** Reads and parses a file; one that is missing, too large or not UTF-8 is a fault of it. */
export async function readYaml(path: string): Promise<YamlFile> {
  const failed = (message: string, hint?: string) => {
    const file = new YamlFile(path, '');
    file.faults.push({
      file: path,
      line: 1,
      column: 1,
      severity: 'error',
      message,
      ...(hint ? { hint } : {}),
    });
    return file;
  };
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES)
      return failed(`this file has ${size} bytes; a configuration file has at most ${MAX_BYTES}`);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return new YamlFile(path, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return failed('this file is missing');
    if (code === 'EISDIR') return failed('this is a folder; a YAML file is expected here');
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return failed('this file is not UTF-8 text', 'save it as UTF-8');
    return failed(`this file cannot be read: ${(error as Error).message}`);
  }
}

/** `1` and `"1"` name the same choice. */
function isSameKey(a: ParsedNode, b: ParsedNode): boolean {
  return a === b || (isScalar(a) && isScalar(b) && keyText(a) === keyText(b));
}

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String((key as Scalar).value) : undefined;
}

function offsetOf(node: unknown): number | undefined {
  const range = (node as { range?: readonly [number, number, number] } | null | undefined)?.range;
  return range?.[0];
}

/** The parser's messages, in the words of somebody who writes a menu. */
function plainSyntax(code: string, message: string): string {
  const plain: Readonly<Record<string, string>> = {
    DUPLICATE_KEY: 'this key is given twice here; the first one would be lost',
    TAB_AS_INDENT: 'a tab is used to indent; YAML takes spaces only',
    BAD_ALIAS: 'a value that begins with * must be in quotes',
    BAD_INDENT: 'this line is not indented like its neighbours',
    MISSING_CHAR: message,
    MULTIPLE_DOCS: 'a second document begins here (---); a file holds one',
    RESOURCE_EXHAUSTION: 'this is nested too deeply',
  };
  return plain[code] ?? `not valid YAML: ${message}`;
}

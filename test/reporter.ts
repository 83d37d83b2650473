import { writeSync } from 'node:fs';
import { Parser, type Result } from 'tap-parser';

interface Failure {
  readonly path: readonly string[];
  readonly result: Result;
}

/**
 * Reads the TAP of one or more runs and keeps the tally: a line per finished file while it runs, every failure in
 * full at the end. What is counted are assertions (the leaves of TAP's tree), and a file or test that fails without
 * a failing assertion of its own (a crash, a timeout) as one failure.
 */
export class Report {
  passed = 0;
  failed = 0;
  skipped = 0;
  readonly #failures: Failure[] = [];
  readonly #skips: string[] = [];
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void = (text) => void writeSync(1, text)) {
    this.#write = write;
  }

  /** The parser of one run: write the TAP of `tap --reporter=tap` into it. */
  parser(): Parser {
    const parser = new Parser();
    this.#follow(parser, []);
    return parser;
  }

  /** Counts a failure that is not a test: a check or a runner that did not work. */
  fault(name: string, detail: string): void {
    this.failed++;
    this.#write(`FAILED ${name}: ${detail}\n`);
  }

  /** Everything that went wrong, then the tally, whose form `.ci/run` and people rely on. */
  finish(): void {
    for (const skip of this.#skips) this.#write(`skipped  ${skip}\n`);
    for (const { path, result } of this.#failures) {
      this.#write(`\n──── ${path.join(' › ')}\n     ${result.name || 'failed'}\n${detail(result)}`);
    }
    this.#write(`\n${this.tally()}\n`);
  }

  tally(): string {
    const skipped = this.skipped > 0 ? `, ${this.skipped} skipped` : '';
    return `${this.passed} passed, ${this.failed} failed${skipped}`;
  }

  #follow(parser: Parser, path: readonly string[]): void {
    let before = { passed: this.passed, failed: this.failed };
    let inner: Parser | undefined;
    parser.on('child', (child: Parser) => {
      before = { passed: this.passed, failed: this.failed };
      inner = child;
      this.#follow(child, [...path, child.name]);
    });
    parser.on('assert', (result: Result) => {
      if (inner) {
        const failedInside = this.failed - before.failed;
        // TAP closes a subtest with a point of its own: it says something new only when nothing inside failed.
        if (!result.ok && failedInside === 0) this.#fail([...path, inner.name], result);
        if (path.length === 0) this.#file(result, before);
        inner = undefined;
      } else this.#leaf(path, result);
    });
    parser.on('extra', (text: string) => {
      if (path.length > 0 && text.trim()) this.#write(`         ${text.trimEnd()}\n`);
    });
    parser.on('bailout', (reason: string) => this.fault(path.join(' › ') || 'tap', `bailed out ${reason}`));
  }

  #leaf(path: readonly string[], result: Result): void {
    if (result.skip || result.todo) {
      this.skipped++;
      this.#skips.push(`${[...path, result.name].join(' › ')}: ${String(result.skip || result.todo)}`);
    } else if (result.ok) this.passed++;
    else this.#fail(path, result);
  }

  #fail(path: readonly string[], result: Result): void {
    this.failed++;
    this.#failures.push({ path, result });
    this.#write(`FAILED   ${[...path, result.name].join(' › ')}\n`);
  }

  #file(result: Result, before: { passed: number; failed: number }): void {
    const passed = this.passed - before.passed;
    const failed = this.failed - before.failed;
    const seconds = result.time === null ? '' : ` ${(result.time / 1000).toFixed(1)} s`;
    const state = failed > 0 ? 'FAILED  ' : 'ok      ';
    this.#write(`${state} ${result.name}  ${passed}/${passed + failed}${seconds}\n`);
  }
}

/** The diagnostics of a failure as indented text: the difference, the place, the stack. */
function detail(result: Result): string {
  const diag: unknown = result.diag;
  if (diag === null || typeof diag !== 'object') return '';
  const lines: string[] = [];
  for (const [key, value] of Object.entries(diag)) {
    if (['source', 'args', 'command', 'cwd', 'stdio', 'externalID', 'at'].includes(key)) continue;
    const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
    if (text?.includes('\n')) lines.push(`${key}:`, ...text.trimEnd().split('\n').map(indent));
    else lines.push(`${key}: ${text}`);
  }
  return `${lines.map((line) => `     ${line}`).join('\n')}\n`;
}

const indent = (line: string) => `  ${line}`;

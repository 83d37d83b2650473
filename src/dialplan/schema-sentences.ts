/** What ajv says of one value, as a plain sentence at its place. */
import type { ErrorObject } from 'ajv';
import type { Fault } from './fault.ts';
import { nearest, suggestion } from './nearest.ts';
import { foundWords, patternWords, typeWords } from './schema-words.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** What is read of a schema where a value does not meet it. */
export type Schema = {
  readonly type?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly patternProperties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: readonly Schema[];
};

/** What is wrong, where it is, and what to do about it. */
export function plainError(file: YamlFile, error: ErrorObject): Fault {
  const at = pathOf(error);
  const { data } = error as { data: unknown };
  const params: Readonly<Record<string, string | undefined>> = error.params;
  const schema = error.parentSchema as Schema;
  // A malformed secret, or a password written where the name of its variable belongs, is never shown.
  const found = at.includes('ha1') || at.at(-1) === 'secretEnv' ? 'something else' : foundWords(data);
  switch (error.keyword) {
    case 'required':
      return file.fault(at, `\`${params['missingProperty']}\` is missing`, { on: 'key' });
    case 'additionalProperties': {
      const key = params['additionalProperty'] ?? '';
      const allowed = Object.keys(schema.properties ?? {});
      const patterns = Object.keys(schema.patternProperties ?? {}).map(patternWords);
      return unknownKey(file, [...at, key], key, allowed, patterns);
    }
    case 'type':
      if (data === null)
        return file.fault(at, `a value is missing here: ${typeWords(params['type'] ?? 'string')}`);
      if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(JSON.stringify(data))) {
        return file.fault(at, `expected ${patternWords(schema.pattern)}, found ${found}`);
      }
      return file.fault(at, `expected ${typeWords(params['type'] ?? 'string')}, found ${found}`, {
        hint:
          params['type'] === 'string' && typeof data !== 'object'
            ? `put it in quotes: "${JSON.stringify(data)}"`
            : undefined,
      });
    case 'pattern':
      return file.fault(at, `expected ${patternWords(params['pattern'] ?? '')}, found ${found}`);
    case 'const':
      return file.fault(at, `expected ${String(params['allowedValue'])}, found ${found}`);
    case 'minimum':
      return file.fault(at, `${JSON.stringify(data)} is too small; the least is ${params['limit']}`);
    case 'maximum':
      return file.fault(at, `${JSON.stringify(data)} is too large; the most is ${params['limit']}`);
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return file.fault(at, ...tooFew(data, schema, params['limit']));
    case 'maxItems':
      return file.fault(at, `this list is too long; the most is ${params['limit']}`);
    case 'uniqueItems':
      return file.fault(
        [...at, Math.max(Number(params['i']), Number(params['j']))],
        'this is given twice in the list',
      );
    default:
      return file.fault(at, `${error.message ?? error.keyword}, found ${found}`);
  }
}

/** Nothing at all, or not enough keys. */
function tooFew(data: unknown, schema: Schema, limit: string | undefined): [string, { hint?: string }] {
  const given = typeof data === 'object' && data !== null && !Array.isArray(data) ? Object.keys(data) : [];
  if (given.length === 0) return [`this is empty; at least ${limit} is needed`, {}];
  const others = Object.keys(schema.properties ?? {}).filter((key) => !given.includes(key));
  return ['one key more is needed here', { hint: `one of ${others.join(', ')}` }];
}

export function unknownKey(
  file: YamlFile,
  at: Path,
  key: string,
  allowed: readonly string[],
  patterns: readonly string[] = [],
): Fault {
  const expected =
    allowed.length === 0 ? patterns.map((words) => `expected ${words}`).join(' or ') : undefined;
  const hint =
    nearest(key, allowed) === undefined && patterns.length > 0
      ? `expected ${patterns.join(' or ')}`
      : undefined;
  return file.fault(at, `there is no key \`${key}\` here`, {
    hint: expected ?? hint ?? suggestion(key, allowed),
    on: 'key',
  });
}

/** ajv's JSON pointer as keys. */
export function pathOf({ instancePath }: ErrorObject): Path {
  const segments = instancePath.split('/').slice(1);
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

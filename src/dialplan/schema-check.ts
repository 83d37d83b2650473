/** Checks a file against its schema, and says each fault once, in plain words, at its place. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Fault } from './fault.ts';
import { nearest, suggestion } from './nearest.ts';
import { pathOf, plainError, type Schema, unknownKey } from './schema-sentences.ts';
import { foundWords, typeWords } from './schema-words.ts';
import type { YamlFile } from './yaml-file.ts';

/** A value that the schema accepts, its defaults filled in, or the faults. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: Fault[] };

/** Makes the check of one kind of file. `T` is the type of what the schema accepts. */
export function schemaCheck<T>(schema: object): (file: YamlFile) => Checked<T> {
  let validate: ValidateFunction | undefined;
  return (file) => {
    if (file.faults.length > 0) return { ok: false, faults: [...file.faults] };
    // Compiled at first use: a command that reads no configuration does not pay for it.
    validate ??= new Ajv({ allErrors: true, verbose: true, strict: false, useDefaults: true }).compile(
      schema,
    );
    if (validate(file.value)) return { ok: true, value: file.value as T };
    return { ok: false, faults: plainErrors(file, validate.errors ?? []) };
  };
}

function plainErrors(file: YamlFile, all: readonly ErrorObject[]): Fault[] {
  const errors = all.filter((error) => !isMistyped(error, all));
  const faults = withoutBranches(file, errors);
  const seen = new Set<string>();
  return faults.filter(({ line, column, message }) => {
    const key = `${line}:${column}:${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A key that is missing because it is there with a typing mistake is told once, where the mistake is. */
function isMistyped({ keyword, instancePath, params }: ErrorObject, all: readonly ErrorObject[]): boolean {
  return (
    keyword === 'required' &&
    all.some(
      (other) =>
        other.keyword === 'additionalProperties' &&
        other.instancePath === instancePath &&
        nearest(other.params['additionalProperty'], [params['missingProperty']]) !== undefined,
    )
  );
}

/** Replaces what ajv says of every branch of a union by what is wrong with the branch that was meant. */
function withoutBranches(file: YamlFile, errors: readonly ErrorObject[]): Fault[] {
  const outermost = errors.filter(({ keyword }) => keyword === 'anyOf').toSorted(byDepth)[0];
  if (outermost === undefined) return errors.map((error) => plainError(file, error));
  const inUnion = (error: ErrorObject) =>
    (error === outermost || error.schemaPath.startsWith(`${outermost.schemaPath}/`)) &&
    `${error.instancePath}/`.startsWith(`${outermost.instancePath}/`);
  const others = errors.filter((error) => !inUnion(error));
  const meant = meantBranch(file, outermost);
  if (typeof meant !== 'number') return [meant, ...withoutBranches(file, others)];
  const inside = errors.filter(
    (error) => inUnion(error) && error.schemaPath.startsWith(`${outermost.schemaPath}/${meant}/`),
  );
  return [...withoutBranches(file, inside), ...withoutBranches(file, others)];
}

function byDepth(a: ErrorObject, b: ErrorObject): number {
  return a.instancePath.length - b.instancePath.length || a.schemaPath.length - b.schemaPath.length;
}

/** The index of the branch that was meant, or the fault that says why none can be told. */
function meantBranch(file: YamlFile, error: ErrorObject): number | Fault {
  const at = pathOf(error);
  const branches = (error.parentSchema as Schema).anyOf ?? [];
  const { data } = error as { data: unknown };
  if (branches.every((branch) => branch.const !== undefined)) {
    const allowed = branches.map((branch) => String(branch.const));
    return file.fault(at, `expected ${allowed.join(' or ')}, found ${foundWords(data)}`, {
      hint: typeof data === 'string' ? suggestion(data, allowed) : undefined,
    });
  }
  const ofType = branches.flatMap((branch, index) => (isOfType(data, branch.type) ? [index] : []));
  if (ofType.length === 1) return ofType[0]!;
  const forms = branches.flatMap(({ required }) => required?.slice(0, 1) ?? []);
  if (typeof data !== 'object' || data === null || Array.isArray(data) || forms.length === 0) {
    const expected =
      forms.length > 0 ? formsWords(forms) : typeWords(branches.map(({ type }) => type ?? 'string'));
    return file.fault(at, `expected ${expected}, found ${foundWords(data)}`);
  }
  const keys = Object.keys(data);
  const present = keys.filter((key) => forms.includes(key));
  if (present.length === 1) return branches.findIndex(({ required }) => required?.[0] === present[0]);
  if (present.length > 1) {
    return file.fault([...at, present[1]!], `\`${present[0]}\` and \`${present[1]}\` exclude each other`, {
      hint: 'a call goes to one place; keep one of them',
      on: 'key',
    });
  }
  const typo = keys.find((key) => nearest(key, forms) !== undefined);
  if (typo !== undefined) return unknownKey(file, [...at, typo], typo, forms);
  return file.fault(at, `expected ${formsWords(forms)}`, {
    hint: keys.length > 0 ? `found only ${keys.join(', ')}` : undefined,
  });
}

function formsWords(forms: readonly string[]): string {
  return `one of ${forms.map((form) => `{ ${form}: … }`).join(', ')}`;
}

function isOfType(value: unknown, type: string | undefined): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

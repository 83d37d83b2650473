import { stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';
import { simple } from 'acorn-walk';

export interface ImportFact {
  readonly specifier: string;
  /** `import type`, or a type that names its module: nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

export interface SourceFacts {
  readonly imports: readonly ImportFact[];
  /** Names used as values that the language does not define: `process`, `Date`, a parameter … */
  readonly names: ReadonlySet<string>;
  /** Members read by a plain name, as `Math.random`, with the number of arguments where they are called. */
  readonly members: readonly { readonly path: string; readonly args: number | undefined }[];
  /** `test.only(…)`, `{ only: true }`, and skips that give no reason. */
  readonly disabled: readonly string[];
}

/**
 * What a TypeScript source imports and uses, by a parser, so that comments and strings do not count. Types are
 * stripped by Node itself; what it blanked is searched for the imports of types.
 */
export function readFacts(source: string): SourceFacts {
  const stripped = stripTypeScriptTypes(source);
  const tree = parse(stripped, {
    ecmaVersion: 'latest',
    sourceType: 'module',
    allowHashBang: true,
    locations: true,
  });
  const imports: ImportFact[] = typeImports(source, stripped);
  const names = new Set<string>();
  const members: { path: string; args: number | undefined }[] = [];
  const disabled: string[] = [];
  const called = new Map<Node, number>();
  const value = (specifier: unknown) => {
    if (typeof specifier === 'string') imports.push({ specifier, typeOnly: false });
  };
  simple(tree, {
    ImportDeclaration: (node) => value(node.source.value),
    ExportAllDeclaration: (node) => value(node.source.value),
    ExportNamedDeclaration: (node) => value(node.source?.value),
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') value(node.source.value);
      else imports.push({ specifier: '(computed)', typeOnly: false });
    },
    Identifier: (node) => void names.add(node.name),
    CallExpression: (node) => {
      called.set(node.callee, node.arguments.length);
      if (node.callee.type !== 'MemberExpression') return;
      const word = memberName(node.callee);
      const at = `line ${node.loc?.start.line}`;
      if (word === 'only') disabled.push(`${at}: .only`);
      if (word === 'skip' && node.arguments.length === 0) disabled.push(`${at}: a skip without a reason`);
    },
    Property: (node) => {
      const key = node.key.type === 'Identifier' ? node.key.name : undefined;
      const isTrue = node.value.type === 'Literal' && node.value.value === true;
      if (key === 'only' && isTrue) disabled.push(`line ${node.loc?.start.line}: only`);
      if (key === 'skip' && isTrue) disabled.push(`line ${node.loc?.start.line}: a skip without a reason`);
    },
  });
  // A second walk: the callee of a call is known only once the call has been seen.
  simple(tree, {
    MemberExpression: (node) => {
      const word = memberName(node);
      if (node.object.type === 'Identifier' && word !== undefined) {
        members.push({ path: `${node.object.name}.${word}`, args: called.get(node) });
      }
    },
  });
  return { imports, names, members, disabled };
}

function memberName(node: { property: Node; computed: boolean }): string | undefined {
  const property = node.property as Node & { name?: string; value?: unknown };
  if (!node.computed) return property.name;
  return typeof property.value === 'string' ? property.value : undefined;
}

/** Imports of types stand only in what the stripping replaced by blanks. */
function typeImports(source: string, stripped: string): ImportFact[] {
  const blanked = stripped.length === source.length ? blankedText(source, stripped) : source;
  const found: ImportFact[] = [];
  const forms = [
    /\b(?:import|export)\s+type\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  ];
  for (const form of forms) {
    for (const match of blanked.matchAll(form)) found.push({ specifier: match[1]!, typeOnly: true });
  }
  return found;
}

function blankedText(source: string, stripped: string): string {
  let text = '';
  for (let at = 0; at < source.length; at++) {
    const kept = stripped[at] === source[at] && !/\s/.test(source[at]!);
    text += kept ? ' ' : source[at];
  }
  return text;
}

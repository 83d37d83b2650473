import { posix } from 'node:path';
import { readFacts, type SourceFacts } from './source-facts.ts';

/** Folders whose code is a function of its arguments: the charter's PURE. */
export const PURE = ['call', 'ivr', 'acd', 'routing', 'staffing', 'stats', 'line', 'wire'] as const;

/** Libraries without clocks, I/O or randomness of their own, which pure code may use. */
const PURE_PACKAGES = ['typebox', 'sdp-transform', 'luxon', 'ipaddr.js', 'libphonenumber-js'];

const BANNED_NAMES = [
  ...['Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process', 'performance'],
  ...['fetch', 'console', 'crypto', 'globalThis', 'global', 'require', 'WebSocket', 'Worker'],
];

/** luxon reads the clock in these when no argument says which moment is meant. */
const CLOCK_MEMBERS = [/^DateTime\.now$/, /^DateTime\.(local|utc)$/, /^Settings\./];

/** Packages that one adapter owns. */
const OWNED_PACKAGES: Readonly<Record<string, string>> = {
  'drachtio-srf': 'sip',
  'drachtio-fsmrf': 'media',
  'drachtio-modesl': 'media',
};

const PORTS = ['sip/port.ts', 'media/port.ts', 'journal/port.ts'];
const SHELL = [...PURE, 'events', 'dialplan', ...PORTS, 'config.ts'];
const EMBEDDED_STARTERS = ['main.ts', 'cli/sip-server.ts', 'cli/media-server.ts'];

/** What each folder of src/ may import besides itself: folders or single files. Charter §4, "downward only". */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(PURE.map((folder) => [folder, folder === 'wire' ? [] : [...PURE, 'events']])),
  events: [],
  dialplan: [...PURE],
  sip: ['events', 'wire'],
  media: ['events', 'wire'],
  journal: ['events', 'wire'],
  embedded: ['wire'],
  app: SHELL,
  api: SHELL,
  // a journal that is only read, and what the API tells its clients
  cli: [...SHELL, 'journal/read-only.ts', 'api/token.ts', 'api/views.ts'],
  web: [],
  'config.ts': [...PURE, 'dialplan'],
};

/** A place where the sources break the charter, as a sentence. */
export type Violation = string;

/** Checks one file of src/, given by its path below src/ with forward slashes. */
export function checkSource(path: string, source: string): Violation[] {
  const facts = readFacts(source);
  const folder = folderOf(path);
  const faults = [...checkName(path), ...checkImports(path, folder, facts)];
  if ((PURE as readonly string[]).includes(folder)) faults.push(...checkPurity(facts));
  return faults.map((fault) => `src/${path}: ${fault}`);
}

/** Checks one file of test/: its name, and that nothing is silently left out. */
export function checkTest(path: string, source: string): Violation[] {
  const faults = [...checkName(path), ...readFacts(source).disabled];
  return faults.map((fault) => `test/${path}: ${fault}`);
}

/** The folder below src/. The files of the settings beside main.ts count as one; what main.ts is made of, and the
 *  main of the application's own process, as main.ts. */
function folderOf(path: string): string {
  if (path.startsWith('launch/') || path === 'app/process.ts') return 'main.ts';
  if (path.includes('/')) return path.slice(0, path.indexOf('/'));
  return /^config(-[a-z-]+)?\.ts$/.test(path) ? 'config.ts' : path;
}

function checkName(path: string): string[] {
  const words = path.split('/');
  const file = words.pop()!;
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const named = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|generated|schema|d))?\.(ts|mts|mjs|js)$/.test(file);
  return named && words.every((word) => kebab.test(word)) ? [] : ['the name is not in kebab-case'];
}

function checkImports(path: string, folder: string, facts: SourceFacts): string[] {
  return facts.imports.flatMap(({ specifier, typeOnly }) =>
    specifier.startsWith('.')
      ? checkInner(path, folder, posix.join(posix.dirname(path), specifier), typeOnly)
      : checkPackage(folder, specifier),
  );
}

function checkInner(path: string, folder: string, target: string, typeOnly: boolean): string[] {
  if (target.startsWith('../')) {
    return target === '../package.json' ? [] : [`imports ${target.slice(3)}, which is outside src/`];
  }
  const other = folderOf(target);
  const faults: string[] = [];
  if (other === 'embedded' && folder !== 'embedded' && !EMBEDDED_STARTERS.includes(path)) {
    faults.push(`imports src/${target}: only ${EMBEDDED_STARTERS.join(', ')} start the embedded servers`);
  } else if (folder !== 'main.ts' && other !== folder && other !== 'embedded') {
    const allowed = MAY_IMPORT[folder];
    if (!allowed) faults.push(`is in src/${folder}, which the charter does not name`);
    else if (!allowed.includes(other) && !allowed.includes(target)) {
      faults.push(`${folder} may not import src/${target} (imports go downward)`);
    }
  }
  if ((PURE as readonly string[]).includes(folder) && other === 'events' && !typeOnly) {
    faults.push(`imports src/${target}: pure code takes only types of events (import type)`);
  }
  return faults;
}

function checkPackage(folder: string, specifier: string): string[] {
  const faults: string[] = [];
  const [scope, name] = specifier.split('/');
  const pack = scope?.startsWith('@') ? `${scope}/${name}` : scope!;
  const owner = OWNED_PACKAGES[pack];
  if (owner !== undefined && folder !== owner) faults.push(`imports ${pack}, which only src/${owner} may`);
  if ((PURE as readonly string[]).includes(folder) && !PURE_PACKAGES.includes(pack)) {
    faults.push(`imports ${specifier}: pure code has no I/O`);
  }
  return faults;
}

function checkPurity({ names, members }: SourceFacts): string[] {
  const faults = BANNED_NAMES.filter((name) => names.has(name)).map(
    (name) => `uses ${name}: time, randomness and I/O come in as arguments`,
  );
  for (const { path, args } of members) {
    if (path === 'Math.random') faults.push('uses Math.random: randomness comes in as an argument');
    const readsClock = CLOCK_MEMBERS.some((form) => form.test(path));
    if (readsClock && (path === 'DateTime.now' || args === undefined || args === 0)) {
      faults.push(`uses ${path} without a moment: time comes in with each event`);
    }
  }
  return faults;
}

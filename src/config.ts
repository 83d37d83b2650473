/**
 * The settings of shortline, read once at start, from a file and from the environment (which wins). `SETTINGS` is the
 * one table from which the check, `shortline settings` and the README's table come.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import {
  type Address,
  LOG_LEVELS,
  type LogLevel,
  parseAbsolutePath,
  parseAddress,
  parseIp,
  parseJournal,
  parseLogLevel,
  parseNode,
  parsePort,
  parsePortRange,
  parsePublicIp,
  parseServer,
  parseServers,
  parseThreads,
  type Server,
  withoutSecrets,
} from './config-values.ts';
import { nearest } from './dialplan/nearest.ts';

export type Settings = {
  /** The IP address on which SIP, HTTP and RTP listen. */
  readonly host: string;
  /** The address that telephones and servers elsewhere see, when it is not `host`. */
  readonly publicAddress: string | undefined;
  readonly sipPort: number;
  readonly httpPort: number;
  /** First and last UDP port for RTP, both included. */
  readonly rtpPorts: { readonly from: number; readonly to: number };
  readonly eslListen: Address;
  /** Absolute folder, as are the next three. */
  readonly data: string;
  readonly dialplans: string;
  readonly prompts: string;
  readonly sipConfig: string;
  /** The folder of the prompts as the media servers see it. */
  readonly mediaPrompts: string;
  readonly node: string;
  /** An absolute folder. */
  readonly journal: { readonly kind: 'file'; readonly path: string };
  /** undefined: the embedded SIP server. */
  readonly drachtio: Server | undefined;
  /** Empty: the embedded media server. */
  readonly freeswitch: readonly Server[];
  readonly mediaThreads: number;
  readonly logLevel: LogLevel;
  /** Reads a secret that `sip-config/` names (a trunk's `secretEnv`) from the environment or the settings file. */
  readonly secret: (name: string) => string | undefined;
};

/** One row of the settings' table. */
export type Setting = {
  readonly name: string;
  /** As documented; what it stands for may be computed (`hostname`, `cores`). */
  readonly default: string;
  readonly meaning: string;
};

export const SETTINGS = [
  {
    name: 'SHORTLINE_SETTINGS',
    default: 'shortline.env, if there',
    meaning: 'File of settings: lines of `NAME=value`, the names of this table. The environment wins.',
  },
  {
    name: 'SHORTLINE_HOST',
    default: '127.0.0.1',
    meaning: 'IP address on which SIP, HTTP and RTP listen. `0.0.0.0` (all) also needs a public address.',
  },
  {
    name: 'SHORTLINE_PUBLIC_ADDRESS',
    default: 'the host',
    meaning: 'IP address that telephones see, when the machine is behind address translation.',
  },
  { name: 'SHORTLINE_SIP_PORT', default: '5060', meaning: 'SIP over UDP and TCP. 0 = any free port.' },
  {
    name: 'SHORTLINE_HTTP_PORT',
    default: '8080',
    meaning: 'Pages, API, health and metrics. 0 = any free port.',
  },
  { name: 'SHORTLINE_RTP_PORTS', default: '20000-29999', meaning: 'UDP ports for sound, first-last.' },
  {
    name: 'SHORTLINE_ESL_LISTEN',
    default: '127.0.0.1:0',
    meaning:
      '`host:port` where FreeSWITCH connects back to, as FreeSWITCH reaches it. Default: the host, any port.',
  },
  { name: 'SHORTLINE_DATA', default: './data', meaning: 'Folder of what the line writes.' },
  { name: 'SHORTLINE_DIALPLANS', default: './dialplans', meaning: 'Folder of the lines’ menus.' },
  {
    name: 'SHORTLINE_PROMPTS',
    default: './prompts',
    meaning: 'Folder of the prompts and of the hold music.',
  },
  {
    name: 'SHORTLINE_MEDIA_PROMPTS',
    default: 'the prompts',
    meaning: 'The same folder as the media servers see it, when they run elsewhere.',
  },
  {
    name: 'SHORTLINE_SIP_CONFIG',
    default: './sip-config',
    meaning: 'Folder of trunks.yaml, centres.yaml and agents.yaml.',
  },
  { name: 'SHORTLINE_NODE', default: 'the host name', meaning: 'Name of this node in logs and journal.' },
  {
    name: 'SHORTLINE_JOURNAL',
    default: 'file:./data/journal',
    meaning: 'Where events are kept: `file:<folder>`. Default: the folder `journal` of the data.',
  },
  {
    name: 'SHORTLINE_DRACHTIO',
    default: '(embedded)',
    meaning: 'SIP server: empty = embedded, else `drachtio://:secret@host:port`.',
  },
  {
    name: 'SHORTLINE_FREESWITCH',
    default: '(embedded)',
    meaning: 'Media servers: empty = embedded, else a list of `esl://:secret@host:port`.',
  },
  {
    name: 'SHORTLINE_MEDIA_THREADS',
    default: 'the cores',
    meaning: 'Threads of the embedded media server, 1 to 64.',
  },
  { name: 'SHORTLINE_LOG_LEVEL', default: 'info', meaning: `One of ${LOG_LEVELS.join(', ')}.` },
] as const satisfies readonly Setting[];

export type SettingName = (typeof SETTINGS)[number]['name'];

export type { Address, LogLevel, Server };

/** Settings whose values hold a secret: what is shown of them is masked. */
const SECRET_SETTINGS: ReadonlySet<SettingName> = new Set(['SHORTLINE_DRACHTIO', 'SHORTLINE_FREESWITCH']);

/** Names with this prefix are secrets for `secretEnv` of a trunk, not settings. */
const SECRETS = 'SHORTLINE_SECRET_';

/** Names by which the processes of one line tell each other what they need: nothing for an admin to set. */
const INTERNAL: readonly string[] = ['SHORTLINE_PROCESS_OPTIONS'];

/** Every fault of the settings at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Reads and checks the settings.
 * @param env the environment; `SHORTLINE_SETTINGS` names the file, else `shortline.env` of `cwd` is read if it exists
 * @param cwd the folder that relative paths start from
 * @throws SettingsError that lists every fault; secrets are never shown in it
 */
export function loadSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): Settings {
  const faults: string[] = [];
  const file = readSettingsFile(env, cwd, faults);
  const values: Readonly<Record<string, string | undefined>> = { ...file.values, ...given(env) };
  faults.push(...unknownNames(file, env));

  const text = (name: SettingName): string => (values[name] ?? '').trim();
  /** The parsed value, or the default when the setting is empty or faulty (its fault is noted). */
  function read<T>(name: SettingName, parse: (value: string) => T, otherwise: T): T {
    const value = text(name);
    if (value === '') return otherwise;
    try {
      return parse(value);
    } catch (error) {
      const origin = given(env)[name] === undefined ? ` (${file.path})` : '';
      const shown = SECRET_SETTINGS.has(name) ? withoutSecrets(value) : value;
      faults.push(`${name}=${shown}${origin}: ${(error as Error).message}`);
      return otherwise;
    }
  }
  const folder = (name: SettingName, otherwise: string) =>
    read(name, (value) => resolve(cwd, value), resolve(cwd, otherwise));

  const host = read('SHORTLINE_HOST', parseIp, '127.0.0.1');
  const publicAddress = read<string | undefined>('SHORTLINE_PUBLIC_ADDRESS', parsePublicIp, undefined);
  if ((host === '0.0.0.0' || host === '::') && publicAddress === undefined) {
    faults.push(
      `SHORTLINE_PUBLIC_ADDRESS is missing: on ${host} the line cannot tell telephones where to send their sound; set the address that they see, for example SHORTLINE_PUBLIC_ADDRESS=192.0.2.10`,
    );
  }
  const data = folder('SHORTLINE_DATA', './data');
  const prompts = folder('SHORTLINE_PROMPTS', './prompts');
  const settings: Settings = {
    host,
    publicAddress,
    sipPort: read('SHORTLINE_SIP_PORT', parsePort, 5060),
    httpPort: read('SHORTLINE_HTTP_PORT', parsePort, 8080),
    rtpPorts: read('SHORTLINE_RTP_PORTS', parsePortRange, { from: 20000, to: 29999 }),
    eslListen: read('SHORTLINE_ESL_LISTEN', parseAddress, { host, port: 0 }),
    data,
    dialplans: folder('SHORTLINE_DIALPLANS', './dialplans'),
    prompts,
    sipConfig: folder('SHORTLINE_SIP_CONFIG', './sip-config'),
    // Not resolved: it may be a path of another machine.
    mediaPrompts: read('SHORTLINE_MEDIA_PROMPTS', parseAbsolutePath, prompts),
    node: read('SHORTLINE_NODE', parseNode, hostname()),
    journal: read('SHORTLINE_JOURNAL', (value) => parseJournal(value, cwd), {
      kind: 'file',
      path: resolve(data, 'journal'),
    }),
    drachtio: read<Server | undefined>('SHORTLINE_DRACHTIO', (v) => parseServer(v, 'drachtio'), undefined),
    freeswitch: read<Server[]>('SHORTLINE_FREESWITCH', parseServers, []),
    mediaThreads: read('SHORTLINE_MEDIA_THREADS', parseThreads, availableParallelism()),
    logLevel: read('SHORTLINE_LOG_LEVEL', parseLogLevel, 'info'),
    secret: (name) => values[name] ?? env[name],
  };
  if (faults.length > 0) throw new SettingsError(faults);
  return Object.freeze(settings);
}

type SettingsFile = { path: string; values: Record<string, string> };

function readSettingsFile(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
  faults: string[],
): SettingsFile {
  const named = env['SHORTLINE_SETTINGS']?.trim() ?? '';
  const path = named === '' ? 'shortline.env' : named;
  try {
    const parsed = parseEnv(readFileSync(resolve(cwd, path), 'utf8'));
    const values = Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, value ?? '']));
    return { path, values };
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!absent || named !== '') {
      const why = absent ? 'there is no such file' : (error as Error).message;
      faults.push(`SHORTLINE_SETTINGS=${path}: cannot read the settings: ${why}`);
    }
    return { path, values: {} };
  }
}

/** An empty variable counts as not given, so that `SHORTLINE_X= npm start` does not hide the file's value. */
function given(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = Object.entries(env).filter(([name, value]) => name.startsWith('SHORTLINE_') && value);
  return Object.fromEntries(names.map(([name, value]) => [name, value ?? '']));
}

function unknownNames(file: SettingsFile, env: Readonly<Record<string, string | undefined>>): string[] {
  const known = SETTINGS.map(({ name }) => name as string);
  const isUnknown = (name: string) => ![...known, ...INTERNAL].includes(name) && !name.startsWith(SECRETS);
  const faults: string[] = [];
  const fault = (name: string, where: string) => {
    const near = nearestSetting(name, known);
    const mend = near === undefined ? 'see `npx shortline settings` for the names' : `did you mean ${near}?`;
    faults.push(`${name}${where}: there is no such setting; ${mend}`);
  };
  for (const name of Object.keys(file.values).filter(isUnknown)) {
    // Other names of the file are secrets of trunks, unless they look like a mistyped setting.
    if (name.startsWith('SHORTLINE_') || nearestSetting(name, known) !== undefined)
      fault(name, ` (${file.path})`);
  }
  for (const name of Object.keys(env).filter((name) => name.startsWith('SHORTLINE_') && isUnknown(name))) {
    fault(name, '');
  }
  return faults;
}

/** Names are compared without the beginning that all share: it would make any two alike. */
function nearestSetting(name: string, known: readonly string[]): string | undefined {
  const prefix = 'SHORTLINE_';
  if (!name.startsWith(prefix)) return nearest(name, known);
  const near = nearest(
    name.slice(prefix.length),
    known.map((one) => one.slice(prefix.length)),
  );
  return near === undefined ? undefined : prefix + near;
}

/** The settings as a Markdown table, for the README and `shortline settings`. */
export function settingsTable(): string {
  const rows = SETTINGS.map(({ name, default: value, meaning }) => `| \`${name}\` | ${value} | ${meaning} |`);
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

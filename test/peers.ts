/**
 * The programs that the whole-call tests talk to. `npm test` runs this first: as root on Debian it installs what is
 * missing, elsewhere it says how, and the tests that need a missing one are skipped with that reason. With CI=true a
 * missing peer is a failure: a green run must mean that every call was made.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Peer {
  /** The program, looked for on PATH. */
  readonly program: string;
  /** Debian's package that has it. */
  readonly debian: string;
  readonly why: string;
}

export const PEERS: readonly Peer[] = [
  { program: 'sipp', debian: 'sip-tester', why: 'callers with scripted SIP' },
  { program: 'baresip', debian: 'baresip-core', why: 'a real softphone for agents and callers' },
];

export const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => canRun(join(folder, program)));

/** Why a test that needs this program cannot run here; undefined where it can. */
export function missing(program: string): string | undefined {
  if (isInstalled(program)) return undefined;
  const peer = PEERS.find((each) => each.program === program);
  return `${program} is not installed: apt-get install ${peer?.debian ?? program}`;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
  if (status !== 0) console.error(`apt-get ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return status === 0;
}

function install(peers: readonly Peer[]): void {
  const packages = peers.map((peer) => peer.debian);
  console.error(`installing the tests' peers: ${packages.join(' ')} …`);
  const flags = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...packages];
  if (apt('-qq', 'update') && apt(...flags)) console.error('installed');
}

function main(): void {
  const absent = () => PEERS.filter((peer) => !isInstalled(peer.program));
  if (absent().length === 0) return;
  const mayInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (mayInstall) install(absent());
  for (const peer of absent()) {
    console.error(
      `missing: ${peer.program} (${peer.why}); its tests are skipped. apt-get install ${peer.debian}`,
    );
  }
  if (absent().length > 0 && process.env['CI'] === 'true') {
    console.error('CI: a missing peer is a failure.');
    process.exitCode = 1;
  }
}

if (import.meta.main) main();

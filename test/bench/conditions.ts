/** Under which conditions figures were taken. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import type { Servers } from './line/line-under-test.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export function conditions(servers: readonly Servers[], quick: boolean): Record<string, unknown> {
  return {
    at: new Date().toISOString(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? 'unknown',
    loadBefore: loadavg().map((load) => Number(load.toFixed(2))),
    node: process.version,
    drachtioSrf: versionOf('drachtio-srf'),
    drachtioFsmrf: versionOf('drachtio-fsmrf'),
    servers: servers.map((each) => (each === 'embedded' ? each : realServers())),
    loadGenerator: 'on the same machine: its processes share the cores',
    quick,
  };
}

/** Their addresses, without secrets. */
function realServers(): string {
  const settings = ['SHORTLINE_DRACHTIO', 'SHORTLINE_FREESWITCH'].map((name) => process.env[name] ?? '');
  return settings.map((value) => value.replace(/:\/\/[^@]*@/g, '://')).join(' ');
}

function versionOf(name: string): string {
  const file = join(ROOT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** What the kernel says of this machine's UDP ports. */
import { readFileSync } from 'node:fs';

/** The ports that some process has. */
export function boundPorts(): Set<number> {
  return new Set([...rows('/proc/net/udp'), ...rows('/proc/net/udp6')].map(([, local]) => portOf(local!)));
}

/** Packets that the kernel dropped at these ports because nobody took them in time. */
export function droppedAt(ports: ReadonlySet<number>): number {
  const ours = rows('/proc/net/udp').filter(([, local]) => ports.has(portOf(local!)));
  return ours.reduce((sum, row) => sum + Number(row[12]), 0);
}

function rows(table: string): string[][] {
  const lines = readFileSync(table, 'latin1').split('\n').slice(1);
  return lines.map((line) => line.trim().split(/\s+/)).filter((row) => row.length > 12);
}

/** `0100007F:13C4` → 5060 */
function portOf(local: string): number {
  return Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16);
}

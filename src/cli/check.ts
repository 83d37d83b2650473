/** `shortline check`: every fault of what an admin writes, with file, line and column. */
import { relative } from 'node:path';
import { Command } from 'commander';
import { type Fault, formatFaults } from '../dialplan/fault.ts';
import { loadConfiguration } from '../dialplan/load.ts';
import { settingsOf } from './settings-option.ts';

type Options = { json?: boolean; settings?: string };

export function checkCommand(): Command {
  return new Command('check')
    .description('check the menus, prompts, trunks, centres and agents; exit 1 when there is an error')
    .option('--json', 'the faults as JSON on standard output')
    .option('--settings <file>', 'the file of settings')
    .action(check);
}

async function check(options: Options): Promise<void> {
  const loaded = await loadConfiguration(settingsOf(options));
  const faults = loaded.ok ? loaded.warnings : loaded.faults;
  if (!loaded.ok) process.exitCode = 1;
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ ok: loaded.ok, faults: faults.map(shown) }, null, 2)}\n`);
    return;
  }
  if (faults.length > 0) process.stdout.write(`${formatFaults(faults, process.cwd())}\n`);
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  process.stdout.write(`${counted(errors, 'error')}, ${counted(faults.length - errors, 'warning')}\n`);
  if (loaded.ok) {
    const { lines, trunks, centres, agents } = loaded.configuration;
    const counts = [
      counted(lines.size, 'line'),
      counted(trunks.length, 'trunk'),
      counted(Object.keys(centres).length, 'centre'),
      counted(agents.agents.length, 'agent'),
    ];
    process.stdout.write(`${counts.join(', ')}: good\n`);
  }
}

function shown(fault: Fault): Fault {
  return { ...fault, file: relative(process.cwd(), fault.file) };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `shortline settings`: the table of settings. */
import { Command } from 'commander';
import { settingsTable } from '../config.ts';

export function settingsCommand(): Command {
  return new Command('settings')
    .description('every setting, its default and its meaning (a Markdown table)')
    .action(() => {
      process.stdout.write(`${settingsTable()}\n`);
    });
}

/** `shortline start`: opens the lines, as `npm start` does. */
import { Command } from 'commander';

export function startCommand(): Command {
  return new Command('start')
    .description('open the lines; Ctrl-C closes them, and lets calls in progress finish')
    .option('--settings <file>', 'the file of settings (default: shortline.env, if there)')
    .addHelpText(
      'after',
      '\n`shortline settings` lists the settings. Standard output carries one line of JSON when calls are taken.',
    )
    .action(async ({ settings }: { settings?: string }) => {
      const { main } = await import('../main.ts');
      await main(settings === undefined ? [] : ['--settings', settings]);
    });
}

/** `shortline start`: opens the lines, as `npm start` does. */
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

export function startCommand(): Command {
  return new Command('start')
    .description('open the lines; Ctrl-C closes them, and lets calls in progress finish')
    .option('--settings <file>', 'the file of settings (default: shortline.env, if there)')
    .addHelpText(
      'after',
      '\n`shortline settings` lists the settings. Standard output carries one line of JSON when calls are taken.',
    )
    .action(({ settings }: { settings?: string }) => {
      const main = fileURLToPath(new URL('../main.ts', import.meta.url));
      const args = settings === undefined ? [] : ['--settings', settings];
      // The launcher takes this process's place: signals and the exit code need no passing on.
      process.execve?.(process.execPath, [process.execPath, main, ...args], process.env);
    });
}

/** The settings of a command: those of the line, with `--settings` naming the file. */
import { loadSettings, type Settings } from '../config.ts';

/** @throws SettingsError */
export function settingsOf({ settings }: { settings?: string }): Settings {
  const env = settings === undefined ? process.env : { ...process.env, SHORTLINE_SETTINGS: settings };
  return loadSettings(env, process.cwd());
}

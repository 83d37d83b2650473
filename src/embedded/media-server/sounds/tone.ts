/** Tones as text (TGML, what `tone_stream://` takes): `v=-7;%(400,200,440,480);L=3`. */

/** Hertz. */
const RATE = 8_000;
/** Decibels when nothing is said, below full scale. */
const VOLUME = -7;

export interface Tone {
  samples: Int16Array;
  /** times to play; −1 for ever */
  loops: number;
}

/** @returns undefined where the text is no tone */
export function renderTone(text: string): Tone | undefined {
  const [definition = '', ...settings] = splitSettings(text);
  const parts: Int16Array[] = [];
  let volume = VOLUME;
  let loops = numberSetting(settings, 'loops') ?? 1;
  for (const item of definition.split(';').map((part) => part.trim())) {
    const assignment = /^([a-zA-Z]+)\s*=\s*(.+)$/.exec(item);
    if (assignment) {
      const value = Number(assignment[2]);
      if (assignment[1] === 'v') volume = value;
      else if (assignment[1] === 'L' || assignment[1] === 'loops') loops = value;
      continue;
    }
    if (item === '') continue;
    const tone = /^%\(([^)]*)\)$/.exec(item.replaceAll(' ', ''));
    const [on, off, ...frequencies] = (tone?.[1] ?? '').split(',').map(Number);
    if (!tone || on === undefined || !Number.isFinite(on + (off ?? 0))) return undefined;
    if (frequencies.some((frequency) => !Number.isFinite(frequency))) return undefined;
    parts.push(sine(on, off ?? 0, frequencies, volume));
  }
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples.length > 0 ? { samples, loops } : undefined;
}

/** `…;loops=-1` is told apart from the tones, since it may stand after them in either form. */
function splitSettings(text: string): string[] {
  const at = text.search(/;\s*loops=/);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function numberSetting(settings: readonly string[], name: string): number | undefined {
  const found = settings.map((setting) => setting.trim()).find((setting) => setting.startsWith(`${name}=`));
  return found === undefined ? undefined : Number(found.slice(name.length + 1));
}

/** @param on and off in milliseconds
 *  @param volume in decibels below full scale, of each frequency */
function sine(on: number, off: number, frequencies: readonly number[], volume: number): Int16Array {
  const sounding = Math.round((on * RATE) / 1_000);
  const samples = new Int16Array(sounding + Math.round((off * RATE) / 1_000));
  const amplitude = 32_767 * 10 ** (volume / 20) * 0.5;
  for (let i = 0; i < sounding; i += 1) {
    let sum = 0;
    for (const frequency of frequencies) sum += Math.sin((2 * Math.PI * frequency * i) / RATE);
    samples[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum * amplitude)));
  }
  return samples;
}

/** Two frequencies of each key, in hertz (ITU-T Q.23). */
const KEY_ROWS = [697, 770, 852, 941];
const KEY_COLUMNS = [1209, 1336, 1477, 1633];
const KEYPAD = '123A456B789C*0#D';

/** A key as sound, for peers without telephone-event.
 *  @param milliseconds of sound, followed by as much silence as keeps keys apart */
export function keyTone(key: string, milliseconds: number): Int16Array | undefined {
  const place = KEYPAD.indexOf(key.toUpperCase());
  if (key.length !== 1 || place < 0) return undefined;
  return sine(milliseconds, 60, [KEY_ROWS[place >> 2]!, KEY_COLUMNS[place & 3]!], -9);
}

/** The voice: a command that says a text, and sox, which brings its sound to the rates of the telephone. */
import { spawn } from 'node:child_process';
import { fromPcm16, levelled, type Samples, trimmed } from './sound.ts';

/** Says `{text}` with the voice of `{language}`, as a WAV file on standard output. */
export const VOICE_COMMAND = 'espeak-ng -v {language} -s 145 --stdout {text}';
/** Speech, as loud as the national networks expect it: ITU-T P.56 active level, in dBFS. */
const LEVEL_DB = -20;
const EDGE_MS = 40;
/** Between two voices of one prompt. */
const BETWEEN_MS = 350;
/** Part of the recipe: counted up when the treatment below changes, so that every prompt is rendered again. */
export const TREATMENT = 1;

export class VoiceError extends Error {
  override readonly name = 'VoiceError';
}

/** `Bonjour. [en] Hello.` → what each language's voice says. */
export function voices(text: string, language: string): { language: string; text: string }[] {
  const [first = '', ...rest] = text.split(/\[([a-z]{2,3})\]/);
  const parts = [{ language, text: first.trim() }];
  for (let i = 0; i + 1 < rest.length; i += 2) parts.push({ language: rest[i]!, text: rest[i + 1]!.trim() });
  return parts.filter((part) => part.text !== '');
}

/**
 * Says a text.
 * @param rate samples a second of the result
 * @throws VoiceError when the command or sox is missing or fails, or nothing was said
 */
export async function say(text: string, language: string, command: string, rate: number): Promise<Samples> {
  const pause = new Float64Array(Math.round((rate * BETWEEN_MS) / 1_000));
  const parts: Samples[] = [];
  for (const part of voices(text, language)) {
    const wav = await run(commandWords(command, part), undefined);
    const samples = fromPcm16(await run(toRate('-', rate), wav));
    const speech = levelled(trimmed(samples, rate, EDGE_MS), LEVEL_DB);
    if (speech.length === 0) throw new VoiceError(`the voice said nothing for "${part.text}"`);
    parts.push(...(parts.length > 0 ? [pause] : []), speech);
  }
  return joined(parts);
}

/** A recording at another rate. @throws VoiceError when sox is missing or cannot read it */
export async function resampled(path: string, rate: number): Promise<Samples> {
  return fromPcm16(await run(toRate(path, rate), undefined));
}

function joined(parts: readonly Samples[]): Samples {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function commandWords(command: string, part: { language: string; text: string }): string[] {
  const fill = (word: string) =>
    word.replace('{language}', () => part.language).replace('{text}', () => part.text);
  return command
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(fill);
}

/** sox without dither (-D), so that the same text gives the same file; below 90 Hz a telephone carries nothing. */
function toRate(input: string, rate: number): string[] {
  const output = ['-t', 'raw', '-e', 'signed', '-b', '16', '-L', '-r', String(rate), '-c', '1', '-'];
  return ['sox', '-D', '-V1', '-t', 'wav', input, ...output, 'highpass', '90'];
}

/** Runs a command without a shell. */
function run([program = '', ...args]: readonly string[], input: Buffer | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin.on('error', () => {}); // a command that reads no input closes it: its exit code tells the rest
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = `${program} is not installed: \`apt-get install espeak-ng sox\`, or name another voice by --command`;
      reject(new VoiceError(error.code === 'ENOENT' ? missing : `${program}: ${error.message}`));
    });
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new VoiceError(`${program} failed (${code}): ${Buffer.concat(err).toString().trim()}`));
    });
    child.stdin.end(input);
  });
}

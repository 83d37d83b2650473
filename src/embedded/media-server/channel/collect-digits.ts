/** `play_and_get_digits`: a prompt, keys, and what to make of them. */

import type { Application } from './applications.ts';
import type { Channel } from './channel.ts';
import type { Frame } from './frame.ts';
import { playFiles } from './play-files.ts';

/** Milliseconds; a shorter timeout is raised to it. */
const LEAST_TIMEOUT = 1_000;

interface Wanted {
  min: number;
  max: number;
  tries: number;
  /** milliseconds until the first key */
  timeout: number;
  terminators: string;
  prompt: string;
  invalidPrompt: string;
  variable: string;
  regexp: string;
  /** milliseconds between keys */
  digitTimeout: number;
}

type ReadStatus = 'success' | 'timeout' | 'tooFew' | 'failure' | 'restart';

/** `<min> <max> <tries> <timeout> <terminators> <file> <invalid file> [<variable> <regexp> [<digit timeout>]]` */
export function parseWanted(data: string): Wanted {
  const words = splitWords(data);
  const min = Math.max(0, count(words[0]));
  const timeout = Math.max(LEAST_TIMEOUT, count(words[3] ?? '1000'));
  return {
    min,
    max: Math.max(min, count(words[1])),
    tries: count(words[2]),
    timeout,
    terminators: words[4] || '#',
    prompt: words[5] ?? '',
    invalidPrompt: words[6] ?? '',
    variable: words[7] ?? '',
    regexp: words[8] ?? '',
    digitTimeout: count(words[9]) || timeout,
  };
}

function count(text: string | undefined): number {
  const number = Number.parseInt(text ?? '0', 10);
  return Number.isNaN(number) ? 0 : number;
}

/** Words divided by spaces; one in single quotes may hold spaces. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

export const playAndGetDigits: Application = async (channel, frame) => {
  const wanted = parseWanted(frame.data);
  if (wanted.regexp && wanted.variable) channel.set(`${wanted.variable}_invalid`, undefined);
  for (let tries = wanted.tries; tries > 0 && !frame.aborted; tries -= 1) {
    const { status, digits } = await readDigits(channel, frame, wanted);
    if (frame.aborted || status === 'restart') return undefined;
    // an empty answer that a terminator ended is one, where no key is needed
    if (wanted.min === 0 && digits === '' && channel.variables.has('read_terminator_used')) return undefined;
    const complete = status === 'success' || (status === 'timeout' && digits.length >= wanted.min);
    if (complete && digits !== '') {
      if (!wanted.regexp || matches(digits, wanted.regexp)) return undefined;
      if (wanted.variable) {
        channel.set(wanted.variable, undefined);
        channel.set(`${wanted.variable}_invalid`, digits);
      }
    }
    // keys pressed meanwhile are kept: they answer the next try's prompt at once
    if (wanted.invalidPrompt) await playFiles(channel, frame, wanted.invalidPrompt);
  }
  return undefined;
};

/** One try: the prompt up to the first key, then keys until there are enough, a terminator, or a timeout. */
async function readDigits(
  channel: Channel,
  frame: Frame,
  wanted: Wanted,
): Promise<{ status: ReadStatus; digits: string }> {
  channel.set('read_result', undefined);
  if (wanted.variable) channel.set(wanted.variable, undefined);
  let digits = '';
  let status: ReadStatus = 'success';
  if (wanted.prompt && wanted.prompt.toLowerCase() !== 'silence') {
    const played = await playFiles(channel, frame, wanted.prompt, {
      digit: ({ digit }) => {
        digits = digit;
        return true;
      },
    });
    if (played === 'aborted') return { status: 'failure', digits };
    if (played === 'notFound') status = 'failure';
  }
  let terminator = '';
  if (status === 'success' && digits.length < Math.max(wanted.min, wanted.max)) {
    const first = digits;
    if (first !== '' && wanted.terminators.includes(first)) {
      terminator = first;
      digits = '';
    } else {
      ({ status, digits, terminator } = await collect(frame, wanted, first));
    }
  }
  if (terminator !== '') {
    channel.set('read_terminator_used', terminator);
    const place = wanted.terminators.indexOf(terminator);
    const mark = wanted.terminators[place - 1];
    // `+#` keeps the terminator as a digit, `x#` keeps it and leaves the application
    if (mark === '+' || mark === 'x') digits += terminator;
    if (mark === 'x') status = 'restart';
  } else if (wanted.terminators.startsWith('=')) status = 'tooFew';
  if (digits.length < wanted.min) status = 'tooFew';
  channel.set('read_result', status === 'success' || status === 'timeout' ? status : 'failure');
  if (wanted.max === 1 && digits.length === 1 && wanted.terminators.includes(digits)) digits = '';
  if (wanted.variable && digits !== '') channel.set(wanted.variable, digits);
  return { status, digits };
}

async function collect(
  frame: Frame,
  wanted: Wanted,
  first: string,
): Promise<{ status: ReadStatus; digits: string; terminator: string }> {
  let digits = first;
  const waited = await frame.until<{ status: ReadStatus; terminator: string }>({
    // a break ends no waiting for keys
    breakable: false,
    start: (finish) => {
      const expired = (): void => finish({ status: 'timeout', terminator: '' });
      let timer = setTimeout(expired, digits === '' ? wanted.timeout : wanted.digitTimeout);
      frame.digit = ({ digit }) => {
        clearTimeout(timer);
        if (wanted.terminators.includes(digit)) {
          finish({ status: 'success', terminator: digit });
          return;
        }
        digits += digit;
        if (digits.length >= wanted.max) finish({ status: 'success', terminator: '' });
        else timer = setTimeout(expired, wanted.digitTimeout);
      };
      return () => clearTimeout(timer);
    },
  });
  if (waited.type === 'interrupted') return { status: 'failure', digits, terminator: '' };
  return { ...waited.value, digits };
}

/** Anywhere in the digits, as FreeSWITCH does it; a broken expression matches nothing. */
function matches(digits: string, regexp: string): boolean {
  try {
    return new RegExp(regexp).test(digits);
  } catch {
    return false;
  }
}

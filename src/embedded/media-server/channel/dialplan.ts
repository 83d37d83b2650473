/** What is done with a call, as steps: the built-in dialplan, and those written inline in a transfer. */

import type { Step } from './frame-stack.ts';

/** What a call does that fsmrf created: the application takes it over, and when the application dies the caller goes
 *  on hearing music, until a new one takes the call up again. */
export function entryDialplan(outbound: string): Step[] {
  return [
    { application: 'set', data: 'park_after_bridge=true' },
    { application: 'answer', data: '' },
    { application: 'socket', data: `${outbound} async full` },
    { application: 'playback', data: 'local_stream://moh' },
    { application: 'park', data: '' },
  ];
}

/** `'playback:a.wav,park'`, or `^^!playback:a.wav!hangup` with a divider of one's own; the quotes may be missing.
 *  Commas inside single quotes do not divide. */
export function parseInline(text: string): Step[] {
  let plan = text.trim();
  let divider = ',';
  if (plan.startsWith('m:')) {
    divider = plan[2] ?? ',';
    plan = plan.slice(4);
  } else if (plan.startsWith('^^')) {
    divider = plan[2] ?? ',';
    plan = plan.slice(3);
  }
  return splitOutsideQuotes(plan, divider).map((item) => {
    const colon = item.indexOf(':');
    return colon < 0
      ? { application: item.trim(), data: '' }
      : { application: item.slice(0, colon).trim(), data: unquote(item.slice(colon + 1).trim()) };
  });
}

function splitOutsideQuotes(text: string, divider: string): string[] {
  const items: string[] = [];
  let item = '';
  let quoted = false;
  for (const character of text) {
    if (character === "'") quoted = !quoted;
    if (character === divider && !quoted) {
      items.push(item);
      item = '';
    } else item += character;
  }
  items.push(item);
  return items.filter((entry) => entry.trim() !== '');
}

function unquote(text: string): string {
  return /^'(.*)'$/s.exec(text)?.[1] ?? text;
}

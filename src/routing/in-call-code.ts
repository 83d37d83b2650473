/** What an agent's keys say during a talk: any telephone is a desk (README, "Agents"). */
import type { EmergencyRaised, EscalationConcluded, EscalationRequested } from '../events/line.generated.ts';
import type { Centre } from './schema.ts';

export type InCallCode =
  | { readonly does: 'escalate'; readonly how: 'warm' | 'cold'; readonly code: string }
  | { readonly does: 'conclude'; readonly how: 'leave' | 'join' | 'takeBack' }
  | { readonly does: 'emergency' };

/** Keys that may become a code. */
export interface Pressed {
  readonly keys: string;
  /** When the last one was pressed, epoch milliseconds. */
  readonly at: number;
}

/** Keys so far apart are no code, in milliseconds. */
const PAUSE_MS = 5_000;
const LENGTH = 3;
const CONCLUDES = { 1: 'leave', 2: 'join', 3: 'takeBack' } as const;

/** One more key. `*7<n>` speaks with the centre of code n first, `*8<n>` hands the caller to it; then `*91` leaves the
 *  caller with it, `*92` joins both, `*93` takes the caller back; `*99` is an emergency. */
export function pressKey(
  before: Pressed | undefined,
  key: string,
  at: number,
): { readonly pressed?: Pressed; readonly code?: InCallCode } {
  const goesOn = before !== undefined && at - before.at <= PAUSE_MS && key !== '*';
  const keys = goesOn ? before.keys + key : key;
  if (!keys.startsWith('*')) return {};
  if (keys.length < LENGTH) return { pressed: { keys, at } };
  const code = codeOf(keys);
  return code ? { code } : {};
}

function codeOf(keys: string): InCallCode | undefined {
  const [, family, digit = ''] = /^\*([789])([0-9])$/.exec(keys) ?? [];
  if (family === '7') return { does: 'escalate', how: 'warm', code: digit };
  if (family === '8') return { does: 'escalate', how: 'cold', code: digit };
  if (family !== '9') return undefined;
  if (digit === '9') return { does: 'emergency' };
  const how = CONCLUDES[digit as unknown as keyof typeof CONCLUDES];
  return how === undefined ? undefined : { does: 'conclude', how };
}

type Own<E> = Omit<E, 'at' | 'callId'>;
export type Asked = Own<EscalationRequested> | Own<EscalationConcluded> | Own<EmergencyRaised>;

/** What a code asks for; nothing where the files name no such destination.
 *  @param emergency the line's emergency destination; empty where there is none */
export function askedBy(
  agent: string,
  code: InCallCode,
  centres: { readonly [name: string]: Centre },
  emergency: string,
): Asked | undefined {
  if (code.does === 'conclude') return { type: 'EscalationConcluded', how: code.how, by: agent };
  if (code.does === 'emergency') {
    return emergency === ''
      ? undefined
      : { type: 'EmergencyRaised', via: 'agent', centre: emergency, by: agent };
  }
  const [centre] = Object.entries(centres).find(([, { code: own }]) => own === code.code) ?? [];
  return centre === undefined ? undefined : { type: 'EscalationRequested', centre, how: code.how, by: agent };
}

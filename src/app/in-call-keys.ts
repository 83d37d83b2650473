/** An agent's keys during a talk become what they ask for: an escalation, an emergency. */
import type { EmergencyRaised, EscalationConcluded, EscalationRequested } from '../events/line.generated.ts';
import { type Pressed, pressKey } from '../routing/in-call-code.ts';
import type { Centre } from '../routing/schema.ts';

type Own<E> = Omit<E, 'at' | 'callId'>;
export type Asked = Own<EscalationRequested> | Own<EscalationConcluded> | Own<EmergencyRaised>;

export class InCallKeys {
  readonly #centres: { readonly [name: string]: Centre };
  readonly #emergency: string;
  #pressed: Pressed | undefined;

  /** @param emergency the line's emergency destination; empty where there is none */
  constructor(centres: { readonly [name: string]: Centre }, emergency: string) {
    this.#centres = centres;
    this.#emergency = emergency;
  }

  /** @returns what the agent asks for with this key; most keys ask for nothing */
  press(agent: string, key: string, at: number): Asked | undefined {
    const { pressed, code } = pressKey(this.#pressed, key, at);
    this.#pressed = pressed;
    if (code?.does === 'conclude') return { type: 'EscalationConcluded', how: code.how, by: agent };
    if (code?.does === 'emergency' && this.#emergency !== '')
      return { type: 'EmergencyRaised', via: 'agent', centre: this.#emergency, by: agent };
    if (code?.does !== 'escalate') return undefined;
    const [centre] = Object.entries(this.#centres).find(([, { code: own }]) => own === code.code) ?? [];
    return centre === undefined
      ? undefined
      : { type: 'EscalationRequested', centre, how: code.how, by: agent };
  }
}

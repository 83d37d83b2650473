/** An agent's keys during a talk become what they ask for: an escalation, an emergency. */
import { type Asked, askedBy, type Pressed, pressKey } from '../routing/in-call-code.ts';
import type { Centre } from '../routing/schema.ts';

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
    return code && askedBy(agent, code, this.#centres, this.#emergency);
  }
}

/** An agent or a centre whose leg stands; the test says when it leaves. */
import type { Party } from '../../src/app/party.ts';
import { FakeMediaLeg } from './fake-media.ts';
import type { Journal } from './fakes.ts';

export class FakeParty implements Party {
  readonly name: string;
  readonly media: FakeMediaLeg;
  ready: Promise<unknown> | undefined;
  press: (key: string) => void = () => undefined;
  readonly #journal: Journal;
  #gone = false;
  #onHangUp: () => void = () => undefined;

  constructor(name: string, journal: Journal) {
    this.name = name;
    this.#journal = journal;
    this.media = new FakeMediaLeg(`media of ${name}`, journal);
  }

  onHangUp(hungUp: () => void): void {
    this.#onHangUp = hungUp;
    if (this.#gone) hungUp();
  }

  onKey(pressed: (key: string) => void): void {
    this.press = pressed;
  }

  /** The other end hangs up. */
  leave(): void {
    this.#gone = true;
    this.#onHangUp();
  }

  async hangUp(): Promise<void> {
    this.#journal.push(`BYE ${this.name}`);
  }
}

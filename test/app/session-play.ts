/** A session with ports that keep everything: facts, decisions and what was done, in one list. */
import type { Party } from '../../src/app/party.ts';
import { Session } from '../../src/app/session.ts';
import { Transfer } from '../../src/app/transfer.ts';
import type { CallArrived, LineEvent } from '../../src/events/line.generated.ts';
import type { Line } from '../../src/ivr/schema.ts';
import { CENTRES, LINE } from '../call/lines.ts';
import { ARRIVED, ARRIVED_AT } from '../call/play.ts';
import { FakeCall, FakeMedia, FakeSip, type Journal, settled } from './fakes.ts';

export interface Situation {
  readonly line?: Line;
  readonly arrived?: Partial<CallArrived>;
  /** Empty: a late offer. */
  readonly sdp?: string;
}

const plays = new Set<SessionPlay>();

/** Ends every session, with its timers: for after each test. */
export function endSessions(): void {
  for (const play of plays) play.call.cancel();
  plays.clear();
}

export class SessionPlay {
  readonly journal: Journal = [];
  readonly media = new FakeMedia(this.journal);
  readonly sip = new FakeSip(this.journal);
  readonly call: FakeCall;
  readonly session: Session;
  readonly faults: unknown[] = [];
  now = ARRIVED_AT;
  promptFile = (language: string, prompt: string): string => `${language}/${prompt}`;
  readonly #arrived: CallArrived;

  constructor({ line = LINE, arrived, sdp = 'sdp of the caller' }: Situation = {}) {
    this.call = new FakeCall(this.journal, sdp);
    this.#arrived = { ...ARRIVED, ...arrived, lateOffer: sdp === '' };
    const ports = {
      media: this.media,
      decided: (decision: LineEvent) => this.journal.push(`* ${decision.type}`),
      happened: (fact: LineEvent) => this.happened(fact),
      transfer: (session: Session, centre: string) =>
        new Transfer(
          {
            sip: this.sip,
            media: this.media,
            happened: (fact) => this.happened(fact),
            now: () => this.now,
            busy: () => 0,
          },
          session,
          centre,
          CENTRES[centre]!,
          undefined,
        ),
      promptFile: (language: string, prompt: string) => this.promptFile(language, prompt),
      now: () => this.now,
      log: () => undefined,
      fault: (error: unknown) => this.faults.push(error),
    };
    plays.add(this);
    this.session = new Session(ports, this.call, this.#arrived, { line, centres: CENTRES });
  }

  happened(fact: LineEvent): void {
    this.journal.push(`- ${fact.type}`);
    this.session.take(fact);
  }

  async arrive(): Promise<readonly string[]> {
    return this.after(() => this.happened(this.#arrived));
  }

  /** What the caller does, or what the line says, goes on to its end: a key, or silence. */
  async say(key?: string): Promise<readonly string[]> {
    return this.after(() => this.media.last.said.resolve({ failed: false, ...(key ? { key } : {}) }));
  }

  async accept(party: Party): Promise<readonly string[]> {
    return this.after(() => {
      this.session.join(party);
      const { callId } = this.session;
      this.happened({ type: 'OfferAccepted', at: this.now, callId, agent: '2001', offerId: `${callId}/1` });
    });
  }

  /** @returns what is in the journal since `act` began, without decisions and facts */
  async after(act: () => unknown): Promise<readonly string[]> {
    const from = this.journal.length;
    act();
    await settled();
    return this.journal.slice(from).filter((line) => !/^[*-] /.test(line));
  }

  facts(): readonly string[] {
    return this.journal.filter((line) => line.startsWith('- ')).map((line) => line.slice(2));
  }

  count(line: string): number {
    return this.journal.filter((one) => one === line).length;
  }
}

/** Calls and the real distributor, decided together as one line does: whoever waits in the one waits in the other. */
import fc from 'fast-check';
import { test } from 'tap';
import type { Caller } from '../../src/acd/caller.ts';
import type { ActiveConfiguration } from '../../src/acd/configuration.ts';
import type { CallState } from '../../src/call/state.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { take } from '../../src/line/machine.ts';
import { newLine } from '../../src/line/state.ts';
import { assertProperty } from '../events/properties.ts';
import { CENTRES, RICH } from './lines.ts';
import { ARRIVED } from './play.ts';
import { KEYS } from './random-line.ts';
import { factOf } from './words.ts';

const RUNS = 600;
/** The third answers for the centre of our own agents. */
const AGENTS = ['2001', '2002', '2003'];

const CONFIGURATION: ActiveConfiguration = {
  lines: {
    '156': {
      ...RICH,
      redial: { window: '2m' },
      queues: {
        general: { ...RICH.queues['general'], capacity: 2 },
        water: { overflow: [{ unstaffed: true, to: { queue: 'general' } }] },
      },
    },
  },
  centres: CENTRES,
  trunks: [{ name: 'carrier', country: 'BR' }],
  agents: {
    agents: AGENTS.map((account) => ({
      ...{ account, name: account, skills: { water: 5 }, wrapUpSeconds: 0 },
      ...(account === '2003' && { level: 2, queues: { level2: 1 } }),
    })),
  },
};

/** What happens next to which call: a number chooses among what can happen. */
const turn = fc.record({
  call: fc.nat(3),
  what: fc.nat(99),
  key: fc.constantFrom(...KEYS),
  seconds: fc.integer({ min: 0, max: 20 }),
});
type Turn = typeof turn extends fc.Arbitrary<infer T> ? T : never;

class Together {
  readonly #line = newLine();
  #at = ARRIVED.at;
  #number = 0;
  #offers: Extract<LineEvent, { type: 'CallOffered' }>[] = [];
  /** Talks that our own agents of a centre have begun. */
  ofCentre = 0;

  constructor() {
    const configuration = JSON.stringify(CONFIGURATION);
    this.#take({ type: 'ConfigurationActivated', at: this.#at, configuration, by: 'ana' });
    for (const agent of AGENTS) {
      const contact = { contact: 'sip:a@192.0.2.1', via: '', address: '192.0.2.1', expires: this.#at + 1e9 };
      this.#take({ type: 'AgentRegistered', at: this.#at, agent, ...contact });
      this.#take({ type: 'AgentLoggedIn', at: this.#at, agent, by: agent });
    }
  }

  happens({ call: index, what, key, seconds }: Turn): void {
    this.#at += seconds * 1_000;
    this.#take({ type: 'DueReached', at: this.#at });
    const callId = `call-${index}`;
    const call = this.#line.calls.get(callId);
    if (!call) this.#arrives(callId, what);
    else if (what < 10) this.#answers(what);
    else this.#tell(callId, wordsFor(call, what, key));
  }

  #arrives(callId: string, what: number): void {
    const caller = `+55513289015${callId.slice(-1)}`;
    this.#take({ ...ARRIVED, at: this.#at, callId, caller, full: what % 8 === 0 });
    this.#tell(callId, 'media');
  }

  #answers(what: number): void {
    const offer = this.#offers.shift();
    if (!offer) return;
    const { callId, agent, offerId } = offer;
    const fact = { at: this.#at, callId, agent, offerId };
    if (what < 3) this.#take({ type: 'OfferMissed', reason: 'noAnswer', ...fact });
    else this.#take({ type: 'OfferAccepted', ...fact });
    if (what >= 3 && agent === AGENTS[2]) this.ofCentre += 1;
  }

  #tell(callId: string, words: string | undefined): void {
    const call = this.#line.calls.get(callId);
    if (call && words !== undefined) this.#take({ ...factOf(words, call, this.#at), callId } as LineEvent);
  }

  #take(fact: LineEvent): void {
    this.#number += 1;
    const { events } = take(this.#line, this.#number, fact);
    for (const event of events) {
      if (event.type === 'CallOffered') this.#offers.push(event);
      if (event.type === 'OfferWithdrawn')
        this.#offers = this.#offers.filter(({ offerId }) => offerId !== event.offerId);
      const isFault = event.type === 'CallEnded' && event.reason === 'failed';
      if (isFault) throw new Error(`a fault of ours: ${event.detail}`);
    }
    for (const [callId, call] of this.#line.calls) {
      const caller = this.#line.centre.callers.get(callId);
      if (isAgreed(call, caller)) continue;
      throw new Error(`${call.phase}, and ${caller?.standing} to the distributor: ${JSON.stringify(events)}`);
    }
  }
}

/** What the call takes for its state is what the distributor takes it for. */
function isAgreed(call: CallState, caller: Caller | undefined): boolean {
  const { phase, leaving, question, asked, party, queue } = call;
  const { standing, talkers = [], offer } = caller ?? {};
  // a callback that is asked for is registered or denied at once: nobody is left with music
  if (asked || call.offer?.offerId !== offer?.offerId) return false;
  if (phase === 'queued' && !leaving && !question) return standing === 'waiting' || standing === 'offered';
  // on the way elsewhere from the queue, or from a talk
  if (phase === 'transferring' && queue !== undefined)
    return standing === 'away' || standing === 'talking' || standing === 'transferred';
  if (phase === 'callback') return standing === 'callback';
  if (phase === 'dialling') return standing === 'dialled';
  const agent = party?.startsWith('agent:') ? party.slice('agent:'.length) : undefined;
  return phase !== 'talking' || agent === undefined || talkers.includes(agent);
}

/** Something that can happen to a call in its phase. */
function wordsFor(call: CallState, what: number, key: string): string | undefined {
  const { phase, heard, saying, centre, party, callback } = call;
  if (what >= 96) return 'hung-up cancel';
  switch (phase) {
    case 'transferring':
      if (centre === undefined || what > 70) return 'answered';
      return what > 40 ? `centre-accepted ${centre}` : `centre-failed ${centre} busy`;
    case 'talking':
    case 'consulting':
    case 'conference':
      return among(what, [
        ...['bridged', 'escalate bridged cold', 'escalate bridged warm', 'escalate shut cold', 'button samu'],
        ...['escalate level2 cold', 'escalate level2 warm', 'escalate shut warm'],
        ...['conclude leave', 'conclude join', 'conclude takeBack', `party-hung-up ${party}`, 'moved water'],
      ]);
    case 'callback':
      return callback?.released ? undefined : 'said';
    case 'dialling':
      if (!heard) return what > 50 ? 'media answered' : 'missed busy';
      return what > 40 ? 'key 1' : what > 25 ? 'key *' : 'said';
    default:
      if (what > 92) return among(what, ['moved water', 'moved general', 'media-lost', 'media']);
      if (saying) return what > 60 ? 'said' : `key ${key}`;
      return heard ? `press ${key}` : 'media';
  }
}

function among(what: number, all: readonly string[]): string {
  return all[what % all.length]!;
}

test('a call and the distributor agree on where the caller stands (I2, I3)', async (t) => {
  let ofCentre = 0;
  const told = fc.property(fc.array(turn, { maxLength: 150, size: 'max' }), (turns) => {
    const line = new Together();
    for (const one of turns) line.happens(one);
    ofCentre += line.ofCentre;
  });
  assertProperty(t, told, RUNS);
  t.ok(ofCentre > RUNS / 10, `${ofCentre} talks with our own agents of a centre`);
});

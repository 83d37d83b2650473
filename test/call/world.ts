/** Random lives of calls: what happens to one, in an order that the world allows. */
import fc from 'fast-check';
import type { Live } from '../../src/call/plan.ts';
import { ARRIVALS, type Arrival, Play, type Told } from './play.ts';
import { KEYS, randomLine } from './random-line.ts';

/** A timer of a loaded machine fires so late at most, in seconds. */
const LATE_S = 4;

const happening = fc.oneof(
  { weight: 8, arbitrary: fc.constant('said') },
  { weight: 6, arbitrary: fc.constantFrom(...KEYS).map((key) => `key ${key}`) },
  { weight: 6, arbitrary: fc.constantFrom(...KEYS).map((key) => `press ${key}`) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 70 }).map((seconds) => `pass ${seconds}`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('media', 'media-lost', 'unheard', 'stale-key 1', 'answered', 'bridged'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'accepted 2001',
      'late 2002',
      'offered 2001',
      'withdrawn 2001',
      'bridge-failed',
      'press 1 agent:2001',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('centre-accepted $', 'centre-failed $ busy', 'centre-failed $ noAnswer'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...['wait 3 2-4', 'wait 2', 'wait 9 closing entry', 'resumed', 'moved water', 'moved general'],
      ...['overflow waited 0', 'overflow closed 9', 'overflow maxWait 0'],
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom('dialled +555132890156 1', 'media answered', 'missed busy') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['escalate bridged cold', 'escalate bridged warm', 'escalate level2 warm', 'escalate shut cold'],
      ...['conclude leave', 'conclude join', 'conclude takeBack', 'button samu'],
      ...['party-hung-up @', 'party-hung-up centre:bridged', 'party-hung-up agent:2001'],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('adopted', 'adopted heard', 'adopted heard party', 'adopted party'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'hung-up bye',
      'hung-up cancel',
      'hung-up closing',
      'media-failed 503',
      'given-up',
    ),
  },
);

const live: fc.Arbitrary<Live> = fc.constantFrom(
  ...[{}, {}, {}, { crisis: 'flood' }, { crisis: 'strike' }],
  ...[{ closed: '' }, { closed: 'one' }, { queues: { general: '', water: 'two' } }],
);

export const story = fc.record({
  line: randomLine,
  live,
  arrival: fc.constantFrom(...(Object.keys(ARRIVALS) as Arrival[])),
  late: fc.integer({ min: 0, max: LATE_S }),
  callbacks: fc.constantFrom('registered' as const, 'denied' as const),
  happenings: fc.array(happening, { maxLength: 60, size: 'max' }),
});
export type Story = typeof story extends fc.Arbitrary<infer S> ? S : never;

class World {
  readonly #play: Play;
  readonly #late: number;
  #timers: { timer: string; due: number }[] = [];

  constructor({ arrival, line, live: orders, late, callbacks }: Story) {
    this.#play = new Play(arrival, line, orders);
    this.#play.callbacks = callbacks;
    this.#late = late * 1_000;
    const take = this.#play.take.bind(this.#play);
    this.#play.take = (fact) => {
      const decisions = take(fact);
      for (const decision of decisions) if (decision.type === 'TimerSet') this.#timers.push(decision);
      return decisions;
    };
  }

  get play(): Play {
    return this.#play;
  }

  tell(words: string): void {
    const { state } = this.#play;
    if (words.startsWith('pass ')) this.#pass(Number(words.slice('pass '.length)));
    else if (this.#happens(words.split(' ')[0]!))
      this.#play.tell(words.replace('$', state.centre ?? 'nobody').replace('@', state.party ?? 'nobody'));
  }

  /** What the world and the distributor would never say now is left out. */
  #happens(what: string): boolean {
    const { phase, heard, callback } = this.#play.state;
    const isAway = phase === 'callback' && callback?.released === true;
    switch (what) {
      case 'dialled':
      case 'given-up':
        return isAway;
      case 'missed':
        return phase === 'dialling' && !heard;
      case 'media':
        return !heard && !isAway;
      case 'media-lost':
        return heard;
      case 'media-failed':
        return !isAway;
      default:
        return true;
    }
  }

  #pass(seconds: number): void {
    const until = this.#play.at + seconds * 1_000;
    for (;;) {
      this.#timers.sort((one, other) => one.due - other.due);
      const [next] = this.#timers;
      if (!next || next.due + this.#late > until) break;
      this.#timers.shift();
      this.#play.at = Math.max(this.#play.at, next.due + this.#late);
      this.#play.tell(`timer ${next.timer}`);
    }
    this.#play.at = until;
  }
}

/** Plays a story to the end of its call: the caller hangs up, and nobody is reached who is to be called back. */
export function tell(one: Story): readonly Told[] {
  const world = new World(one);
  world.tell('arrive');
  for (const words of ['media', ...one.happenings, 'hung-up cancel', 'given-up']) world.tell(words);
  return world.play.told;
}

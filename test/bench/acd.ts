/** `acd`: the distributor alone (charter §9): events a second, cost per event by the number of callers, memory a caller. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decide } from '../../src/acd/decide.ts';
import { evolve } from '../../src/acd/evolve.ts';
import { newCentre } from '../../src/acd/state.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { BusyCentre, type CentreSize } from './acd-centre.ts';
import { rounded } from './load/histogram.ts';
import type { Figures } from './parts/part.ts';

const MANY: CentreSize = { agents: 10_000, waiting: 100_000, announcing: false };
/** As busy as the large one: a hundredth of both. */
const FEW: CentreSize = { agents: 100, waiting: 1_000, announcing: false };
/** More agents than the callers whom they can serve need: many are idle. */
const IDLE: CentreSize = { ...MANY, waiting: 1_000 };
const ANNOUNCING: CentreSize = { ...MANY, announcing: true };
/** Of the events of the others: these two cost more each, and are no part of the budget. */
const OTHERS = 0.1;
const RUNS = 3;
const EVENTS = 600_000;
const WARM_UP = 200_000;
/** Of a call, from one end of a talk to the next. */
const EVENTS_A_CYCLE = 7;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Measured {
  /** Facts and decisions: what is decided and taken into the state, the making of the facts left out. */
  readonly eventsPerSecond: number;
  /** Of the process's own time, its garbage collector's with it: what another load of the machine slows less. */
  readonly eventsPerCpuSecond: number;
  readonly factsPerSecond: number;
  /** Percent of the agents who could take a call and have none. */
  readonly idlePercent: number;
  readonly profiles: number;
}

/** Of three runs of each size the middle one counts. */
export function acd(options: { quick: boolean; progress(text: string): void }): Figures {
  const scale = options.quick ? 0.1 : 1;
  const bytesPerCaller = memory();
  options.progress(`${bytesPerCaller} bytes a caller`);
  const measure = (size: CentreSize, part: number): Measured => {
    const day = new Day(size);
    day.run(WARM_UP * part);
    const runs = Array.from({ length: RUNS }, () => day.run(EVENTS * part));
    options.progress(`${JSON.stringify(size)}: ${JSON.stringify(runs)}`);
    // the machine has other work: the middle one of three
    return runs.sort((one, other) => one.eventsPerCpuSecond - other.eventsPerCpuSecond)[1]!;
  };
  const few = measure(FEW, scale);
  const many = measure(MANY, scale);
  const idle = measure(IDLE, scale * OTHERS);
  const announcing = measure(ANNOUNCING, scale * OTHERS);
  return {
    eventsPerSecond: many.eventsPerSecond,
    eventsPerCpuSecond: many.eventsPerCpuSecond,
    factsPerSecond: many.factsPerSecond,
    costRatio: rounded(few.eventsPerCpuSecond / many.eventsPerCpuSecond, 2),
    many: { ...MANY, ...many },
    few: { ...FEW, ...few },
    idle: { ...IDLE, ...idle },
    announcing: { ...ANNOUNCING, ...announcing },
    bytesPerCaller,
    measured: 'decide and evolve; facts are made beforehand',
  };
}

/** A day of a busy centre, told to a distributor in runs: the facts of each are made before its time is taken. */
class Day {
  readonly #centre: BusyCentre;
  readonly #state = newCentre();
  #entry = 0;

  constructor(size: CentreSize) {
    this.#centre = new BusyCentre(size);
    this.#centre.fill();
    this.#tell(this.#centre.take());
  }

  run(about: number): Measured {
    for (let events = 0; events < about; events += EVENTS_A_CYCLE) this.#centre.cycle();
    const facts = this.#centre.take();
    collect();
    const began = performance.now();
    const used = process.cpuUsage();
    const events = this.#tell(facts);
    const { user, system } = process.cpuUsage(used);
    const milliseconds = performance.now() - began;
    const busyMilliseconds = (user + system) / 1_000;
    const { agents, profiles } = this.#state;
    const idle = [...agents.values()].filter((agent) => agent.idle).length;
    return {
      eventsPerSecond: Math.round((1_000 * events) / milliseconds),
      eventsPerCpuSecond: Math.round((1_000 * events) / busyMilliseconds),
      factsPerSecond: Math.round((1_000 * facts.length) / milliseconds),
      idlePercent: rounded((100 * idle) / agents.size, 1),
      profiles: profiles.length,
    };
  }

  /** @returns the number of events: facts, and what is decided of them */
  #tell(facts: readonly LineEvent[]): number {
    let events = facts.length;
    for (const fact of facts) {
      this.#entry += 1;
      evolve(this.#state, fact, this.#entry);
      events += decide(this.#state, fact).length;
    }
    return events;
  }
}

/** Of the heap: what 100,000 callers who wait add, the generator's own few bytes with them. */
function memory(): number {
  const heapOf = (waiting: number): { used: number; centre: BusyCentre } => {
    const centre = new BusyCentre({ agents: 0, waiting, announcing: false });
    centre.fill();
    centre.take();
    collect();
    return { used: process.memoryUsage().heapUsed, centre };
  };
  const empty = heapOf(FEW.waiting);
  const full = heapOf(MANY.waiting + FEW.waiting);
  return Math.round((full.used - empty.used) / (full.centre.state.callers.size || 1));
}

/** `acd`: the distributor alone (charter §9): events a second, cost per event by the number of callers, memory a caller. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BusyCentre, type CentreSize } from './acd-centre.ts';
import { rounded } from './load/histogram.ts';
import type { Figures } from './parts/part.ts';

const AGENTS = 10_000;
const MANY = 100_000;
const FEW = 1_000;
const RUNS = 3;
const EVENTS = 600_000;
const WARM_UP = 200_000;

interface Measured {
  readonly eventsPerSecond: number;
  /** Of the process's own time: what another load of the machine does not slow. */
  readonly eventsPerCpuSecond: number;
  readonly factsPerSecond: number;
  readonly profiles: number;
}

/** Events are facts and decisions, both taken into the state; the making of the facts is in the time. */
export function acd(options: { quick: boolean; progress(text: string): void }): Figures {
  const scale = options.quick ? 0.1 : 1;
  const measure = (size: CentreSize): Measured => {
    const centre = new BusyCentre(size);
    centre.fill();
    run(centre, WARM_UP * scale);
    const runs = Array.from({ length: RUNS }, () => run(centre, EVENTS * scale));
    // the machine has other work: the middle one of three
    const [, middle] = runs.sort((one, other) => one.eventsPerSecond - other.eventsPerSecond);
    options.progress(`${JSON.stringify(size)}: ${JSON.stringify(runs)}`);
    return { ...middle!, profiles: centre.profiles };
  };
  const bytesPerCaller = memory();
  options.progress(`${bytesPerCaller} bytes a caller`);
  const many = measure({ agents: AGENTS, waiting: MANY, announcing: false });
  const few = measure({ agents: AGENTS, waiting: FEW, announcing: false });
  const announcing = measure({ agents: AGENTS, waiting: MANY, announcing: true });
  return {
    eventsPerSecond: many.eventsPerSecond,
    factsPerSecond: many.factsPerSecond,
    eventsPerCpuSecond: many.eventsPerCpuSecond,
    costRatio: rounded(few.eventsPerCpuSecond / many.eventsPerCpuSecond, 2),
    eventsPerSecondFew: few.eventsPerSecond,
    eventsPerSecondAnnouncing: announcing.eventsPerSecond,
    bytesPerCaller,
    profiles: many.profiles,
    agents: AGENTS,
    waiting: MANY,
    waitingFew: FEW,
  };
}

function run(centre: BusyCentre, events: number): Omit<Measured, 'profiles'> {
  const { facts, decisions } = centre;
  const began = performance.now();
  const used = process.cpuUsage();
  while (centre.facts + centre.decisions - facts - decisions < events) centre.cycle();
  const seconds = (performance.now() - began) / 1_000;
  const busySeconds = process.cpuUsage(used).user / 1e6;
  const taken = centre.facts - facts;
  const decided = centre.decisions - decisions;
  return {
    eventsPerSecond: Math.round((taken + decided) / seconds),
    eventsPerCpuSecond: Math.round((taken + decided) / busySeconds),
    factsPerSecond: Math.round(taken / seconds),
  };
}

/** Of the heap: what 100,000 callers who wait add, the generator's own few bytes with them. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapOf = (waiting: number): { used: number; centre: BusyCentre } => {
    const centre = new BusyCentre({ agents: 0, waiting, announcing: false });
    centre.fill();
    collect();
    return { used: process.memoryUsage().heapUsed, centre };
  };
  const empty = heapOf(FEW);
  const full = heapOf(MANY + FEW);
  return Math.round((full.used - empty.used) / (full.centre.state.callers.size || 1));
}

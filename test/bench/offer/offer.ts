/** `offer`: agent turns ready → INVITE on the wire, agent's BYE → next INVITE, with many waiting and many agents.
 *
 *  Every caller is a call on the line, with an endpoint of the media server. One in twenty has sound both ways and is
 *  checked by it; the others are on hold (`a=sendonly`), so that the media server does not send music to a thousand
 *  sinks on the two cores that the generator needs too. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonic, pause } from '../load/clock.ts';
import { rounded, spread } from '../load/histogram.ts';
import { abreast, Supervisor } from '../load/supervisor.ts';
import { costOf, type Figures, type PartOptions, shares, withLine } from '../parts/part.ts';
import { AgentCycles, type Found } from './agent-cycle.ts';
import { OFFER_PLAN } from './offer-plan.ts';
import { WaitingCallers } from './waiting-callers.ts';

interface Size {
  readonly agents: number;
  readonly waiting: number;
  readonly perSecond: number;
  readonly warmUp: number;
  readonly measured: number;
}

/** Five agents a second turn ready, and as many end a talk: a centre of 500 whose talks last 50 seconds. */
const FULL: Size = { agents: 500, waiting: 1_000, perSecond: 5, warmUp: 100, measured: 1_200 };
const QUICK: Size = { agents: 20, waiting: 60, perSecond: 5, warmUp: 10, measured: 40 };
const MEDIA_EVERY = 20;
/** Callers who talk, or call again. */
const UNDER_WAY = 30;
const SETTLED_MS = 30_000;
const ASK_MS = 500;
const HANG_UPS_PER_SECOND = 100;

export function offer(options: PartOptions): Promise<Figures> {
  const size = options.quick ? QUICK : FULL;
  const perSecond = options.steps?.[0] ?? size.perSecond;
  return withLine(
    options,
    size.agents,
    async (bench) => {
      const { load, line, files } = bench;
      const supervisor = await Supervisor.open(line.http, files.data);
      const callers = new WaitingCallers(load, MEDIA_EVERY);
      try {
        options.progress(`offer: ${size.agents} agents register, and are paused`);
        await load.agents.register(files.accounts);
        await abreast(files.accounts, (account) =>
          supervisor.does(`/api/agents/${account}/pause`, { reason: 'bench' }),
        );
        options.progress(`offer: ${size.waiting} callers call`);
        await callers.fill(size.waiting + UNDER_WAY);
        const waitingBefore = await waitingOn(supervisor, size.waiting);
        const cycles = new AgentCycles(load, supervisor);
        const idle = [...files.accounts];
        const run = (count: number) => inTurn(cycles, idle, count, perSecond);
        options.progress(`offer: ${waitingBefore} wait; ${size.warmUp} agents to warm up`);
        await run(size.warmUp);
        cycles.take();
        options.progress(`offer: ${size.measured} agents, ${perSecond} a second`);
        const loop = monitorEventLoopDelay({ resolution: 1 });
        loop.enable();
        const { cpu, seconds } = await costOf(bench, () => run(size.measured));
        loop.disable();
        const figures = {
          ...figuresOf(cycles.take()),
          waiting: waitingBefore,
          waitingAfter: await waitingOn(supervisor, size.waiting),
          agents: size.agents,
          agentsPerSecond: perSecond,
          callersFailed: Object.fromEntries(callers.failures),
          cores: shares(cpu, seconds),
          generatorLoopDelayP99Ms: rounded(Math.max(0, loop.percentile(99) / 1e6 - 1), 2),
        };
        options.progress(`offer: ${JSON.stringify(figures)}`);
        return figures;
      } finally {
        callers.stop();
        supervisor.close();
        options.progress('offer: hanging up');
        await load.hangUp([...load.callers.standing.values()], HANG_UPS_PER_SECOND);
      }
    },
    OFFER_PLAN,
  );
}

/** So many agents turn ready, at random instants (a Poisson process), each when the former ones have not answered yet. */
async function inTurn(cycles: AgentCycles, idle: string[], count: number, perSecond: number): Promise<void> {
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    await pause((-Math.log(1 - Math.random()) * 1_000) / perSecond);
    const account = idle.shift();
    if (account === undefined) throw new Error('no agent is left to turn ready: talks do not end');
    running.push(cycles.run(account).finally(() => idle.push(account)));
  }
  await Promise.all(running);
}

/** How many wait by the line's own word, once it is as many as there should be, or will not become so. */
async function waitingOn(supervisor: Supervisor, wanted: number): Promise<number> {
  for (const until = monotonic() + SETTLED_MS; ; await pause(ASK_MS)) {
    const queues = await supervisor.sees<{ waiting: number }[]>('/api/queues');
    const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
    if (waiting >= wanted || monotonic() > until) return waiting;
  }
}

function figuresOf(found: Found): Figures {
  const failures: Record<string, number> = {};
  for (const failure of found.failures) failures[failure] = (failures[failure] ?? 0) + 1;
  return {
    readyToInviteMs: spread(found.readyToInviteMs),
    byeToInviteMs: spread(found.byeToInviteMs),
    readyToReplyMs: spread(found.readyToReplyMs),
    answerToAudioMs: spread(found.answerToAudioMs),
    samples: { ready: found.readyToInviteMs.length, bye: found.byeToInviteMs.length },
    audioChecked: found.audioChecked,
    audioFailed: found.audioFailed,
    deadEndpoints: found.deadEndpoints,
    unaskedOffers: found.unasked,
    offersFailed: failures,
  };
}

/** The load generator: callers, agents and their sound. */
import { type AgentCall, Agents } from './agents.ts';
import { type Call, Callers } from './callers.ts';
import { paced, within } from './clock.ts';
import { RtpFarm } from './rtp-farm.ts';
import type { Address } from './sip-socket.ts';

const RTP_PROCESSES = 2;
const HANG_UPS_PER_SECOND = 60;
const ENDED_MS = 15_000;

export class Load {
  readonly rtp: RtpFarm;
  readonly callers: Callers;
  readonly agents: Agents;

  private constructor(rtp: RtpFarm, callers: Callers, agents: Agents) {
    this.rtp = rtp;
    this.callers = callers;
    this.agents = agents;
  }

  /** Agents answer at once. @param server where the line takes calls */
  static async open(server: Address, rtpProcesses = RTP_PROCESSES): Promise<Load> {
    const rtp = await RtpFarm.open(rtpProcesses);
    const load = new Load(rtp, await Callers.open(server, rtp), await Agents.open(server, rtp));
    load.agents.onOffer((offer) => load.answer(offer));
    return load;
  }

  /** The agent answers; each should hear the other from now on. */
  answer(offer: AgentCall): void {
    offer.answer();
    const call = this.callers.standing.get(offer.callerId);
    if (!call) return;
    this.rtp.expect(offer.slot, call.hz);
    this.rtp.expect(call.slot, offer.hz);
  }

  /** Ends these calls at a steady rate. */
  async hangUp(calls: readonly Call[], perSecond = HANG_UPS_PER_SECOND): Promise<void> {
    const ending: Promise<void>[] = [];
    await paced(calls.length, perSecond, (index) => ending.push(this.callers.hangUp(calls[index]!)));
    await within(Promise.all(ending), ENDED_MS);
    await within(this.agents.idle(), ENDED_MS);
  }

  async close(): Promise<void> {
    this.callers.close();
    this.agents.close();
    await this.rtp.close();
  }
}

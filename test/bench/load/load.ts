/** The load generator: callers, agents and their sound. */
import { Agents } from './agents.ts';
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

  /** @param server where the line takes calls */
  static async open(server: Address, rtpProcesses = RTP_PROCESSES): Promise<Load> {
    const rtp = await RtpFarm.open(rtpProcesses);
    const callers = await Callers.open(server, rtp);
    const agents = await Agents.open(server, rtp, ({ callId, slot, hz }) => {
      const call = callers.standing.get(callId);
      if (!call) return;
      // each should hear the other
      rtp.expect(slot, call.hz);
      rtp.expect(call.slot, hz);
    });
    return new Load(rtp, callers, agents);
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

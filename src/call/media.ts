/** The caller's audio, as its media server has it. */
import type { MediaFailed } from '../events/line.generated.ts';
import { callbackMissed } from './callback.ts';
import type { Plan } from './plan.ts';
import { MEDIA_AGAIN } from './timers.ts';

const MEDIA_AGAIN_MS = 500;
/** How long a caller without audio is kept for a media server to come back, in milliseconds. */
const MEDIA_AWAY_MS = 20_000;

export function mediaFailed(plan: Plan, { status, reason }: MediaFailed): void {
  const { phase, lostAt, callback } = plan.state;
  const isAwaited = lostAt !== undefined && plan.at - lostAt < MEDIA_AWAY_MS;
  if (isAwaited) plan.timer(MEDIA_AGAIN, plan.at + MEDIA_AGAIN_MS);
  else if (phase === 'dialling') callbackMissed(plan, 'failed');
  else if (phase !== 'callback') plan.fail(status, reason);
  else if (!callback?.released) plan.release();
}

export function mediaLost(plan: Plan): void {
  const { phase, callback } = plan.state;
  // what the caller was still to hear is that the callback is noted: it is
  if (phase !== 'callback') plan.connect('again');
  else if (!callback?.released) plan.release();
}

import type { Plan } from './plan.ts';

/** Early media where the line waits free of charge and the trunk carries it (I9). A call without SDP has to be answered
 *  to have audio at all (RFC 3264 §4). */
export function firstMedia({ context, state }: Plan): 'early' | 'answer' {
  const { arrived } = state;
  const carried = arrived.earlyMediaSeconds !== undefined && !arrived.lateOffer;
  return context.line.answer === 'free-wait' && carried ? 'early' : 'answer';
}

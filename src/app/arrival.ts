import type { CallArrived } from '../events/line.generated.ts';
import { callerOf } from '../routing/caller.ts';
import type { IncomingCall } from '../sip/port.ts';
import type { Admitted } from './reception.ts';

/** The fact that an INVITE was admitted.
 *  @param configuration number of the entry whose files the call keeps to its end */
export function arrival(
  call: IncomingCall,
  { line, trunk, full }: Admitted,
  configuration: number,
  at: number,
): CallArrived {
  const caller = callerOf(
    {
      from: call.header('From') ?? '',
      assertedIdentity: call.header('P-Asserted-Identity'),
      privacy: call.header('Privacy'),
    },
    trunk.country,
  );
  return {
    type: 'CallArrived',
    at,
    callId: call.callId,
    line: line.line,
    trunk: trunk.name,
    caller: caller.number,
    withheld: caller.withheld,
    lateOffer: call.sdp === '',
    ...(trunk.earlyMedia ? { earlyMediaSeconds: trunk.earlyMedia.maxSeconds } : {}),
    earlyKeys: trunk.earlyMedia?.keys ?? false,
    full,
    dialled: call.dialled,
    configuration,
    handle: JSON.stringify(call.handle),
  };
}

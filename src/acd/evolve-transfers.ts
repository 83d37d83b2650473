/** What events do to the calls that leave for a centre: the places that they keep, the load of the centres. */
import type { LineEvent } from '../events/line.generated.ts';
import { comeBack, goAway } from './evolve-callers.ts';
import { waitEnds } from './expectation.ts';
import { setStanding } from './standing.ts';
import type { AcdState, Transfer } from './state.ts';

const CENTRE = 'centre:';

export function evolveTransfer(state: AcdState, event: LineEvent): void {
  switch (event.type) {
    case 'CallArrived':
      state.calls.set(event.callId, { line: event.line, configuration: event.configuration });
      break;
    case 'TransferRequested': {
      // a call that leaves our own agents of a centre is at that centre no longer, whatever comes of it
      endTransfer(state, event.callId);
      const caller = state.callers.get(event.callId);
      if (caller) goAway(state, caller);
      break;
    }
    case 'CentreChosen': {
      const { callId, asked, centre, emergency } = event;
      endTransfer(state, callId);
      state.transfers.set(callId, { asked, centre, emergency });
      count(state, centre, emergency, 1);
      break;
    }
    case 'TransferAccepted': {
      const caller = state.callers.get(event.callId);
      if (!caller || !isOf(state.transfers.get(event.callId), event.centre)) break;
      const free = caller.standing === 'talking' && caller.talkers.length === 0;
      if (caller.standing !== 'away' && !free) break;
      waitEnds(state, caller, 'left');
      setStanding(state, caller, 'transferred');
      break;
    }
    case 'QueueJoined':
      endOther(state, event.callId, event.queue);
      break;
    case 'TransferFailed':
      failed(state, event.callId, event.centre);
      break;
    case 'BridgeFailed':
    case 'PartyReleased':
    case 'PartyHungUp':
      if (!event.party.startsWith(CENTRE)) break;
      if (!isOf(state.transfers.get(event.callId), event.party.slice(CENTRE.length))) break;
      if (event.type === 'BridgeFailed') failed(state, event.callId, event.party.slice(CENTRE.length));
      else endTransfer(state, event.callId);
      break;
    default:
      break;
  }
}

/** The call goes on in another queue than that of the centre's own agents. */
function endOther(state: AcdState, callId: string, queue: string): void {
  const transfer = state.transfers.get(callId);
  if (transfer && queue !== `${CENTRE}${transfer.centre}`) endTransfer(state, callId);
}

/** The call is at no centre any more. */
export function endTransfer(state: AcdState, callId: string): void {
  const transfer = state.transfers.get(callId);
  if (!transfer) return;
  state.transfers.delete(callId);
  count(state, transfer.centre, transfer.emergency, -1);
}

export function count(state: AcdState, centre: string, emergency: boolean, change: 1 | -1): void {
  const load = state.load.get(centre) ?? { all: 0, emergencies: 0 };
  load.all += change;
  if (emergency) load.emergencies += change;
  state.load.set(centre, load);
}

function isOf(transfer: Transfer | undefined, centre: string): boolean {
  return transfer !== undefined && (transfer.centre === centre || transfer.asked === centre);
}

/** The centre did not take the caller, who waits again at the same place; unless an agent still talks to the caller. */
function failed(state: AcdState, callId: string, centre: string): void {
  const transfer = state.transfers.get(callId);
  // another transfer is under way: this is the end of one before
  if (transfer && !isOf(transfer, centre)) return;
  endTransfer(state, callId);
  const caller = state.callers.get(callId);
  if (!caller) return;
  const { standing } = caller;
  const alone = standing === 'talking' && caller.talkers.length === 0;
  if (standing === 'away' || standing === 'transferred' || alone) comeBack(state, caller);
}

/** An INVITE that a process sent, and how another process ends it after the first one's death. */
import { setTimeout as pause } from 'node:timers/promises';
import { exchange, type Srf, tell } from './srf.ts';

export interface SentInvite {
  /** The SIP server's id of the transaction. */
  readonly transaction: string;
  /** The id of the dialog that an answer makes. */
  readonly dialog: string;
  readonly expiresSeconds: number;
}

/** Between two questions whether it has ended, in milliseconds: its last response is told to the dead process only. */
const FIRST_MS = 100;
const MOST_MS = 1_000;
/** How long the server itself takes to give up a peer that answers nothing (RFC 3261 §17.1.1.2, timer B). */
const SILENT_SECONDS = 33;
/** What is sent by an id goes where the id says. */
const ANY_URI = 'sip:placeholder';

export function writeSent({ transaction, expiresSeconds, dialog }: SentInvite): string {
  return `${transaction} ${expiresSeconds} ${dialog}`;
}

/** @throws TypeError when it is none that `writeSent` wrote */
export function readSent(text: string): SentInvite {
  const [, transaction, expires, dialog] = /^(\S+) (\d+) (.+)$/.exec(text) ?? [];
  if (!transaction || !expires || !dialog) throw new TypeError(`no INVITE of ours: ${text}`);
  return { transaction, expiresSeconds: Number(expires), dialog };
}

/** Cancels it, and hangs up where the answer was quicker. Steps are refused as the state has it: a CANCEL of what is
 *  answered or cancelled already, an ACK of what has none to get.
 *  @returns when the server knows neither the transaction nor the dialog, or when it must have expired */
export async function endSent(srf: Srf, invite: SentInvite): Promise<void> {
  const latest = performance.now() + (invite.expiresSeconds + SILENT_SECONDS) * 1_000;
  for (let wait = FIRST_MS; performance.now() < latest; wait = Math.min(wait * 2, MOST_MS)) {
    const cancelled = await refusal(tell(srf, ANY_URI, { method: 'CANCEL', stackTxnId: invite.transaction }));
    // an answer to the dead process was never acknowledged; a telephone expects that before a BYE
    const acknowledged = await refusal(acknowledge(srf, invite.dialog));
    if (!isWithoutDialog(acknowledged))
      await refusal(exchange(srf, ANY_URI, { method: 'BYE', stackDialogId: invite.dialog }));
    else if (isUnknown(cancelled)) return;
    await pause(wait);
  }
}

function isUnknown(refused: string | undefined): boolean {
  return refused?.includes('unknown transaction') === true;
}

/** The server's words for an ACK in a dialog that it does not have. */
function isWithoutDialog(refused: string | undefined): boolean {
  return refused?.includes('ACK for non-success final response') === true;
}

/** @returns the server's words; undefined when it did as told */
async function refusal(done: Promise<unknown>): Promise<string | undefined> {
  try {
    await done;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function acknowledge(srf: Srf, dialog: string): Promise<void> {
  const agent = srf.app.client;
  return new Promise((resolve, reject) => {
    const sent = (refused: string | Error | null) => (refused === null ? resolve() : reject(refused));
    agent.sendAck('ACK', dialog, { uri: ANY_URI }, { socket: agent._getDefaultSocket() }, {}, sent);
  });
}

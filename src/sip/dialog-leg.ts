import { handleOfDialog } from './adoption.ts';
import { LegWatch } from './leg-watch.ts';
import { type Leg, type LegEvents, type LegHandle, SipError } from './port.ts';
import type { Srf, SrfDialog, SrfRequest, SrfResponse } from './srf.ts';

export type LegMaker = (dialog: SrfDialog) => Leg;

const NO_OWNER: LegEvents = {
  hungUp: () => undefined,
  modify: () => Promise.reject(new SipError('nobody owns this leg', 500)),
  info: () => undefined,
};

/** A dialog of drachtio-srf. */
export class DialogLeg implements Leg {
  readonly id: string;
  readonly lateAnswer: Promise<string | undefined>;
  readonly #dialog: SrfDialog;
  readonly #standing: Set<Leg>;
  readonly #watch: LegWatch | undefined;
  #owner: LegEvents = NO_OWNER;
  /** The hang-up, when it came before somebody listened. */
  #hungUp: string | undefined;

  /** @param adopted of a dialog whose peer's requests never get here: how its end is learnt instead */
  constructor(
    dialog: SrfDialog,
    standing: Set<Leg>,
    adopted?: { readonly srf: Srf; readonly watchMs: number },
  ) {
    this.#dialog = dialog;
    this.#standing = standing;
    this.#watch =
      adopted &&
      new LegWatch(this, adopted.watchMs, () => {
        dialog.connected = false;
        adopted.srf.removeDialog(dialog);
        dialog.emit('destroy', undefined, 'gone');
      });
    this.id = dialog.id;
    // A BYE that drachtio-srf read in the same piece as the ACK or the 200 was told before anybody could listen.
    if (dialog.connected) standing.add(this);
    else this.#hungUp = 'bye';
    this.lateAnswer = new Promise((resolve) => {
      // the ACK of a dialog that is another client's to the server gets no further than that
      if (!dialog.connected || adopted) resolve(undefined);
      dialog.once('ack', (ack: SrfRequest) => resolve(ack.body || undefined));
      dialog.once('destroy', () => resolve(undefined));
    });
    dialog.on('destroy', (_request: SrfRequest | undefined, reason?: string) => {
      // drachtio-srf's words for a BYE of the peer; others are the server's own reasons (a session timer ran out)
      this.#ended(reason === undefined || reason === 'normal release' ? 'bye' : reason);
    });
    dialog.on(
      'modify',
      (request: SrfRequest, response: SrfResponse) => void this.#modified(request, response),
    );
    dialog.on('info', (request: SrfRequest, response: SrfResponse) => {
      response.send(200);
      this.#owner.info(request.get('content-type') ?? '', request.body ?? '');
    });
  }

  get handle(): LegHandle {
    return handleOfDialog(this.#dialog);
  }

  get remoteSdp(): string {
    return this.#dialog.remote.sdp ?? '';
  }

  listen(events: LegEvents): void {
    this.#owner = events;
    if (this.#hungUp !== undefined) events.hungUp(this.#hungUp);
    else this.#watch?.start();
  }

  async probe(): Promise<boolean> {
    if (!this.#dialog.connected) return false;
    try {
      const { status } = await this.#dialog.request({ method: 'OPTIONS' });
      // RFC 3261 §12.2.1.2: these end the dialog; any other answer comes from a peer that is there
      return status !== 481 && status !== 408;
    } catch (error) {
      // the server itself has no such dialog any more: the peer's BYE came while it had nobody to tell
      if ((error as { code?: string }).code === 'ENODIALOG') return false;
      throw new SipError((error as Error).message, 0);
    }
  }

  async modify(sdp: string): Promise<string> {
    return this.#dialog.modify(sdp);
  }

  async hangUp(): Promise<void> {
    this.#standing.delete(this);
    this.#watch?.stop();
    if (!this.#dialog.connected) return;
    // a BYE that gets no answer ends the dialog all the same (RFC 3261 §15.1.1)
    await this.#dialog.destroy().catch(() => undefined);
  }

  async refer(uri: string, timeoutMs: number): Promise<number> {
    let settle: (status: number) => void = () => undefined;
    const reported = new Promise<number>((resolve) => {
      settle = resolve;
    });
    const notified = (request: SrfRequest, response: SrfResponse): void => {
      response.send(200);
      // RFC 3515 §2.4.5: the body is a message/sipfrag that begins with the status line
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(request.body ?? '')?.[1]);
      if (status >= 200) settle(status);
    };
    const left = (): void => settle(200); // the transferred party hangs up its own leg
    const timer = setTimeout(() => settle(408), timeoutMs);
    this.#dialog.on('notify', notified).once('destroy', left);
    try {
      const accepted = await this.#dialog.request({
        method: 'REFER',
        headers: { 'Refer-To': `<${uri}>`, 'Referred-By': `<${this.#dialog.local.uri}>` },
      });
      return accepted.status >= 200 && accepted.status < 300 ? await reported : accepted.status;
    } finally {
      clearTimeout(timer);
      this.#dialog.off('notify', notified).off('destroy', left);
    }
  }

  #ended(cause: string): void {
    this.#hungUp = cause;
    this.#standing.delete(this);
    this.#watch?.stop();
    this.#owner.hungUp(cause);
  }

  async #modified(request: SrfRequest, response: SrfResponse): Promise<void> {
    try {
      // drachtio-server loses the final response when a provisional one went before: only the final is sent
      response.send(200, { body: await this.#owner.modify(request.body ?? '') });
    } catch (error) {
      response.send(error instanceof SipError && error.status >= 300 ? error.status : 488);
    }
  }
}

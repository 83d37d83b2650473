import type { SipRequest } from '../../wire/sip/message.ts';
import type { ServerDialog } from './server-dialog.ts';

/** Every dialog: early ones by their tag, confirmed ones by drachtio's id too. */
export class Dialogs {
  readonly #byTag = new Map<string, ServerDialog>();
  readonly #byId = new Map<string, ServerDialog>();

  /** Confirmed dialogs. */
  get size(): number {
    return this.#byId.size;
  }

  /** From now on requests of the network find the dialog. */
  addEarly(dialog: ServerDialog): void {
    this.#byTag.set(key(dialog.state.callId, dialog.state.localTag), dialog);
  }

  /** From now on applications find it by its id. */
  confirm(dialog: ServerDialog): void {
    this.#byId.set(dialog.id, dialog);
  }

  /** By drachtio's id. */
  get(id: string): ServerDialog | undefined {
    return this.#byId.get(id);
  }

  /** The dialog of a request from the network: RFC 3261 §12.2.2. While we do not know the peer's tag, any will do. */
  match(request: SipRequest): ServerDialog | undefined {
    const tag = request.toTag;
    if (tag === undefined) return undefined;
    const dialog = this.#byTag.get(key(request.callId, tag));
    if (dialog === undefined) return undefined;
    const { remoteTag } = dialog.state;
    return remoteTag === '' || remoteTag === (request.fromTag ?? '') ? dialog : undefined;
  }

  remove(dialog: ServerDialog): void {
    const tag = key(dialog.state.callId, dialog.state.localTag);
    if (this.#byTag.get(tag) === dialog) this.#byTag.delete(tag);
    if (this.#byId.get(dialog.id) === dialog) this.#byId.delete(dialog.id);
  }

  *[Symbol.iterator](): IterableIterator<ServerDialog> {
    yield* this.#byTag.values();
  }
}

function key(callId: string, localTag: string): string {
  return `${callId}\n${localTag}`;
}

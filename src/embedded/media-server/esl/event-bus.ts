/** Brings each event to the connections that asked for it. Events that nobody asked for are not even built. */

import type { EventHeaders } from '../../../wire/esl.ts';
import { EslEvent } from './event.ts';
import type { Subscription } from './subscription.ts';

/** Who receives events. */
export interface Listener {
  readonly subscription: Subscription;
  deliver(text: string): void;
}

export class EventBus {
  readonly #identity: EventHeaders;
  /** connections that want one channel's events only, by its id: with hundreds of calls they are the many */
  readonly #byChannel = new Map<string, Set<Listener>>();
  readonly #general = new Set<Listener>();
  readonly #places = new Map<Listener, string | undefined>();
  #sequence = 0;

  /** @param identity of the server, first in every event */
  constructor(identity: EventHeaders) {
    this.#identity = identity;
  }

  /** Takes a listener in, or notes that its filters changed. */
  place(listener: Listener): void {
    this.remove(listener);
    const { channel } = listener.subscription;
    this.#places.set(listener, channel);
    if (channel === undefined) {
      this.#general.add(listener);
      return;
    }
    const listeners = this.#byChannel.get(channel);
    if (listeners) listeners.add(listener);
    else this.#byChannel.set(channel, new Set([listener]));
  }

  remove(listener: Listener): void {
    if (!this.#places.has(listener)) return;
    const channel = this.#places.get(listener);
    this.#places.delete(listener);
    this.#general.delete(listener);
    if (channel === undefined) return;
    const listeners = this.#byChannel.get(channel);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.#byChannel.delete(channel);
  }

  /** @param channel that the event speaks of
   *  @param build its headers, asked for only when somebody listens */
  emit(
    name: string,
    channel: string | undefined,
    build: () => EventHeaders,
    options: { subclass?: string; body?: string } = {},
  ): void {
    let event: EslEvent | undefined;
    const make = (): EslEvent => {
      event ??= new EslEvent({ ...this.header(name, options.subclass), ...build() }, options.body);
      return event;
    };
    this.#sequence += 1;
    const close = channel === undefined ? undefined : this.#byChannel.get(channel);
    if (close) for (const listener of [...close]) this.#offer(listener, name, options.subclass, make);
    for (const listener of [...this.#general]) this.#offer(listener, name, options.subclass, make);
  }

  #offer(listener: Listener, name: string, subclass: string | undefined, make: () => EslEvent): void {
    const { subscription } = listener;
    if (!subscription.wants(name, subclass)) return;
    const event = make();
    if (subscription.passes(event)) listener.deliver(event.in(subscription.format));
  }

  /** The headers that every event begins with. */
  header(name: string, subclass?: string): EventHeaders {
    return {
      ...(subclass === undefined ? {} : { 'Event-Subclass': subclass }),
      'Event-Name': name,
      ...this.#identity,
      'Event-Date-Timestamp': `${Date.now()}000`,
      'Event-Sequence': String(this.#sequence),
    };
  }
}

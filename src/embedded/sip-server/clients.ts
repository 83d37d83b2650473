import type { Client } from './client.ts';

/** The connected applications, and which of them want which requests. */
export class Clients {
  readonly #all = new Set<Client>();
  readonly #routes = new Map<string, { clients: Client[]; next: number }>();

  get size(): number {
    return this.#all.size;
  }

  add(client: Client): void {
    this.#all.add(client);
  }

  remove(client: Client): void {
    this.#all.delete(client);
    for (const verb of this.#routes.keys()) this.removeRoute(client, verb);
  }

  /** From now on the client gets its share of the verb's requests. */
  addRoute(client: Client, verb: string): void {
    const route = this.#routes.get(verb);
    if (route === undefined) this.#routes.set(verb, { clients: [client], next: 0 });
    else if (!route.clients.includes(client)) route.clients.push(client);
  }

  removeRoute(client: Client, verb: string): void {
    const route = this.#routes.get(verb);
    const at = route?.clients.indexOf(client) ?? -1;
    if (route === undefined || at < 0) return;
    route.clients.splice(at, 1);
    if (route.clients.length === 0) this.#routes.delete(verb);
  }

  /** The next client in turn for a request outside of any dialog; undefined when nobody wants the verb.
   *  @param tag only clients with this tag, where one is asked for */
  select(method: string, tag?: string): Client | undefined {
    const route = this.#routes.get(method.toLowerCase());
    if (route === undefined) return undefined;
    for (let tries = 0; tries < route.clients.length; tries++) {
      if (route.next >= route.clients.length) route.next = 0;
      const client = route.clients[route.next++]!;
      if (client.alive && (tag === undefined || client.tags.includes(tag))) return client;
    }
    return undefined;
  }

  *[Symbol.iterator](): IterableIterator<Client> {
    yield* this.#all;
  }
}

/** A supervisor at the API of a line under test: the token is the one that lies in the line's data folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentView, CallerPhase, CallerView, CentreView, QueueView } from '../../src/api/views.ts';
import { eventually, SOON } from '../harness/facts.ts';
import type { TestLine } from '../harness/line.ts';
import type { PhoneCall } from '../harness/phone-call.ts';

export class Supervisor {
  readonly #http: string;
  readonly #token: string;

  constructor(line: TestLine) {
    this.#http = line.ready.http;
    this.#token = readFileSync(join(line.folder, 'data', 'api-token'), 'utf8').trim();
  }

  /** @throws Error with the line's words when it refuses */
  does(path: string, body: object = {}, method: 'POST' | 'PATCH' | 'DELETE' = 'POST'): Promise<unknown> {
    return this.#ask(method, path, body);
  }

  agent(account: string): Promise<AgentView> {
    return this.#ask('GET', `/agents/${account}`) as Promise<AgentView>;
  }

  callers(): Promise<CallerView[]> {
    return this.#ask('GET', '/callers') as Promise<CallerView[]>;
  }

  async queue(name: string): Promise<QueueView | undefined> {
    const queues = (await this.#ask('GET', '/queues')) as QueueView[];
    return queues.find(({ queue }) => queue === name);
  }

  async centre(name: string): Promise<CentreView | undefined> {
    const centres = (await this.#ask('GET', '/centres')) as CentreView[];
    return centres.find((centre) => centre.name === name);
  }

  /** The caller as the line sees it; undefined once the call has ended. */
  async caller({ callId }: Pick<PhoneCall, 'callId'>): Promise<CallerView | undefined> {
    return (await this.callers()).find((caller) => caller.callId === callId);
  }

  /** Waits until the call stands there. */
  async sees(call: Pick<PhoneCall, 'callId'>, phase: CallerPhase, ms = SOON): Promise<CallerView> {
    const ask = () => this.caller(call);
    return (await eventually(`a call in ${phase}`, ask, (caller) => caller?.phase === phase, ms))!;
  }

  async seesAgent(account: string, status: AgentView['status'], ms = SOON): Promise<AgentView> {
    const ask = () => this.agent(account);
    return eventually(`agent ${account} ${status}`, ask, (agent) => agent.status === status, ms);
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#http}/api${path}`, {
      method,
      signal: AbortSignal.timeout(SOON),
      headers: {
        authorization: `Bearer ${this.#token}`,
        'x-author': 'Sophie',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

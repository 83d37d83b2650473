import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Test } from 'tap';
import { test } from 'tap';
import { missing } from '../peers.ts';
import { Baresip, type BaresipOptions } from './baresip.ts';
import { eventually } from './facts.ts';
import { type LineOptions, TestLine } from './line.ts';
import { Phone, type PhoneOptions } from './phone.ts';
import { Sipp } from './sipp.ts';
import type { Scenario } from './sipp-scenario.ts';

export interface LineTestOptions extends LineOptions {
  /** Programs without which the test cannot run: it is skipped with that reason (in CI they are there). */
  readonly peers?: readonly ('sipp' | 'baresip')[];
}

/** What a test of whole calls has at hand. Everything it opens is closed after it. */
export class Stage {
  readonly line: TestLine;
  readonly #open: (() => Promise<unknown>)[] = [];

  constructor(line: TestLine) {
    this.line = line;
  }

  /** A telephone of a citizen, or of anybody: it does not register. */
  phone(options: Partial<PhoneOptions> = {}): Promise<Phone> {
    return this.#keep(Phone.open({ server: this.line.sip, user: '0612345678', ...options }));
  }

  /** An agent's telephone, registered: 1001 … 1004, with the demo's secrets. */
  async agent(account: string): Promise<Phone> {
    const login = { account, secret: `demo-${account}` };
    const phone = await this.phone({ user: account, login });
    const response = await phone.register();
    if (response.status !== 200) throw new Error(`agent ${account}: ${response.status} ${response.reason}`);
    this.#open.push(() => phone.register({ expires: 0 }).catch(() => undefined));
    return phone;
  }

  /** A caller played by sipp. */
  sipp(scenario: Scenario): Promise<Sipp> {
    return this.#keep(Sipp.run(scenario, this.line.sip));
  }

  /** A baresip softphone; `account` makes it register as that agent. */
  baresip(options: Partial<BaresipOptions> = {}): Promise<Baresip> {
    return this.#keep(Baresip.start({ server: this.line.sip, ...options }));
  }

  async close(): Promise<void> {
    for (const close of this.#open.splice(0).reverse()) await close();
  }

  async #keep<T extends { close(): Promise<unknown> }>(opening: Promise<T>): Promise<T> {
    const opened = await opening;
    this.#open.push(() => opened.close());
    return opened;
  }
}

const isShared = Boolean(process.env['SHORTLINE_DRACHTIO']);

/** Tests that share one line: each has its own stage, and after each nothing may be left on the line.
 *  @param title of the whole, as a sentence */
export function lineTests(
  title: string,
  options: LineTestOptions,
  define: (each: (name: string, play: (t: Test, stage: Stage) => Promise<void>) => void) => void,
): void {
  const skip = options.peers?.map(missing).find((reason) => reason !== undefined);
  void test(title, skip === undefined ? {} : { skip }, async (t) => {
    const line = await TestLine.start(options);
    t.teardown(() => line.stop());
    const tests: Promise<unknown>[] = [];
    define((name, play) => tests.push(t.test(name, (inner) => playOn(line, inner, play))));
    await Promise.all(tests);
    t.ok(line.leftProcesses().length > 0, 'the check of what is left sees the running line');
    t.equal(await line.stop(), 0, 'the line closes by itself');
    const ask = () => line.leftProcesses();
    t.strictSame(
      await eventually('no process left', ask, (left) => left.length === 0),
      [],
      'no process is left',
    );
    if (!isShared) t.ok(await isFreeUdp(line.sip), 'its port is free again');
  });
}

async function playOn(
  line: TestLine,
  t: Test,
  play: (t: Test, stage: Stage) => Promise<void>,
): Promise<void> {
  const stage = new Stage(line);
  const from = line.log.all.length;
  try {
    await play(t, stage);
    await stage.close();
    await line.becomesEmpty();
    t.pass('no call, endpoint or dialog is left');
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const log = line.log.all.slice(from).map((each) => each.text.slice(0, 400));
    t.fail(message.split('\n')[0] ?? '', { error: stack, line: log.slice(-60).join('\n') });
  } finally {
    await stage.close();
  }
}

async function isFreeUdp(address: string): Promise<boolean> {
  const at = address.lastIndexOf(':');
  const socket = createSocket('udp4').bind(Number(address.slice(at + 1)), address.slice(0, at));
  try {
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

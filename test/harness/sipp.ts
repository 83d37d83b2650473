import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AudioLeg } from './audio-leg.ts';
import { Facts, SOON, within } from './facts.ts';
import type { Scenario } from './sipp-scenario.ts';

/** A whole call may last so long, in seconds; then sipp fails it. */
const CALL_S = 90;
/** sipp's messages to its twin end with this octet. */
const END = '\x1b';

export interface SippResult {
  /** 0: the call went as the scenario says. */
  readonly code: number;
  /** What sipp says of what went otherwise. */
  readonly errors: string;
  /** The SIP messages, both ways. */
  readonly messages: string;
}

/** A call made by sipp. The test talks with it over sipp's "twin" connection (its third-party call control): sipp says
 *  where in its scenario it is, and goes on when told. The sound is an RTP leg in the test, at the address in sipp's SDP. */
export class Sipp {
  readonly audio: AudioLeg;
  readonly #folder = mkdtempSync(join(tmpdir(), 'shortline-sipp-'));
  readonly #places = new Facts<string>('places of sipp');
  readonly #server: Server;
  #child: ChildProcess | undefined;
  #twin: Socket | undefined;
  #callId = '';
  #closed: Promise<number> = Promise.resolve(-1);
  #output = '';

  private constructor(audio: AudioLeg) {
    this.audio = audio;
    this.#server = createServer((twin) => this.#listen(twin));
  }

  /** @param server `host:port` of the line */
  static async run(scenario: Scenario, server: string): Promise<Sipp> {
    const sipp = new Sipp(await AudioLeg.open());
    sipp.#server.listen(0, '127.0.0.1');
    await once(sipp.#server, 'listening');
    sipp.#start(scenario, server);
    return sipp;
  }

  /** Waits until sipp stands at a `wait` of the scenario. */
  async at(place: string, ms = SOON): Promise<void> {
    const early = this.#closed.then((code) => {
      throw new Error(`sipp ended with ${code} before ${place}:\n${this.#read('errors.log')}${this.#output}`);
    });
    await Promise.race([this.#places.until(place, (each) => each === place, ms), early]);
  }

  /** Lets sipp go on from the place where it waits. */
  async go(place: string, ms = SOON): Promise<void> {
    await this.at(place, ms);
    this.#twin?.write(`Call-ID: ${this.#callId}\r\nFrom: test\r\n\r\n${END}`);
  }

  /** The end of the scenario. */
  async result(ms = SOON): Promise<SippResult> {
    const code = await within('the end of sipp', this.#closed, ms);
    const errors = this.#read('errors.log');
    return { code, errors, messages: this.#read('messages.log') };
  }

  /** What happened so far, for the messages of failed tests. */
  dump(): string {
    return [this.#read('errors.log'), this.#read('messages.log'), this.#output].join('\n');
  }

  async close(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#closed;
    this.#twin?.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
    await this.audio.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(scenario: Scenario, server: string): void {
    writeFileSync(join(this.#folder, 'scenario.xml'), scenario.toXml());
    const { port } = this.#server.address() as AddressInfo;
    const args = [
      ...[server, '-sf', 'scenario.xml', '-m', '1', '-l', '1', '-aa', '-nostdin', '-cp', '0', '-skip_rlimit'],
      ...['-i', '127.0.0.1', '-3pcc', `127.0.0.1:${port}`, '-key', 'audio_port', String(this.audio.port)],
      ...['-trace_msg', '-message_file', 'messages.log', '-trace_err', '-error_file', 'errors.log'],
      ...['-timeout', `${CALL_S}s`, '-timeout_error', '-recv_timeout', String(CALL_S * 1000)],
    ];
    const child = spawn('sipp', args, { cwd: this.#folder, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const keep = (text: Buffer) => {
      this.#output = (this.#output + text.toString('utf8')).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    this.#closed = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? (signal ? -1 : 0)));
    });
    this.#closed.catch(() => undefined);
  }

  #listen(twin: Socket): void {
    this.#twin = twin;
    let text = '';
    twin.on('error', () => undefined);
    twin.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf(END); end >= 0; end = text.indexOf(END)) {
        const message = text.slice(0, end);
        text = text.slice(end + 1);
        this.#callId = /^Call-ID: (\S+)/m.exec(message)?.[1] ?? this.#callId;
        const place = /^Place: (.+?)\r?$/m.exec(message)?.[1];
        if (place !== undefined) this.#places.add(place);
      }
    });
  }

  #read(file: string): string {
    try {
      return readFileSync(join(this.#folder, file), 'latin1');
    } catch {
      return ''; // sipp writes it only when it has something to say
    }
  }
}

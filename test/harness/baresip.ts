import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWav, parseWav } from '../../src/wire/wav.ts';
import { RATE, tone } from './audio.ts';
import type { Login } from './digest.ts';
import { eventually, Facts, SOON, within } from './facts.ts';

export interface BaresipOptions {
  /** `host:port` where it registers, or whose numbers it calls. */
  readonly server: string;
  readonly user?: string;
  /** Registers with these; without, it only calls. */
  readonly login?: Login;
  /** What its microphone picks up. */
  readonly microphone?: Int16Array;
  readonly answer?: 'manual' | 'auto';
}

export interface BaresipEvent {
  /** `REGISTER_OK`, `CALL_INCOMING`, `CALL_ESTABLISHED`, `CALL_CLOSED` … */
  readonly type: string;
  readonly param?: string;
  readonly peeruri?: string;
}

/** baresip 1.0, a softphone that people use, without sound hardware: its microphone is a WAV file, its loudspeaker another
 *  one, its keyboard a TCP connection. */
export class Baresip {
  readonly events = new Facts<BaresipEvent>('events of baresip');
  readonly #folder = mkdtempSync(join(tmpdir(), 'shortline-baresip-'));
  readonly #server: string;
  #child!: ChildProcess;
  #control!: Socket;
  #closed!: Promise<unknown>;
  #output = '';
  #token = 0;
  readonly #replies = new Facts<{ token: string; ok: boolean; data: string }>('replies of baresip');

  private constructor(server: string) {
    this.#server = server;
  }

  static async start(options: BaresipOptions): Promise<Baresip> {
    const phone = new Baresip(options.server);
    const port = await freePort();
    writeFileSync(join(phone.#folder, 'config'), configuration(phone.#folder, port));
    writeFileSync(join(phone.#folder, 'accounts'), account(options));
    writeFileSync(join(phone.#folder, 'contacts'), '');
    const samples = options.microphone ?? tone(500, 60);
    const wav = buildWav({ sampleRate: RATE, channels: 1, samples });
    writeFileSync(join(phone.#folder, 'microphone.wav'), wav);
    phone.#spawn();
    phone.#control = await phone.#connect(port);
    phone.#listen();
    return phone;
  }

  /** Waits for an event that comes after those already `seen`. */
  event(type: string, ms = SOON, seen = 0): Promise<BaresipEvent> {
    return this.events.until(type, (each) => each.type === type, ms, seen);
  }

  /** Waits until it is registered: its own event may have passed before we were connected. */
  async registered(): Promise<void> {
    const ask = () => this.command('reginfo');
    await eventually('registration of baresip', ask, (text) => /OK\s/.test(text));
  }

  dial(number: string): Promise<string> {
    return this.command('dial', `sip:${number}@${this.#server}`);
  }

  answer(): Promise<string> {
    return this.command('accept');
  }

  hangUp(): Promise<string> {
    return this.command('hangup');
  }

  /** Presses a key, as RTP event. */
  press(key: string): Promise<string> {
    return this.command('sndcode', key);
  }

  /** A command of baresip's menu. @returns what it says */
  async command(command: string, params = ''): Promise<string> {
    const token = String(++this.#token);
    const json = JSON.stringify({ command, params, token });
    this.#control.write(`${Buffer.byteLength(json)}:${json},`);
    const reply = await this.#replies.until(`reply to ${command}`, (each) => each.token === token);
    if (!reply.ok) throw new Error(`baresip refuses ${command} ${params}: ${reply.data}`);
    return reply.data;
  }

  /** What it heard in its last call, once that is over: the file is complete only then. */
  async heard(): Promise<Int16Array> {
    await this.event('CALL_CLOSED');
    const read = () => {
      const file = globSync('dump-*-dec.wav', { cwd: this.#folder }).sort().at(-1);
      try {
        return file === undefined
          ? new Int16Array(0)
          : parseWav(readFileSync(join(this.#folder, file))).samples;
      } catch {
        return new Int16Array(0);
      }
    };
    return eventually('the recording of baresip', read, (samples) => samples.length > 0);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM'); // it takes its registration back
      await within('the end of baresip', this.#closed, 3_000).catch(() => this.#child.kill('SIGKILL'));
    }
    await this.#closed;
    this.#control.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn(): void {
    this.#child = spawn('baresip', ['-f', this.#folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (text: Buffer) => {
      this.#output = (this.#output + text.toString('utf8')).slice(-8_000);
    };
    this.#child.stdout!.on('data', keep);
    this.#child.stderr!.on('data', keep);
    this.#closed = once(this.#child, 'close');
  }

  async #connect(port: number): Promise<Socket> {
    const attempt = async () => {
      const socket = connect(port, '127.0.0.1');
      try {
        await once(socket, 'connect');
        return socket;
      } catch {
        socket.destroy();
        return undefined;
      }
    };
    const socket = await eventually('baresip’s control', attempt, (each) => each !== undefined).catch(
      async (error) => {
        this.#child.kill('SIGKILL');
        throw new Error(`${String(error)}\n${this.#output}`);
      },
    );
    return socket!;
  }

  /** Reads netstrings of JSON: `<length>:<json>,` */
  #listen(): void {
    let bytes = Buffer.alloc(0);
    this.#control.on('error', () => undefined);
    this.#control.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (;;) {
        const colon = bytes.indexOf(':');
        const length = Number(bytes.subarray(0, colon).toString());
        if (colon < 0 || bytes.length < colon + 1 + length + 1) return;
        this.#take(JSON.parse(bytes.subarray(colon + 1, colon + 1 + length).toString('utf8')));
        bytes = bytes.subarray(colon + 1 + length + 1);
      }
    });
  }

  #take(message: { event?: boolean; type?: string; token?: string; ok?: boolean; data?: string }): void {
    if (message.event) this.events.add(message as BaresipEvent);
    else this.#replies.add({ token: message.token ?? '', ok: message.ok ?? false, data: message.data ?? '' });
  }
}

function configuration(folder: string, control: number): string {
  // Port 0: it also opens TLS on the port above its SIP port, where the next instance may want to listen.
  return `poll_method epoll
sip_listen 127.0.0.1:0
net_interface 127.0.0.1
call_local_timeout 120
audio_source aufile,${folder}/microphone.wav
audio_player aubridge,player
audio_alert aubridge,alert
ausrc_format s16
auplay_format s16
auenc_format s16
audec_format s16
jitter_buffer_delay 1-5
module_path ${modulePath()}
module g711.so
module sndfile.so
module aufile.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${control}
snd_path ${folder}
`;
}

function modulePath(): string {
  const [found] = globSync('/usr/lib{,64,/*-linux-gnu}/baresip/modules/g711.so');
  return found?.replace('/g711.so', '') ?? '/usr/lib/baresip/modules';
}

function account({ server, user, login, answer = 'manual' }: BaresipOptions): string {
  const name = login?.account ?? user ?? '0677889900';
  const auth = login ? `auth_user=${login.account};auth_pass=${login.secret};regint=300` : 'regint=0';
  return `<sip:${name}@${server}>;${auth};answermode=${answer}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A figure, not a test: call set-ups per second through the embedded SIP server, alone in its process. Each is one INVITE that
 *  comes in and one that goes out (drachtio-srf, unmodified), both answered, both ended with BYE; the telephones are bare UDP.
 *  `node test/embedded/sip-server/figure.ts [calls] [at once]` ends with one line of JSON. */
import { fork } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import Srf, { type SrfRequest, type SrfResponse } from 'drachtio-srf';
import type { SipProcessReady } from '../../../src/embedded/sip-server/process.ts';
import { hangUp, SDP } from './harness.ts';

const calls = Number(process.argv[2] ?? 3000);
const atOnce = Number(process.argv[3] ?? 30);
const options = {
  listen: ['sip:127.0.0.1:0'],
  control: { host: '127.0.0.1', port: 0, secret: 's' },
  logLevel: 'warn',
};
const child = fork(new URL('../../../src/embedded/sip-server/process.ts', import.meta.url), [
  JSON.stringify(options),
]);
const [ready] = (await once(child, 'message')) as [SipProcessReady];

/** User and system time of the server so far, in milliseconds (100 ticks a second). */
function serverCpu(): number {
  const fields = readFileSync(`/proc/${ready.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

const callee = await bound();
const calleeUri = `sip:b@127.0.0.1:${callee.address().port}`;
callee.on('message', (bytes, from) => {
  const text = bytes.toString();
  if (text.startsWith('ACK') || text.startsWith('SIP/')) return;
  const invite = text.startsWith('INVITE');
  const headers = text.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
  const tagged = headers.map((line) =>
    line.startsWith('To:') && !line.includes('tag=') ? `${line};tag=b` : line,
  );
  const body = invite ? SDP : '';
  const type = invite ? 'Content-Type: application/sdp\r\n' : '';
  callee.send(
    `SIP/2.0 200 OK\r\n${tagged.join('\r\n')}\r\nContact: <${calleeUri}>\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`,
    from.port,
  );
});

const srf = new Srf();
void srf.connect({ ...ready.control, secret: 's' });
await once(srf, 'connect');
srf.invite((async (req: SrfRequest, res: SrfResponse) => {
  const uac = await srf.createUAC(calleeUri, { localSdp: req.body });
  const uas = await srf.createUAS(req, res, { localSdp: uac.remote.sdp });
  uas.on('destroy', () => {
    void hangUp(uac).then(() => {
      ended++;
      if (ended === 2 * calls) done();
    });
  });
}) as never);

const caller = await bound();
const port = caller.address().port;
const times: number[] = [];
const begun = new Map<string, number>();
let started = 0;
/** BYEs answered, of both legs. */
let ended = 0;
let done: () => void;
const finished = new Promise<void>((resolve) => {
  done = resolve;
});
function request(method: string, id: string, cseq: number, to: string, body = ''): void {
  const type = body === '' ? '' : 'Content-Type: application/sdp\r\n';
  caller.send(
    `${method} sip:3939@127.0.0.1:${ready.sip.port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:${port};rport;branch=z9hG4bK${id}${cseq}${method}\r\n` +
      `Max-Forwards: 70\r\nFrom: <sip:a@127.0.0.1:${port}>;tag=${id}\r\n${to}\r\nCall-ID: ${id}\r\nCSeq: ${cseq} ${method}\r\n` +
      `Contact: <sip:a@127.0.0.1:${port}>\r\n${type}Content-Length: ${body.length}\r\n\r\n${body}`,
    ready.sip.port,
  );
}
function start(): void {
  if (started === calls) return;
  const id = `c${started++}`;
  begun.set(id, performance.now());
  request('INVITE', id, 1, `To: <sip:3939@127.0.0.1:${ready.sip.port}>`, SDP);
}
caller.on('message', (bytes) => {
  const text = bytes.toString();
  if (!text.startsWith('SIP/2.0 200')) return;
  const id = /Call-ID: (\S+)/.exec(text)![1]!;
  const to = /^To: .*$/m.exec(text)![0];
  if (text.includes(' INVITE\r\n')) {
    const at = begun.get(id);
    if (at === undefined) return;
    begun.delete(id);
    times.push(performance.now() - at);
    request('ACK', id, 1, to);
    // drachtio-srf loses a BYE that comes in one piece with the ACK: the application cannot listen yet.
    setTimeout(request, 20, 'BYE', id, 2, to);
  } else {
    start();
    ended++;
    if (ended === 2 * calls) done();
  }
});

const cpu = serverCpu();
const from = performance.now();
for (let i = 0; i < atOnce; i++) start();
await finished;
const seconds = (performance.now() - from) / 1000;
const used = serverCpu() - cpu;
times.sort((a, b) => a - b);
const figures = {
  setupsPerSecond: Math.round(calls / seconds),
  serverCpuMsPerSetup: Number((used / calls).toFixed(3)),
  serverSetupsPerCpuSecond: Math.round(calls / (used / 1000)),
  inviteTo200Ms: {
    p50: Number(times[calls >> 1]!.toFixed(1)),
    p99: Number(times[Math.floor(calls * 0.99)]!.toFixed(1)),
  },
  calls,
  atOnce,
  node: process.version,
  load: loadavg()[0],
};
srf.disconnect();
caller.close();
callee.close();
child.disconnect();
await once(child, 'exit');
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);

/** An application that takes calls as the dialled name says, calls when it is told to, and is killed by a test. */
import { DrachtioSip } from '../../src/sip/drachtio.ts';
import type { IncomingCall } from '../../src/sip/port.ts';
import { type ServerAddress, sdpAt, type Told } from './servers.ts';

const server = JSON.parse(process.argv[2]!) as ServerAddress;
const tell = (told: Told): void => void process.send!(told);

async function take(call: IncomingCall): Promise<void> {
  const told = { type: 'call', call: call.handle } as const;
  if (call.dialled === 'early') call.progress(183, sdpAt(40_000));
  if (call.dialled === 'answered') tell({ ...told, leg: (await call.answer(sdpAt(40_000))).handle });
  else tell(told);
}

const sip = await DrachtioSip.connect(
  { ...server, log: () => undefined },
  { call: (call) => void take(call), request: (request) => request.reply(501) },
);
async function dial(uri: string): Promise<void> {
  const call = sip.dial({ uri, sdp: sdpAt(40_000), from: { number: '3939' }, ringMs: 30_000 });
  tell({ type: 'sent', sent: await call.sent });
  const result = await call.result;
  if (result.ok) tell({ type: 'answered', leg: result.leg.handle });
}

process.on('message', (message: { dial: string }) => void dial(message.dial));
process.on('disconnect', () => process.exit());
tell({ type: 'ready', sip: sip.address });

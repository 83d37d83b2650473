/** The application process: connects to its SIP server and media servers, takes calls, says so to its parent. It reads
 *  the same settings as the launcher, and knows servers by their addresses only. */
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApi } from '../api/server.ts';
import { loadToken } from '../api/token.ts';
import { loadSettings } from '../config.ts';
import { formatFaults } from '../dialplan/fault.ts';
import { loadConfiguration } from '../dialplan/load.ts';
import { demoAccounts, demoRefusal, demoSecret } from '../dialplan/secrets.ts';
import { FileJournal } from '../journal/file.ts';
import { FENCED_EXIT } from '../launch/exit.ts';
import { FsmrfMedia } from '../media/fsmrf.ts';
import { NodeDigest } from '../sip/digest.ts';
import { DrachtioSip } from '../sip/drachtio.ts';
import { probeCentres } from './centre-probes.ts';
import { liveOf } from './live.ts';
import { nodeMetrics } from './metrics.ts';
import { Node } from './node.ts';
import { recover } from './recovery.ts';
import { registerTrunks } from './trunk-registration.ts';
import { viewOf } from './view.ts';

/** Prompts are taken at the rate of G.711. */
const RATE = '8000';

let settings = loadSettings(process.env, process.cwd());
const stderr = pino.destination(2);
// whoever read standard error may be gone: a log that cannot be written must not be a fault that is logged
stderr.on('error', () => undefined);
process.stderr.on('error', () => undefined);
const log = pino({ level: settings.logLevel, base: { node: settings.node } }, stderr);

const loaded = await loadConfiguration(settings);
const faults = loaded.ok ? loaded.warnings : loaded.faults;
if (faults.length > 0) process.stderr.write(`${formatFaults(faults, process.cwd())}\n`);
if (!loaded.ok) process.exit(1);
const { configuration } = loaded;
const refusal = demoRefusal(settings.host, configuration.agents);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

// the launcher starts the servers meanwhile, and says where they are: as settings, like any others
process.send?.({ event: 'checked' });
const [begin] = (await once(process, 'message')) as [{ environment: NodeJS.ProcessEnv }];
settings = loadSettings({ ...process.env, ...begin.environment }, process.cwd());
const { drachtio, freeswitch } = settings;
if (!drachtio || freeswitch.length === 0)
  throw new Error('the application process needs its servers’ addresses');

const warn = (message: string, facts: object) => log.warn(facts, message);
const folder = settings.journal.path;
const { journal } = await FileJournal.open(folder, {
  fault: (error) => log.error({ error: error.message }, 'a fault of the journal'),
  warn,
});

const lease = await journal.lease(settings.node);
void lease.lost.then(() => {
  log.fatal({ folder }, 'another line has taken this journal over: this one ends');
  process.exit(FENCED_EXIT);
});
const { state, snapshotAt, entries } = await recover(journal, warn);
if (state.calls.size > 0)
  log.warn({ calls: state.calls.size, entries }, 'calls were in progress: they are taken up');

const node = new Node({
  name: settings.node,
  configuration,
  journal,
  lease,
  state,
  snapshotAt,
  log,
  digest: new NodeDigest(),
  promptFile: (language, prompt) => join(settings.mediaPrompts, language, RATE, `${prompt}.wav`),
  now: () => Date.now(),
});
// the fault of one call must not end the others
process.on('uncaughtException', (error, origin) => node.fault(error, { origin }));
const sip = await DrachtioSip.connect({ ...drachtio, log: warn }, node);
node.use({ sip });
const media = await FsmrfMedia.connect({
  srf: sip.srf,
  node: settings.node,
  servers: freeswitch,
  listen: settings.eslListen,
  log: warn,
});
node.use({ media });
node.open().catch((error: unknown) => node.fault(error, { step: 'takeover' }));
const stopProbes = probeCentres(
  {
    sip,
    happened: (fact) => node.happened(fact),
    isDown: (centre) => node.isDown(centre),
    now: () => Date.now(),
  },
  configuration.centres,
  configuration.trunks,
);
const stopRegistrations = registerTrunks(
  { sip, doors: node.doors, secret: settings.secret, log: warn },
  configuration.trunks,
);
const api = await startApi({
  host: settings.host,
  port: settings.httpPort,
  metrics: nodeMetrics(node),
  isReady: () => node.isReady,
  view: () => viewOf(node, configuration, publicSip()),
  token: await loadToken(settings.data),
  live: liveOf(node, configuration, () => Date.now()),
});

function publicSip(): string {
  const port = sip.address.slice(sip.address.lastIndexOf(':') + 1);
  return settings.publicAddress === undefined ? sip.address : `${settings.publicAddress}:${port}`;
}

/** How long the end of calls and registrations is awaited, in milliseconds. */
const CLOSE_MS = 5_000;

function within(promise: Promise<unknown>, ms: number): Promise<unknown> {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, ms))]);
}

let closing = false;
async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  // peers that have vanished answer no BYE: SIP would wait 32 s for each
  stopProbes();
  await within(node.end().then(stopRegistrations), CLOSE_MS);
  await node.close();
  await lease.release();
  await api.server.close();
  await media.close();
  await sip.close();
  await journal.close();
  // what drachtio-srf and drachtio-fsmrf hold open (their reconnect timers) has no way to be closed
  process.exit(0);
}

process.on('message', (message: { command?: string }) => {
  if (message.command === 'drain') {
    log.info({ calls: node.sessions.size }, 'closing: new calls are refused');
    void node.drain().then(close);
  } else if (message.command === 'end') {
    void close();
  }
});
// without its launcher nobody could close it any more
process.on('disconnect', () => void close());
const demo = new Set(demoAccounts(configuration.agents));
process.send?.({
  event: 'ready',
  sip: publicSip(),
  http: api.address,
  lines: [...configuration.lines.values()].map(({ line, name }) => ({ line, name })),
  agents: configuration.agents.agents.map(({ account, name }) =>
    demo.has(account) ? { account, name, secret: demoSecret(account) } : { account, name },
  ),
});
log.info({ sip: sip.address, http: api.address }, 'calls are taken');

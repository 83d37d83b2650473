import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_LIMITS, parseListen } from '../embedded/sip-server/options.ts';
import { startSipServer } from '../embedded/sip-server/sip-server.ts';

interface SipServerArguments {
  readonly listen: string[];
  readonly control: { host: string; port: number };
  readonly secret: string;
  readonly publicAddress?: string;
  readonly verbose: boolean;
}

const HELP = `
Example: an application on drachtio-srf, without any native server
  $ npx shortline sip-server --listen "sip:127.0.0.1:5060;transport=udp,tcp" --control 127.0.0.1:9022 --secret cymru
  then, in the application:
  srf.connect({ host: '127.0.0.1', port: 9022, secret: 'cymru' });
  srf.invite((req, res) => res.send(486));

When it listens, it prints one line of JSON on standard output:
  {"event":"ready","sip":"127.0.0.1:5060","control":"127.0.0.1:9022"}
Port 0 takes any free port, the same for UDP and TCP. Several servers may run at once on different addresses.`;

/** `npx shortline sip-server`: the embedded SIP server alone, for any drachtio application. */
export function sipServerCommand(): Command {
  return new Command('sip-server')
    .description(
      "A SIP server that speaks drachtio-server's control protocol: drachtio-srf drives it unchanged.",
    )
    .addOption(
      new Option('-l, --listen <address...>', 'SIP addresses: sip:host:port;transport=udp,tcp').default(
        ['sip:127.0.0.1:5060;transport=udp,tcp'],
        'sip:127.0.0.1:5060;transport=udp,tcp',
      ),
    )
    .addOption(
      new Option('-c, --control <host:port>', 'where applications connect')
        .argParser(hostPort)
        .default({ host: '127.0.0.1', port: 9022 }, '127.0.0.1:9022'),
    )
    .addOption(
      new Option('-s, --secret <secret>', 'what applications must say to connect')
        .env('SHORTLINE_SIP_SECRET')
        .default('cymru'),
    )
    .option('-p, --public-address <address>', 'the address in Via and Contact for peers outside this machine')
    .option('-v, --verbose', 'log every message handed to an application', false)
    .addHelpText('after', HELP)
    .action(async (options: SipServerArguments) => {
      try {
        await run(options);
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 1;
      }
    });
}

async function run(options: SipServerArguments): Promise<void> {
  const listen = options.listen.flatMap((address) => parseListen(address));
  const loopback = listen.every(
    ({ host }) => host.startsWith('127.') || host === '::1' || host === 'localhost',
  );
  const controlIsLocal = options.control.host.startsWith('127.') || options.control.host === 'localhost';
  if (!(loopback && controlIsLocal) && options.secret === 'cymru') {
    process.stderr.write(
      'Refused: the default secret may be used on loopback addresses only; give one with --secret.\n',
    );
    process.exitCode = 1;
    return;
  }
  const server = await startSipServer({
    listen,
    externalIp: options.publicAddress,
    control: { ...options.control, secret: options.secret },
    log: (level, message, facts) => {
      if (level === 'debug' && !options.verbose) return;
      process.stderr.write(`${level}: ${message} ${JSON.stringify(facts ?? {})}\n`);
    },
  });
  const sip = `${server.sip.host}:${server.sip.port}`;
  const control = `${server.control.host}:${server.control.port}`;
  process.stdout.write(`${JSON.stringify({ event: 'ready', sip, control })}\n`);
  process.stderr.write(
    `SIP server on ${sip}, applications on ${control} (at most ${DEFAULT_LIMITS.controlConnections}). Ctrl-C ends it.\n`,
  );
  const end = () => void server.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function hostPort(text: string): { host: string; port: number } {
  const match = /^(.+):(\d{1,5})$/.exec(text);
  if (match === null || Number(match[2]) > 65535) throw new InvalidArgumentError('want host:port');
  return { host: match[1]!, port: Number(match[2]) };
}

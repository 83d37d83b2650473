/** The settings: defaults, file, environment, and every fault at once. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { loadSettings, SETTINGS, SettingsError, settingsTable } from '../src/config.ts';

function faultsOf(env: Record<string, string>, cwd = '/nowhere'): readonly string[] {
  try {
    loadSettings(env, cwd);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

test('without settings, the line is open on this machine only', async (t) => {
  t.match(loadSettings({}, '/srv/line'), {
    host: '127.0.0.1',
    publicAddress: undefined,
    sipPort: 5060,
    httpPort: 8080,
    rtpPorts: { from: 20000, to: 29999 },
    eslListen: { host: '127.0.0.1', port: 0 },
    data: '/srv/line/data',
    dialplans: '/srv/line/dialplans',
    prompts: '/srv/line/prompts',
    mediaPrompts: '/srv/line/prompts',
    sipConfig: '/srv/line/sip-config',
    node: hostname(),
    journal: { kind: 'file', path: '/srv/line/data/journal' },
    drachtio: undefined,
    freeswitch: [],
    logLevel: 'info',
  });
});

test('every setting can be given', async (t) => {
  const settings = loadSettings(
    {
      SHORTLINE_HOST: '0.0.0.0',
      SHORTLINE_PUBLIC_ADDRESS: '192.0.2.10',
      SHORTLINE_SIP_PORT: '0',
      SHORTLINE_HTTP_PORT: '18080',
      SHORTLINE_RTP_PORTS: '30000-30999',
      SHORTLINE_ESL_LISTEN: '[2001:db8::1]:8085',
      SHORTLINE_DATA: 'var',
      SHORTLINE_DIALPLANS: '/etc/shortline/dialplans',
      SHORTLINE_PROMPTS: '/etc/shortline/prompts',
      SHORTLINE_MEDIA_PROMPTS: '/mnt/prompts/',
      SHORTLINE_SIP_CONFIG: '/etc/shortline/sip',
      SHORTLINE_NODE: 'paris-1',
      SHORTLINE_JOURNAL: 'file:///var/lib/shortline',
      SHORTLINE_DRACHTIO: 'drachtio://:cym%40ru@sip.example:9022',
      SHORTLINE_FREESWITCH: 'esl://:ClueCon@10.0.0.1:8021, esl://:a:b@c@[::1]:8022',
      SHORTLINE_MEDIA_THREADS: '3',
      SHORTLINE_LOG_LEVEL: 'debug',
      SHORTLINE_SECRET_CARRIER: 'pass',
      HOME: '/root',
    },
    '/srv/line',
  );
  t.match(settings, {
    host: '0.0.0.0',
    publicAddress: '192.0.2.10',
    sipPort: 0,
    httpPort: 18080,
    rtpPorts: { from: 30000, to: 30999 },
    eslListen: { host: '2001:db8::1', port: 8085 },
    data: '/srv/line/var',
    dialplans: '/etc/shortline/dialplans',
    mediaPrompts: '/mnt/prompts',
    sipConfig: '/etc/shortline/sip',
    node: 'paris-1',
    journal: { kind: 'file', path: '/var/lib/shortline' },
    drachtio: { host: 'sip.example', port: 9022, secret: 'cym@ru' },
    freeswitch: [
      { host: '10.0.0.1', port: 8021, secret: 'ClueCon' },
      { host: '::1', port: 8022, secret: 'a:b@c' },
    ],
    mediaThreads: 3,
    logLevel: 'debug',
  });
  t.equal(settings.secret('SHORTLINE_SECRET_CARRIER'), 'pass');
  t.equal(settings.secret('NO_SUCH_SECRET'), undefined);
});

test('the journal is in the data, wherever that is', async (t) => {
  t.equal(loadSettings({ SHORTLINE_DATA: '/var/line' }, '/srv').journal.path, '/var/line/journal');
});

test('a file of settings, and the environment above it', async (t) => {
  const cwd = t.testdir({
    'shortline.env':
      '# the line\nSHORTLINE_SIP_PORT=5070\nSHORTLINE_HTTP_PORT="8090"\nCARRIER_PASSWORD=p4ss\n',
    'other.env': 'SHORTLINE_SIP_PORT=5080\n',
    'wrong.env': 'SHORTLINE_SIP_PROT=5080\nSHORTLNE_HOST=127.0.0.1\nSHORTLINE_HTTP_PORT=http\n',
  });
  t.match(loadSettings({}, cwd), { sipPort: 5070, httpPort: 8090 });
  t.match(loadSettings({ SHORTLINE_SIP_PORT: '5090' }, cwd), { sipPort: 5090, httpPort: 8090 });
  t.match(loadSettings({ SHORTLINE_SIP_PORT: '' }, cwd), { sipPort: 5070 }, 'an empty variable is none');
  t.equal(loadSettings({}, cwd).secret('CARRIER_PASSWORD'), 'p4ss');
  t.match(loadSettings({ SHORTLINE_SETTINGS: 'other.env' }, cwd), { sipPort: 5080, httpPort: 8080 });
  t.match(loadSettings({ SHORTLINE_SETTINGS: join(cwd, 'other.env') }, '/'), { sipPort: 5080 });
  t.strictSame(faultsOf({ SHORTLINE_SETTINGS: 'wrong.env' }, cwd), [
    'SHORTLINE_SIP_PROT (wrong.env): there is no such setting; did you mean SHORTLINE_SIP_PORT?',
    'SHORTLNE_HOST (wrong.env): there is no such setting; did you mean SHORTLINE_HOST?',
    'SHORTLINE_HTTP_PORT=http (wrong.env): expected a port from 0 to 65535 (0 = any free port)',
  ]);
  t.match(faultsOf({ SHORTLINE_SETTINGS: 'none.env' }, cwd), [/none\.env: cannot read .*no such file/]);
  t.match(faultsOf({ SHORTLINE_SETTINGS: '.' }, cwd), [/cannot read the settings: EISDIR/]);
});

test('each wrong value says what was expected', async (t) => {
  const rows: [name: string, value: string, expected: RegExp][] = [
    ['SHORTLINE_HOST', 'localhost', /write 127\.0\.0\.1/],
    ['SHORTLINE_HOST', 'sip.example', /expected an IP address/],
    ['SHORTLINE_HOST', '0.0.0.0', /SHORTLINE_PUBLIC_ADDRESS is missing/],
    ['SHORTLINE_PUBLIC_ADDRESS', '::', /one address that telephones can reach/],
    ['SHORTLINE_SIP_PORT', '65536', /a port from 0 to 65535/],
    ['SHORTLINE_SIP_PORT', '5060.5', /a port/],
    ['SHORTLINE_HTTP_PORT', '-1', /a port/],
    ['SHORTLINE_RTP_PORTS', '20000', /two ports/],
    ['SHORTLINE_RTP_PORTS', '29999-20000', /the lower first/],
    ['SHORTLINE_RTP_PORTS', '80-90', /from 1024/],
    ['SHORTLINE_ESL_LISTEN', '8085', /host:port/],
    ['SHORTLINE_ESL_LISTEN', '127.0.0.1:99999', /a port/],
    ['SHORTLINE_MEDIA_PROMPTS', 'prompts', /absolute path/],
    ['SHORTLINE_NODE', 'a b', /a name of letters/],
    ['SHORTLINE_JOURNAL', './journal', /file:<folder>/],
    ['SHORTLINE_DRACHTIO', 'http://:secret@host:9022', /drachtio:\/\/:secret@host:port/],
    ['SHORTLINE_DRACHTIO', 'drachtio://:secret@host', /the port is missing/],
    ['SHORTLINE_DRACHTIO', 'drachtio://host:9022', /drachtio:\/\/:secret@host:port/],
    ['SHORTLINE_DRACHTIO', 'drachtio://:@host:9022', /the secret is missing/],
    ['SHORTLINE_FREESWITCH', 'esl://:secret@host:8021 esl://:secret@', /esl:\/\/:secret@host:port/],
    ['SHORTLINE_MEDIA_THREADS', '0', /from 1 to 64/],
    ['SHORTLINE_LOG_LEVEL', 'wran', /did you mean warn\?/],
    ['SHORTLINE_LOGLEVEL', 'info', /did you mean SHORTLINE_LOG_LEVEL\?/],
    ['SHORTLINE_COLOUR', 'blue', /npx shortline settings/],
  ];
  for (const [name, value, expected] of rows) {
    const faults = faultsOf({ [name]: value });
    t.equal(faults.length, 1, `${name}=${value} is one fault`);
    t.match(faults[0], expected);
    t.notMatch(faults[0], /:secret@(?!host:port)/, 'no secret is shown');
  }
});

test('secrets are not shown, however they are written', async (t) => {
  const values = ['hunter2', 'drachtio:hunter2@host:9022', 'drachtio://:hunter2@h@ost', 'esl://hunter2:9022'];
  for (const value of values) {
    for (const name of ['SHORTLINE_DRACHTIO', 'SHORTLINE_FREESWITCH']) {
      const faults = faultsOf({ [name]: value });
      t.equal(faults.length, 1, `${name}=${value}`);
      t.notMatch(faults[0], /hunter2/);
    }
  }
});

test('all faults come at once, one line each', async (t) => {
  const env = { SHORTLINE_SIP_PORT: 'x', SHORTLINE_HTTP_PORT: 'y', SHORTLINE_NOED: 'z' };
  t.equal(faultsOf(env).length, 3);
  t.throws(
    () => loadSettings(env, '/nowhere'),
    /^settings:\n {2}SHORTLINE_NOED.*\n {2}SHORTLINE_SIP_PORT=x: .*\n {2}SHORTLINE_HTTP_PORT=y: .*$/,
  );
});

test('the table of settings names each with default and meaning', async (t) => {
  const table = settingsTable();
  for (const { name } of SETTINGS) t.match(table, `| \`${name}\` |`);
  t.equal(table.split('\n').length, SETTINGS.length + 2);
});

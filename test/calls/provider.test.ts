/** A trunk that the line registers with: the provider's calls are taken from then on, nobody else's (I8). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { TestLine } from '../harness/line.ts';
import { Provider } from '../harness/provider.ts';

const login = { account: '0139390000', secret: 'the-provider-s-secret' };

test('a provider that the line registers with', async (t) => {
  const provider = await Provider.open('127.0.0.3', login);
  const stranger = await Provider.open('127.0.0.4', login);
  t.teardown(() => Promise.all([provider.close(), stranger.close()]));
  const line = await TestLine.start({
    env: { PROVIDER_SECRET: login.secret },
    edit: ({ sipConfig }) =>
      writeFileSync(
        join(sipConfig, 'trunks.yaml'),
        `trunks:
  - name: provider
    register: { registrar: "sip:${provider.address}", username: "${login.account}", secretEnv: PROVIDER_SECRET, expires: 60 }
    lines: { "${login.account}": "3939" }
    country: FR
`,
      ),
  });
  t.teardown(() => line.stop());

  const { contact, seconds } = await provider.registrations.until('registration', () => true);
  t.equal(seconds, 60, 'as long as asked for');
  t.match(contact, new RegExp(`^<sip:${login.account}@${line.sip}>`), 'with the line’s own address');
  t.equal(await provider.knock(`sip:${login.account}@${line.sip}`), 488, 'the provider’s call is let in');
  t.equal(await stranger.knock(`sip:${login.account}@${line.sip}`), 403, 'a stranger’s is not');
  t.equal(await line.stop(), 0);
  const last = await provider.registrations.until('end of the registration', (each) => each.seconds === 0);
  t.match(last.contact, /expires=0/, 'the line takes its registration back when it closes');
});

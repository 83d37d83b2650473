/** What is journalled of the configuration. */
import { test } from 'tap';
import { activeConfiguration } from '../../src/app/active-configuration.ts';
import { CONFIGURATION } from './house.ts';

test('all that is decided by, and no secret', async (t) => {
  const [trunk] = CONFIGURATION.trunks;
  const active = activeConfiguration({
    ...CONFIGURATION,
    trunks: [{ ...trunk!, channels: 30 }],
    agents: { ...CONFIGURATION.agents, missesBeforePause: 2, breathSeconds: 3 },
  });
  t.strictSame(active.lines['156'], CONFIGURATION.lines.get('156'));
  t.strictSame(active.centres, CONFIGURATION.centres);
  const { name, country, outbound } = trunk!;
  t.strictSame(active.trunks, [{ name, country, outbound, channels: 30 }], 'not where calls may come from');
  t.match(active.agents, { missesBeforePause: 2, breathSeconds: 3 });
  t.strictSame(active.agents.agents[0], { account: '2001', name: '2001', skills: {} });
  t.notMatch(JSON.stringify(active), /ha1|md5|sha256/);
  t.strictSame(JSON.parse(JSON.stringify(active)), active, 'it is plain JSON');
});

test('what is not said is not there', async (t) => {
  const { trunks, agents } = activeConfiguration({
    ...CONFIGURATION,
    trunks: [{ name: 'plain', from: ['192.0.2.1'], lines: {} }],
  });
  t.strictSame(trunks, [{ name: 'plain' }]);
  t.strictSame(Object.keys(agents), ['agents']);
});

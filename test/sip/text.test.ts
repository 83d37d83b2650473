/** What the adapters read of drachtio-srf's messages. */
import { test } from 'tap';
import { dialFailure } from '../../src/sip/outgoing-call.ts';
import { sourceOf } from '../../src/sip/srf.ts';

test('sourceOf', async (t) => {
  const message = { source_address: '192.0.2.1', source_port: 5060, protocol: '' };
  t.strictSame(sourceOf(message), { address: '192.0.2.1', port: 5060, transport: 'udp' }, 'UDP when untold');
});

test('why a call was not answered, by its status', async (t) => {
  const rows: [status: number, reason: string][] = [
    [486, 'busy'],
    [600, 'busy'],
    [480, 'noAnswer'],
    [408, 'noAnswer'],
    // RFC 3261 §13.3.1: a telephone whose Expires ran out says 487 by itself; only what we cancelled is cancelled
    [487, 'noAnswer'],
    [404, 'unreachable'],
    [503, 'unreachable'],
    [0, 'unreachable'],
    [603, 'rejected'],
    [403, 'rejected'],
    [488, 'rejected'],
  ];
  for (const [status, reason] of rows) t.equal(dialFailure(status), reason, String(status));
});

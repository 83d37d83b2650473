/** What a person reads when the line is open, and the ports that servers keep. */
import { test } from 'tap';
import { keepPort } from '../../src/launch/ports.ts';
import { welcome } from '../../src/launch/welcome.ts';

test('the welcome names what to call, who may register, and the page', async (t) => {
  const text = welcome(
    {
      sip: '127.0.0.1:5060',
      http: 'http://127.0.0.1:8080',
      lines: [{ line: '156', name: 'Fala Porto Alegre' }],
      agents: [
        { account: '2001', name: 'Ana Souza', secret: 'published' },
        { account: '2002', name: 'Bruno Diallo' },
      ],
    },
    1_249,
  );
  t.strictSame(text.split('\n').filter(Boolean), [
    'The line is open (1.2 s).',
    '  call    sip:156@127.0.0.1:5060   Fala Porto Alegre',
    '  agent   sip:2001@127.0.0.1:5060   Ana Souza   secret published',
    '  agent   sip:2002@127.0.0.1:5060   Bruno Diallo',
    '  page    http://127.0.0.1:8080',
    'Ctrl-C closes it; calls in progress may finish.',
  ]);
});

test('a server’s port is kept for its restart', async (t) => {
  t.equal(keepPort({ event: 'ready', sip: { port: 5060 } }, 'sip'), 5060);
  for (const ready of [{}, { sip: {} }, { sip: { port: '5060' } }, { esl: { port: 5060 } }])
    t.throws(() => keepPort(ready, 'sip'), { message: 'a server was ready without its sip port' });
});

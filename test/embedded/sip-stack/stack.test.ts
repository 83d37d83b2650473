import { once } from 'node:events';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import type { ClientTransaction } from '../../../src/embedded/sip-stack/client-transaction.ts';
import { newCallId, newTag } from '../../../src/embedded/sip-stack/random.ts';
import type { ServerTransaction } from '../../../src/embedded/sip-stack/server-transaction.ts';
import { SipStack, type StackHandlers } from '../../../src/embedded/sip-stack/stack.ts';
import { responseTo, serialize } from '../../../src/wire/sip/build.ts';
import { dialogFromResponse, requestInDialog } from '../../../src/wire/sip/dialog.ts';
import { SipHeaders } from '../../../src/wire/sip/headers.ts';
import { SipRequest, type SipResponse } from '../../../src/wire/sip/message.ts';
import { ManualClock } from './manual-clock.ts';

type Protocol = 'udp' | 'tcp';

/** A stack whose events are awaited. */
async function element(t: Test, more: Partial<StackHandlers> = {}, clock?: ManualClock) {
  const requests: ServerTransaction[] = [];
  const waiting: ((transaction: ServerTransaction) => void)[] = [];
  const handlers: StackHandlers = {
    request(transaction) {
      const take = waiting.shift();
      if (take === undefined) requests.push(transaction);
      else take(transaction);
    },
    ...more,
  };
  const listen = (['udp', 'tcp'] as const).map((protocol) => ({ protocol, host: '127.0.0.1', port: 0 }));
  const stack = await SipStack.start({ listen, handlers, ...(clock === undefined ? {} : { clock }) });
  t.teardown(() => stack.close());
  const { port } = stack.transports[0]!;
  return {
    stack,
    port,
    requests,
    next: () =>
      new Promise<ServerTransaction>((resolve) => {
        const [first] = requests.splice(0, 1);
        if (first === undefined) waiting.push(resolve);
        else resolve(first);
      }),
    uri: (protocol: Protocol) => `sip:x@127.0.0.1:${port};transport=${protocol}`,
  };
}

function request(method: string, uri: string): SipRequest {
  const headers = SipHeaders.of(
    ['From', `<sip:a@a>;tag=${newTag()}`],
    ['To', '<sip:x@x>'],
    ['Call-ID', newCallId()],
    ['CSeq', `1 ${method}`],
  );
  return new SipRequest(method, uri, headers);
}

/** Sends; gives the responses one by one. */
function ask(stack: SipStack, message: SipRequest) {
  const got: (SipResponse | string)[] = [];
  const waiting: ((each: SipResponse | string) => void)[] = [];
  const push = (each: SipResponse | string) => {
    const take = waiting.shift();
    if (take === undefined) got.push(each);
    else take(each);
  };
  const transaction: ClientTransaction = stack.request(message, {
    response: push,
    failed: (failure) => push(failure),
  });
  const next = () =>
    new Promise<SipResponse | string>((resolve) => {
      const [first] = got.splice(0, 1);
      if (first === undefined) waiting.push(resolve);
      else resolve(first);
    });
  return { transaction, next, got };
}

for (const protocol of ['udp', 'tcp'] as const) {
  t.test(`a call over ${protocol}: INVITE, 180, 200, ACK, BYE`, async (t) => {
    let acked: (ack: SipRequest) => void = () => {};
    const ackCame = new Promise<SipRequest>((resolve) => {
      acked = resolve;
    });
    const b = await element(t, { ack: (ack) => acked(ack) });
    const a = await element(t);
    const call = ask(a.stack, request('INVITE', b.uri(protocol)));
    const invite = await b.next();
    t.equal(invite.flow.protocol, protocol);
    invite.respond(responseTo(invite.request, 180));
    const ok = responseTo(invite.request, 200);
    ok.headers.append('Contact', `<${b.uri(protocol)}>`);
    invite.respond(ok);
    t.match(await call.next(), { status: 180 });
    const answer = (await call.next()) as SipResponse;
    t.equal(answer.status, 200);
    t.equal(answer.toTag, invite.localTag);
    const dialog = dialogFromResponse(call.transaction.request, answer);
    call.transaction.ack(requestInDialog(dialog, 'ACK', 1));
    t.equal((await ackCame).cseq.number, 1);
    t.ok(invite.acked);
    const bye = ask(a.stack, requestInDialog(dialog, 'BYE'));
    const got = await b.next();
    got.respond(responseTo(got.request, 200));
    t.match(await bye.next(), { status: 200 });
    t.equal(a.stack.stats.connections, protocol === 'tcp' ? 1 : 0, 'one connection for all');
  });
}

t.test('CANCEL waits for a provisional response, and is answered at once', async (t) => {
  const cancelled: ServerTransaction[] = [];
  const b = await element(t, {
    cancel: (_cancel, invite) => {
      cancelled.push(invite);
      invite.respond(responseTo(invite.request, 487));
    },
  });
  const a = await element(t);
  const call = ask(a.stack, request('INVITE', b.uri('udp')));
  t.ok(call.transaction.cancel([['Reason', 'SIP;cause=200']]));
  t.equal(call.transaction.cancel(), undefined, 'once');
  const invite = await b.next();
  t.equal(cancelled.length, 0);
  invite.respond(responseTo(invite.request, 100));
  t.match(await call.next(), { status: 100 });
  t.match(await call.next(), { status: 487 });
  t.same(cancelled, [invite]);
  t.equal(invite.respond(responseTo(invite.request, 200)), undefined, 'one final response only');
});

t.test('CANCEL of nothing gets 481', async (t) => {
  const b = await element(t);
  const a = await element(t);
  t.match(await ask(a.stack, request('CANCEL', b.uri('udp'))).next(), { status: 481 });
});

t.test('retransmissions over UDP, none over TCP; the end by timeout', async (t) => {
  for (const protocol of ['udp', 'tcp'] as const) {
    const clock = new ManualClock();
    const b = await element(t);
    const a = await element(t, {}, clock);
    for (const method of ['INVITE', 'OPTIONS']) {
      const before = a.stack.stats.sent;
      const call = ask(a.stack, request(method, b.uri(protocol)));
      await b.next();
      clock.advance(31_999);
      t.equal(call.got.length, 0);
      const sent = a.stack.stats.sent - before;
      t.equal(sent, protocol === 'tcp' ? 1 : method === 'INVITE' ? 7 : 11, `${protocol} ${method}`);
      clock.advance(1);
      t.equal(await call.next(), 'timeout');
    }
    t.equal(a.stack.stats.clientTransactions, 0);
    if (protocol === 'udp') t.equal(clock.running, 0);
  }
});

t.test('a final response to an INVITE is repeated until its ACK', async (t) => {
  for (const status of [200, 486]) {
    const clock = new ManualClock();
    const gaveUp: ServerTransaction[] = [];
    const b = await element(t, { noAck: (invite) => gaveUp.push(invite) }, clock);
    // A bare caller: it acknowledges nothing.
    const a = await element(t);
    const invite = request('INVITE', b.uri('udp'));
    invite.headers.prepend('Via', `SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bK${newTag()}`);
    a.stack.transports[0]!.flowTo('127.0.0.1', b.port).send(serialize(invite));
    const got = await b.next();
    const before = b.stack.stats.sent;
    got.respond(responseTo(got.request, status));
    clock.advance(32_000);
    t.equal(b.stack.stats.sent - before, 11, `${status} at 0, 0.5, 1.5, 3.5, then every 4 s`);
    t.same(gaveUp, [got]);
    clock.advance(32_000);
    t.equal(b.stack.stats.serverTransactions, 0);
    t.equal(clock.running, 0);
  }
});

t.test('what cannot be reached is told, never thrown', async (t) => {
  const a = await element(t);
  const closed = await element(t);
  await closed.stack.close();
  for (const [uri, wanted] of [
    ['sip:x@no-such-host.invalid', 'unresolvable'],
    ['tel:+225', 'unresolvable'],
    ['sip:x@127.0.0.1;transport=tls', 'unresolvable'],
    ['sip:x@[::1]', 'unresolvable'],
    [closed.uri('tcp'), 'transport'],
  ] as const) {
    t.equal(await ask(a.stack, request('OPTIONS', uri)).next(), wanted, uri);
  }
});

t.test('requests of RFC 2543, without the magic cookie, are told apart by their headers', async (t) => {
  const b = await element(t);
  const a = await element(t);
  const send = (message: SipRequest) => {
    message.headers.set('Via', 'SIP/2.0/UDP 127.0.0.1:9;branch=1');
    a.stack.transports[0]!.flowTo('127.0.0.1', b.port).send(serialize(message));
  };
  const first = request('OPTIONS', b.uri('udp'));
  send(first);
  await b.next();
  send(first);
  send(request('OPTIONS', b.uri('udp')));
  await b.next();
  t.equal(b.stack.stats.retransmissionsReceived, 1);
});

t.test(
  'a response goes back to the source (RFC 3581) or, without rport, to the port of the Via',
  async (t) => {
    const b = await element(t);
    const a = await element(t);
    const other = await element(t);
    const asked = request('OPTIONS', b.uri('udp'));
    asked.headers.prepend('Via', `SIP/2.0/UDP 127.0.0.1:${other.port};branch=z9hG4bKelsewhere`);
    a.stack.transports[0]!.flowTo('127.0.0.1', b.port).send(serialize(asked));
    const got = await b.next();
    const stray = () => other.stack.stats.received;
    got.respond(responseTo(got.request, 200));
    ask(b.stack, request('OPTIONS', other.uri('udp')));
    await other.next();
    t.equal(stray(), 2, 'the response, and the request sent after it');
  },
);

t.test('keep-alives over TCP are answered; a broken stream gets 400 and is closed', async (t) => {
  const b = await element(t);
  const socket = connect(b.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('\r\n\r\n');
  const [pong] = (await once(socket, 'data')) as [Buffer];
  t.equal(pong.toString(), '\r\n');
  const bad = request('OPTIONS', 'sip:x');
  bad.headers.prepend('Via', 'SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKx');
  socket.write(serialize(bad).toString().replace('Content-Length: 0', 'Content-Length: zero'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  t.match(answer.toString(), /^SIP\/2\.0 400 Bad Content-Length\r\n/);
  await once(socket, 'close');
});

t.test('a connection that the peer opened carries requests back to it', async (t) => {
  const b = await element(t);
  const a = await element(t);
  const hello = ask(a.stack, request('OPTIONS', b.uri('tcp')));
  const got = await b.next();
  got.respond(responseTo(got.request, 200));
  await hello.next();
  const back = b.stack.request(
    request('OPTIONS', 'sip:behind-a-nat.invalid'),
    { response: () => {}, failed: () => {} },
    { flow: got.flow },
  );
  const arrived = await a.next();
  t.equal(arrived.request.uri, 'sip:behind-a-nat.invalid');
  t.ok(back);
  t.equal(b.stack.stats.connections, 1);
});

t.test('more requests than the bound get 503', async (t) => {
  const stack = await SipStack.start({
    listen: [{ protocol: 'udp', host: '127.0.0.1', port: 0 }],
    handlers: { request: () => {} },
    maxTransactions: 1,
  });
  t.teardown(() => stack.close());
  const a = await element(t);
  const uri = `sip:x@127.0.0.1:${stack.transports[0]!.port}`;
  ask(a.stack, request('OPTIONS', uri));
  t.match(await ask(a.stack, request('OPTIONS', uri)).next(), { status: 503 });
  t.equal(stack.stats.dropped.overload, 1);
});

t.test('port 0 is the same for UDP and TCP; an address in use is told', async (t) => {
  const a = await element(t);
  t.equal(a.stack.transports[0]!.port, a.stack.transports[1]!.port);
  const handlers = { request: () => {} };
  for (const protocol of ['udp', 'tcp'] as const) {
    const listen = [{ protocol, host: '127.0.0.1', port: a.port }];
    await t.rejects(SipStack.start({ listen, handlers }), { code: 'EADDRINUSE' });
  }
});

t.test('the public address is for peers outside only', async (t) => {
  const stack = await SipStack.start({
    listen: [{ protocol: 'udp', host: '0.0.0.0', port: 0 }],
    handlers: { request: () => {} },
    publicAddress: '198.51.100.7',
  });
  t.teardown(() => stack.close());
  const [transport] = stack.transports;
  t.equal(stack.nameOf(transport!, '127.0.0.1').host, '127.0.0.1');
  t.equal(stack.nameOf(transport!, '192.0.2.1').host, '198.51.100.7');
});

/** SIP and the event socket without any library: what only a bare client can do. */

import t from 'tap';
import { AudioLeg } from '../../harness/audio-leg.ts';
import { Application, EventClient, execute } from './event-client.ts';
import { sdpOf, startServer } from './fixture.ts';
import { SipPhone } from './sip-phone.ts';

const SECRET = 'cymru';

t.test('what cannot be taken is refused with the right answer', async (t) => {
  const server = await startServer(t, { maxSessions: 1 });
  const application = await Application.listen(t);
  const phone = await SipPhone.open(t, server.sip.port);
  const headers = { 'X-esl-outbound': application.address, 'Content-Type': 'application/sdp' };
  const none = await phone.send('INVITE', headers, sdpOf(4_000, 'PCMA').replace('AVP 8', 'AVP 18'));
  t.equal(none.status, 488);
  t.match(none.headers.get('warning'), /^399 shortline "no common codec/);
  t.equal(
    (await phone.send('INVITE', { 'Content-Type': 'application/sdp' }, sdpOf(4_000, 'PCMA'))).status,
    404,
  );
  t.equal((await phone.send('OPTIONS')).status, 200);
  t.equal((await phone.send('REGISTER')).status, 403);
  t.equal((await phone.send('BYE', { To: '<sip:drachtio@127.0.0.1>;tag=nobody' })).status, 481);
  const call = await phone.call({ 'X-esl-outbound': application.address }, sdpOf(4_000, 'PCMA'));
  t.equal((await phone.send('INVITE', headers, sdpOf(4_000, 'PCMA'))).status, 503);
  t.equal((await phone.send('OPTIONS')).status, 503);
  t.equal((await call.send('BYE')).status, 200);
  t.equal((await call.send('BYE')).status, 481);
});

t.test('over TCP, with an offer of the server’s own', async (t) => {
  const server = await startServer(t);
  const application = await Application.listen(t);
  const phone = await SipPhone.open(t, server.sip.port, 'tcp');
  const audio = await AudioLeg.open();
  t.teardown(() => audio.close());
  const call = await phone.call({ 'X-esl-outbound': application.address }, '', sdpOf(audio.port, 'PCMA'));
  t.match(call.response.text, /m=audio \d+ RTP\/AVP 0 8 101\r\n/);
  t.match(call.response.headers.get('contact'), /transport=tcp/);
  const { client, uuid, data } = await application.call();
  t.equal(data['variable_remote_media_port'], String(audio.port));
  await client.command(execute(uuid, 'playback', 'tone_stream://%(1000,0,500)'));
  await audio.hearsTone(500);
  await client.command(execute(uuid, 'hangup', 'USER_BUSY'));
  const bye = await phone.requests.until('BYE', ({ method }) => method === 'BYE');
  t.match(bye.headers.get('reason'), 'cause=17');
});

t.test('a call that ends before it began leaves nothing', async (t) => {
  const server = await startServer(t);
  const phone = await SipPhone.open(t, server.sip.port);
  const application = await Application.listen(t);
  // the answer in the ACK has no codec that was offered
  const answer = sdpOf(4_000, 'PCMA').replace('AVP 8', 'AVP 18');
  await phone.call({ 'X-esl-outbound': application.address }, '', answer);
  await phone.requests.until('BYE', ({ method }) => method === 'BYE');
  t.match(server.stats(), { sessions: 0, legs: 0 });
});

t.test('the order of events when a call ends', async (t) => {
  const server = await startServer(t);
  const application = await Application.listen(t);
  const phone = await SipPhone.open(t, server.sip.port);
  await phone.call({ 'X-esl-outbound': application.address }, sdpOf(4_000, 'PCMA'));
  const { client, uuid } = await application.call();
  await client.command(execute(uuid, 'playback', 'local_stream://moh', '\nEvent-UUID: play'));
  await client.event('PLAYBACK_START');
  await client.command(execute(uuid, 'hangup', ''));
  await client.closed;
  const seen = client.messages.all
    .filter(({ headers }) => headers['Content-Type'] !== 'command/reply')
    .map(({ headers, body }) => {
      if (headers['Content-Type'] !== 'text/event-json') return headers['Content-Type'];
      const event = JSON.parse(body) as Record<string, string>;
      return [event['Event-Name'], event['Application'] ?? event['Channel-Call-State']].join(' ');
    });
  // as recorded (ext-media, connection 1)
  const wanted = [
    'CHANNEL_EXECUTE playback',
    'PLAYBACK_START ACTIVE',
    'CHANNEL_EXECUTE hangup',
    'CHANNEL_EXECUTE_COMPLETE hangup',
    'PLAYBACK_STOP ACTIVE',
    'CHANNEL_EXECUTE_COMPLETE playback',
    'CHANNEL_EXECUTE_COMPLETE socket',
    'CHANNEL_CALLSTATE HANGUP',
    'text/disconnect-notice',
  ];
  t.same(
    seen.filter((each) => wanted.includes(each ?? '')),
    wanted,
  );
});

t.test('keys in SIP INFO, UPDATE, a second offer by re-INVITE', async (t) => {
  const server = await startServer(t);
  const application = await Application.listen(t);
  const phone = await SipPhone.open(t, server.sip.port);
  const call = await phone.call({ 'X-esl-outbound': application.address }, sdpOf(4_000, 'PCMA'));
  const { client } = await application.call();
  t.equal((await call.send('INFO', 'application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n')).status, 200);
  t.match(await client.event('DTMF'), {
    'DTMF-Digit': '5',
    'DTMF-Source': 'ENDPOINT',
    'DTMF-Duration': '1280',
  });
  t.equal((await call.send('UPDATE')).status, 200);
  const held = await call.send('UPDATE', 'application/sdp', sdpOf(4_000, 'PCMA', true, 'inactive'));
  t.match(held.text, 'a=inactive');
  await client.event('CHANNEL_CALLSTATE', { 'Channel-Call-State': 'HELD' });
  const other = await call.send('INVITE', 'application/sdp', sdpOf(4_002, 'PCMU'));
  t.match(other.text, /RTP\/AVP 0 101\r\n/);
  const bad = await call.send('INVITE', 'application/sdp', sdpOf(4_002, 'PCMU').replace('AVP 0', 'AVP 9'));
  t.equal(bad.status, 488);
  t.equal((await call.send('OPTIONS')).status, 200);
  t.equal((await call.send('REFER')).status, 405);
  t.equal((await call.send('BYE')).status, 200);
});

t.test('a telephone that fell silent is hung up with MEDIA_TIMEOUT', async (t) => {
  const server = await startServer(t, { mediaTimeoutMs: 400 });
  const application = await Application.listen(t);
  const phone = await SipPhone.open(t, server.sip.port);
  const audio = await AudioLeg.open();
  t.teardown(() => audio.close());
  const call = await phone.call({ 'X-esl-outbound': application.address }, sdpOf(audio.port, 'PCMA'));
  const { client, uuid } = await application.call();
  audio.connect({
    address: '127.0.0.1',
    port: Number(/m=audio (\d+)/.exec(call.response.text)?.[1]),
    codec: 'PCMA',
    payloadType: 8,
  });
  await client.command(execute(uuid, 'sleep', '800', '\nEvent-UUID: nap'));
  await client.event('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': 'nap' });
  audio.disconnect();
  const ended = await client.event('CHANNEL_CALLSTATE', { 'Channel-Call-State': 'HANGUP' });
  t.equal(ended['Hangup-Cause'], 'MEDIA_TIMEOUT');
  await phone.requests.until('BYE', ({ method }) => method === 'BYE');
});

t.test(
  'the application dies: the caller hears music, until another application takes the call up',
  async (t) => {
    const server = await startServer(t);
    const first = await Application.listen(t);
    const second = await Application.listen(t);
    const admin = await EventClient.open(t, server.esl.port, SECRET);
    const phone = await SipPhone.open(t, server.sip.port);
    const audio = await AudioLeg.open();
    t.teardown(() => audio.close());
    await phone.call(
      { 'X-esl-outbound': first.address, 'User-Agent': 'drachtio-fsmrf:one' },
      sdpOf(audio.port, 'PCMA'),
    );
    const { client, uuid } = await first.call();
    const before = audio.received;
    client.disconnect();
    await audio.hearsAnything();
    t.equal(before, 0);
    t.equal(await admin.api(`uuid_exists ${uuid}`), 'true');
    t.equal(await admin.api(`uuid_transfer ${uuid} 'socket:${second.address} async full' inline`), '+OK\n');
    const adopted = await second.call();
    t.equal(adopted.uuid, uuid);
    t.equal(adopted.data['variable_sip_user_agent'], 'drachtio-fsmrf:one');
    await adopted.client.command(execute(uuid, 'playback', 'tone_stream://%(1000,0,700)'));
    await audio.hearsTone(700);
    t.equal(await admin.api(`uuid_kill ${uuid}`), '+OK\n');
    await adopted.client.next('text/disconnect-notice');
  },
);

t.test('two applications die: the bridge stays; a transfer parks the other side', async (t) => {
  const server = await startServer(t);
  const application = await Application.listen(t);
  const admin = await EventClient.open(t, server.esl.port, SECRET);
  const phone = await SipPhone.open(t, server.sip.port);
  const headers = { 'X-esl-outbound': application.address };
  await phone.call(headers, sdpOf(4_000, 'PCMA'));
  const a = await application.call(0);
  await phone.call(headers, sdpOf(4_002, 'PCMA'));
  const b = await application.call(1);
  t.equal(await admin.api(`uuid_bridge ${a.uuid} ${b.uuid}`), `+OK ${b.uuid}\n`);
  await a.client.event('CHANNEL_EXECUTE', { Application: 'uuid_bridge' });
  a.client.disconnect();
  b.client.disconnect();
  await Promise.all([a.client.closed, b.client.closed]);
  t.equal(await admin.api(`uuid_getvar ${a.uuid} bridge_uuid`), b.uuid);
  t.match(JSON.parse(await admin.api('show channels as json')), {
    row_count: 2,
    rows: [{ state: 'CS_EXCHANGE_MEDIA' }, { state: 'CS_EXCHANGE_MEDIA' }],
  });
  await admin.api(`uuid_transfer ${a.uuid} 'socket:${application.address} async full' inline`);
  const again = await application.call(2);
  t.equal(again.uuid, a.uuid);
  t.equal(await admin.api(`uuid_exists ${b.uuid}`), 'true', 'park_after_bridge is set by the dialplan');
  t.equal(await admin.api(`uuid_bridge ${a.uuid} ${b.uuid}`), `+OK ${b.uuid}\n`);
});

t.test(
  'an application that does not exist ends the call; one that is locked is not interrupted',
  async (t) => {
    const server = await startServer(t);
    const application = await Application.listen(t);
    const phone = await SipPhone.open(t, server.sip.port);
    await phone.call({ 'X-esl-outbound': application.address }, sdpOf(4_000, 'PCMA'));
    const { client, uuid } = await application.call();
    await client.command(execute(uuid, 'sleep', '300', '\nevent-lock: true\nEvent-UUID: locked'));
    await client.command(execute(uuid, 'set', 'a=b', '\nEvent-UUID: after'));
    await client.event('CHANNEL_EXECUTE_COMPLETE', { 'Application-UUID': 'after' });
    const order = client.messages.all
      .filter(({ body }) => body.includes('CHANNEL_EXECUTE_COMPLETE'))
      .map(({ body }) => (JSON.parse(body) as Record<string, string>)['Application-UUID']);
    t.same(order, ['locked', 'after']);
    await client.command(execute(uuid, 'nosuchthing', ''));
    const ended = await client.event('CHANNEL_CALLSTATE', { 'Channel-Call-State': 'HANGUP' });
    t.equal(ended['Hangup-Cause'], 'DESTINATION_OUT_OF_ORDER');
  },
);

t.test('nobody listens at the application’s address: the dialplan goes on with music', async (t) => {
  const server = await startServer(t);
  const phone = await SipPhone.open(t, server.sip.port);
  const audio = await AudioLeg.open();
  t.teardown(() => audio.close());
  const call = await phone.call({ 'X-esl-outbound': '127.0.0.1:9' }, sdpOf(audio.port, 'PCMA'));
  await audio.hearsAnything();
  t.equal((await call.send('BYE')).status, 200);
});

t.test('a peer that answers in one law and talks in the other is understood', async (t) => {
  const server = await startServer(t);
  const application = await Application.listen(t);
  const phone = await SipPhone.open(t, server.sip.port);
  const audio = await AudioLeg.open();
  t.teardown(() => audio.close());
  const offer = sdpOf(audio.port, 'PCMA');
  const call = await phone.call({ 'X-esl-outbound': application.address }, offer);
  const port = Number(/m=audio (\d+)/.exec(call.response.text)?.[1]);
  const { client, uuid } = await application.call();
  await client.command(execute(uuid, 'echo', ''));
  // RFC 3551: 0 is µ-law, whatever the session calls it
  audio.connect({ address: '127.0.0.1', port, codec: 'PCMU', payloadType: 0 });
  audio.hum(800);
  await audio.hearsTone(800);
  await call.send('BYE');
});

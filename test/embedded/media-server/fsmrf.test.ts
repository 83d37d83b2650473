/** Unmodified drachtio-fsmrf over the embedded media server; sound is checked by what it is. */

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import t from 'tap';
import { parseWav } from '../../../src/wire/wav.ts';
import { findTone, levelDb, tone, toneShare } from '../../harness/audio.ts';
import { sdpOf, startDriver, whole } from './fixture.ts';

t.test('a prompt is heard whole, in both laws', async (t) => {
  const driver = await startDriver(t);
  for (const codec of ['PCMA', 'PCMU'] as const) {
    const leg = await driver.leg(codec);
    t.match(whole(leg), { dtmfType: 'rfc2833', local: { sdp: /m=audio \d+ RTP\/AVP/ } });
    const played = whole(leg).play('welcome.wav');
    const heard = await leg.phone.hears('fr/welcome', { share: 0.95 });
    t.ok(heard.share > 0.95);
    const { playbackMilliseconds } = await played;
    t.equal(Number(playbackMilliseconds), 2_710);
    await leg.told.until('start', ({ event }) => event === 'playback-start');
    await leg.told.until('stop', ({ event }) => event === 'playback-stop');
    await leg.endpoint.destroy();
  }
  t.equal(driver.server.stats().sessions, 0);
});

t.test('a file that is not there, a list, tones, silence', async (t) => {
  const driver = await startDriver(t);
  const leg = await driver.leg();
  await t.rejects(whole(leg).play('none.wav'), /File Not Found/);
  await t.rejects(whole(leg).play('../../../package.json'), /File Not Found/);
  await whole(leg).play(['tone_stream://%(400,0,500)', 'silence_stream://100', 'tone_stream://%(400,0,800)']);
  const sound = leg.phone.heard();
  t.ok(findTone(sound, 500)!.at < findTone(sound, 800)!.at);
  t.ok(findTone(sound, 500)!.seconds >= 0.35);
});

t.test(
  'hold music goes on until it is broken off; commands run meanwhile, plays go on afterwards',
  async (t) => {
    const driver = await startDriver(t);
    const leg = await driver.leg();
    const music = whole(leg).play('local_stream://moh');
    await leg.told.until('start', ({ event }) => event === 'playback-start');
    await whole(leg).set({ first: '1', second: 'two words' });
    t.equal((await leg.endpoint.api('uuid_getvar', [leg.endpoint.uuid, 'second'])).getBody(), 'two words');
    await whole(leg).play('tone_stream://%(400,0,500)');
    t.ok(findTone(leg.phone.heard(), 500), 'a nested play is heard');
    await leg.phone.hearsAnything();
    t.equal((await leg.endpoint.api('uuid_break', [leg.endpoint.uuid])).getBody(), '+OK\n');
    t.ok(Number((await music).playbackMilliseconds) < 5_000);
  },
);

t.test('two who listen to one stream hear the same place', async (t) => {
  const driver = await startDriver(t);
  const legs = [await driver.leg(), await driver.leg()];
  for (const leg of legs) {
    void whole(leg).play('local_stream://moh');
    await leg.phone.hearsAnything();
  }
  await legs[1]!.endpoint.execute('sleep', '1200');
  const [a, b] = legs.map(({ phone }) => phone.heard());
  // b joined later: its beginning is found inside what a heard
  const part = b!.subarray(1_600, 4_800);
  let best = 0;
  for (let at = 0; at + part.length <= a!.length; at += 160) {
    const same = part.every((sample, i) => sample === a![at + i]);
    if (same) best += 1;
  }
  t.ok(best >= 1, 'the same samples');
});

t.test('digits: collected, told of, with terminator, tries and expression', async (t) => {
  const driver = await startDriver(t);
  const leg = await driver.leg();
  const options = {
    file: 'choose-topic.wav',
    min: 1,
    max: 3,
    tries: 2,
    timeout: 1_000,
    digitTimeout: 1_000,
    terminators: '#',
    regexp: '^[12]+$',
    invalidFile: 'tone_stream://%(300,0,400)',
    varName: 'choice',
  };
  const collecting = leg.endpoint.playCollect(options);
  await leg.told.until('start', ({ event }) => event === 'playback-start');
  leg.phone.press('12#');
  t.match(await collecting, { digits: '12', terminatorUsed: '#' });
  t.same(
    leg.told.all.filter(({ event }) => event === 'dtmf').map(({ value }) => [value['dtmf'], value['source']]),
    [
      ['1', 'RTP'],
      ['2', 'RTP'],
      ['#', 'RTP'],
    ],
  );
  const before = leg.told.all.length;
  const again = leg.endpoint.playCollect({ ...options, max: 1 });
  await leg.told.until('start', ({ event }) => event === 'playback-start', undefined, before);
  leg.phone.press('9');
  await leg.phone.hearsTone(400);
  leg.phone.press('2');
  t.match(await again, { digits: '2', invalidDigits: '9' });
  t.match(await leg.endpoint.playCollect({ ...options, file: 'silence_stream://20', tries: 1 }), {
    digits: null,
  });
});

t.test('keys pressed during a sleep wait for the next prompt', async (t) => {
  const driver = await startDriver(t);
  const leg = await driver.leg();
  const slept = leg.endpoint.execute('sleep', '700');
  leg.phone.press('42');
  await slept;
  const collected = await leg.endpoint.playCollect({
    file: 'welcome.wav',
    min: 2,
    max: 2,
    tries: 1,
    timeout: 1_000,
    digitTimeout: 1_000,
    terminators: '#',
    regexp: '\\d+',
    invalidFile: 'silence_stream://20',
    varName: 'digits',
  });
  t.match(collected, { digits: '42', playbackMilliseconds: '0' });
});

t.test('a bridge: both hear each other in either law, keys pass, and music stops at once', async (t) => {
  const driver = await startDriver(t);
  const a = await driver.leg('PCMA');
  const b = await driver.lateLeg();
  const music = whole(a).play('local_stream://moh');
  await a.phone.hearsAnything();
  await a.endpoint.bridge(b.endpoint);
  await music;
  a.phone.hum(500);
  b.phone.hum(800);
  await Promise.all([a.phone.hearsTone(800), b.phone.hearsTone(500)]);
  a.phone.press('7');
  await b.phone.keys.until('7', (key) => key === '7');
  await a.told.until('dtmf', ({ event, value }) => event === 'dtmf' && value['dtmf'] === '7');
  await whole(a).unbridge();
  const packets = b.phone.received;
  await whole(a).play('tone_stream://%(300,0,1000)');
  t.ok(findTone(a.phone.heard(a.phone.now - 0.4), 1_000));
  t.ok(b.phone.received - packets <= 2, 'the other hears nothing any more');
});

t.test('a telephone without telephone-event hears keys as tones', async (t) => {
  const driver = await startDriver(t);
  const a = await driver.leg('PCMU');
  const b = await driver.leg('PCMU', false);
  await a.endpoint.bridge(b.endpoint);
  a.phone.press('5');
  // the key lasts 100 ms: 770 and 1,336 Hz
  await b.phone.hearsAnything();
  await b.endpoint.execute('sleep', '500');
  const sound = b.phone.heard();
  let found = false;
  for (let at = 0; at + 400 <= sound.length; at += 80) {
    const window = sound.subarray(at, at + 400);
    found ||= levelDb(window) > -40 && toneShare(window, 770) > 0.3 && toneShare(window, 1_336) > 0.3;
  }
  t.ok(found);
});

t.test('one hangs up: the other is hung up, or parked when park_after_bridge is set', async (t) => {
  const driver = await startDriver(t);
  const [a, b, c] = [await driver.leg(), await driver.leg(), await driver.leg()];
  await a.endpoint.bridge(b.endpoint);
  await a.endpoint.destroy();
  t.equal((await b.endpoint.api('uuid_exists', [b.endpoint.uuid])).getBody(), 'true');
  await whole(b).play('tone_stream://%(300,0,600)');
  t.ok(findTone(b.phone.heard(), 600), 'parked, it can play again');
  await b.endpoint.bridge(c.endpoint);
  await whole(b).set('park_after_bridge', 'false');
  await c.endpoint.destroy();
  const { value } = await b.told.until('destroy', ({ event }) => event === 'destroy');
  t.equal(value['reason'], 'NORMAL_CLEARING');
  t.equal(driver.server.stats().sessions, 0);
});

t.test('a re-INVITE: hold, another codec, another telephone', async (t) => {
  const driver = await startDriver(t);
  const [a, b] = [await driver.leg('PCMA'), await driver.leg('PCMA')];
  await whole(a).modify(sdpOf(a.phone.port, 'PCMA', true, 'sendonly'));
  t.match(a.endpoint.local.sdp, 'a=recvonly');
  const packets = a.phone.received;
  await whole(a).play('tone_stream://%(200,0,500)');
  t.equal(a.phone.received, packets, 'on hold nothing is sent');
  await whole(a).modify(sdpOf(a.phone.port, 'PCMU'));
  a.phone.hum(500);
  a.phone.connect({
    address: '127.0.0.1',
    port: Number(/m=audio (\d+)/.exec(a.endpoint.local.sdp)?.[1]),
    codec: 'PCMU',
    payloadType: 0,
    telephoneEvent: 101,
  });
  await a.endpoint.bridge(b.endpoint);
  await b.phone.hearsTone(500);
  await whole(b).modify(sdpOf(a.phone.port, 'PCMA'));
  t.equal(whole(b).remote.mediaPort, String(a.phone.port));
});

t.test('recordings hold what was said: stereo of both sides, mono of one', async (t) => {
  const driver = await startDriver(t);
  const [a, b] = [await driver.leg('PCMA'), await driver.leg('PCMU')];
  const file = `${t.testdir({})}/session.wav`;
  await whole(a).set('RECORD_STEREO', 'true');
  await whole(a).recordSession(file);
  await a.endpoint.bridge(b.endpoint);
  a.phone.hum(500);
  b.phone.hum(800);
  await Promise.all([a.phone.hearsTone(800), b.phone.hearsTone(500)]);
  const stopped = await a.endpoint.execute('stop_record_session', file);
  const wav = parseWav(await readFile(file));
  t.equal(wav.channels, 2);
  t.equal(Number(stopped.getHeader('variable_record_samples')), wav.samples.length / 2);
  const channel = (which: number): Int16Array => wav.samples.filter((_, i) => i % 2 === which);
  t.ok(findTone(channel(0), 500) && !findTone(channel(0), 800), 'what the caller said');
  t.ok(findTone(channel(1), 800) && !findTone(channel(1), 500), 'what the caller heard');
  await whole(a).unbridge();
  a.phone.hum(1_000);
  const message = file.replace('session', 'message');
  const recorded = await whole(a).record(message, { timeLimitSecs: 1 });
  t.equal(recorded.recordMilliseconds, '1000');
  t.ok(findTone(parseWav(await readFile(message)).samples, 1_000));
});

t.test('a recording ends by a key, or with the call, and its file is whole', async (t) => {
  const driver = await startDriver(t);
  const leg = await driver.leg();
  const folder = t.testdir({});
  leg.phone.say(tone(500, 60));
  const recording = whole(leg).record(`${folder}/a.wav`, { timeLimitSecs: 20 });
  await leg.endpoint.execute('sleep', '300');
  leg.phone.press('*');
  t.match(await recording, { terminatorUsed: '*' });
  await whole(leg).recordSession(`${folder}/b.wav`);
  await leg.endpoint.execute('sleep', '600');
  const closed = once(driver.fsmrf, 'channel::close');
  await leg.endpoint.destroy();
  await closed;
  t.ok(findTone(parseWav(await readFile(`${folder}/a.wav`)).samples, 500));
  t.ok(findTone(parseWav(await readFile(`${folder}/b.wav`)).samples, 500));
});

t.test('mute: what the caller says is heard by nobody', async (t) => {
  const driver = await startDriver(t);
  const [a, b] = [await driver.leg(), await driver.leg()];
  await a.endpoint.bridge(b.endpoint);
  a.phone.hum(500);
  await b.phone.hearsTone(500);
  await whole(a).mute();
  await t.rejects(b.phone.hearsTone(500, { from: b.phone.now + 0.3, within: 1_000 }));
  await whole(a).unmute();
  await b.phone.hearsTone(500, { from: b.phone.now + 0.2 });
});

t.test('counters of RTP are variables', async (t) => {
  const driver = await startDriver(t);
  const leg = await driver.leg();
  await whole(leg).play('silence_stream://400');
  const variables = await whole(leg).getChannelVariables(true);
  t.equal(variables['variable_rtp_audio_out_packet_count'], 20);
  t.ok(Number(variables['variable_rtp_audio_in_packet_count']) >= 15);
  t.match(String(variables['variable_sip_user_agent']), /^drachtio-fsmrf:/);
});

/** Legs of an application process that was killed, taken up by the next. On real servers too: SHORTLINE_DRACHTIO and
 *  SHORTLINE_FREESWITCH. */
import { test } from 'tap';
import type { MediaHandle, MediaLeg } from '../../src/media/port.ts';
import type { AudioLeg as Phone } from '../harness/audio-leg.ts';
import { Facts } from '../harness/facts.ts';
import { FirstProcess, hears, mediaOf, phones, sdpOf, servers, speak } from './servers.ts';

type Legs = [MediaLeg, MediaLeg, MediaLeg];

const SAID = 'tone_stream://%(3000,0,1250)';
const ASKED = 'tone_stream://%(60000,0,1250)';
const again = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

test('a talk goes on, and is ended', async (t) => {
  const all = await servers(t);
  const first = await FirstProcess.start(t, all);
  const [caller, agent] = (await phones(t, 2)) as [Phone, Phone];
  const handles = await first.legs({ do: 'connect', ports: [caller.port, agent.port] });
  speak(caller, handles[0]!);
  speak(agent, handles[1]!);
  caller.hum(500);
  agent.hum(800);
  await first.order({ do: 'bridge', legs: [0, 1] });
  await hears(caller, 800);
  await first.kill();
  await Promise.all([hears(caller, 800), hears(agent, 500)]);

  const media = await mediaOf(t, all);
  const [callers, agents] = await Promise.all(again(handles).map((handle) => media.adopt(handle)));
  t.equal(media.legs, 2);
  t.equal(callers!.bridgedWith, agents!.id);
  t.equal(agents!.bridgedWith, callers!.id);
  t.strictSame(callers!.handle.channel, handles[0]!.channel);
  await Promise.all([hears(caller, 800), hears(agent, 500)]);
  const keys = new Facts<string>('keys of the agent');
  agents!.onKey((key) => keys.add(key));
  agent.press('7');
  t.equal(await keys.until('key', () => true), '7');
  t.match(await callers!.modify(sdpOf(caller.port)), /m=audio/, 'a re-INVITE within the dialog');
  await Promise.all([hears(caller, 800), hears(agent, 500)]);

  const ends = new Facts<string>('ends told');
  callers!.onEnd((cause) => ends.add(cause));
  await agents!.release();
  const said = callers!.say([SAID]);
  await hears(caller, 1_250);
  t.strictSame(await said, { failed: false });
  await callers!.release();
  t.strictSame(ends.all, [], 'who releases is not told');
  t.equal(media.legs, 0);
  await t.rejects(media.adopt(handles[0]!), { name: 'MediaError', status: 404 });
});

test('who waits hears music, whoever dies how often', async (t) => {
  const all = await servers(t);
  const first = await FirstProcess.start(t, all);
  const [waiting, asked, other] = (await phones(t, 3)) as [Phone, Phone, Phone];
  const handles = await first.legs({ do: 'connect', ports: [waiting.port, asked.port, other.port] });
  for (const [at, phone] of [waiting, asked, other].entries()) speak(phone, handles[at]!);
  await first.order({ do: 'music', leg: 0 });
  await first.order({ do: 'ask', leg: 1 });
  await hears(asked, 1_250);
  await first.kill();
  await waiting.hearsAnything();
  await other.hearsAnything();

  const second = await FirstProcess.start(t, all);
  await second.order({ do: 'adopt', legs: handles });
  await second.order({ do: 'music', leg: 0 });
  await second.order({ do: 'bridge', legs: [1, 2] });
  asked.hum(500);
  other.hum(800);
  await Promise.all([hears(asked, 800), hears(other, 500), waiting.hearsAnything()]);
  await second.kill();
  await Promise.all([hears(asked, 800), hears(other, 500), waiting.hearsAnything()]);

  const media = await mediaOf(t, all);
  const [a, b, c] = (await Promise.all(again(handles).map((handle) => media.adopt(handle)))) as Legs;
  t.strictSame([a.bridgedWith, b.bridgedWith, c.bridgedWith], [undefined, c.id, b.id]);
  const ask = a.say([ASKED], 60_000);
  await hears(waiting, 1_250);
  const keys: string[] = [];
  a.onKey((key) => keys.push(key));
  waiting.press('4');
  t.strictSame(await ask, { key: '4', failed: false });
  t.strictSame(keys, [], 'a key that was asked for is told once');
  waiting.hum(1_000);
  await b.bridge(a);
  await Promise.all([hears(waiting, 500), hears(asked, 1_000)]);
  await c.hush();
  await Promise.all([a, b, c].map((leg) => leg.release()));
});

test('what nobody takes up is ended', async (t) => {
  const all = await servers(t);
  const first = await FirstProcess.start(t, all);
  const [kept, orphan] = (await phones(t, 2)) as [Phone, Phone];
  const handles = await first.legs({ do: 'connect', ports: [kept.port, orphan.port] });
  await first.order({ do: 'prepare', count: 3 });
  await first.order({ do: 'music', leg: 0 });
  await first.kill();

  const media = await mediaOf(t, all);
  const own = await media.connect(sdpOf(orphan.port));
  const stranger = await mediaOf(t, { ...all, node: `${all.node}-other` });
  await stranger.reap(new Set());
  await media.reap(new Set([handles[0]!.channel]));
  const leg = await media.adopt(handles[0]!);
  const causes = new Facts<string>('causes of the end');
  leg.onEnd((cause) => causes.add(cause));
  await t.rejects(media.adopt(handles[1]!), { name: 'MediaError', status: 404 });
  t.strictSame(await own.say([SAID]), { failed: false }, 'our own stay');
  const next = await mediaOf(t, all);
  await next.reap(new Set());
  t.equal(await causes.until('end', () => true), 'NORMAL_CLEARING', 'the end of an adopted leg is told');
  t.equal(media.legs, 0);
  const elsewhere: MediaHandle = { ...handles[0]!, server: '127.0.0.1:1' };
  await t.rejects(media.adopt(elsewhere), { name: 'MediaError', status: 503 });
});

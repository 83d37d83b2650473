/** A line that calls back, and citizens who ask for it. */
import { chooses, talk } from '../harness/citizen.ts';
import type { Stage } from '../harness/line-test.ts';
import type { Phone } from '../harness/phone.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import {
  edits,
  freeUdpPort,
  lineHas,
  menuFirst,
  noWords,
  noWrapUp,
  outbound,
  queueHas,
} from '../harness/settings.ts';
import { Supervisor } from './supervisor.ts';

const port = await freeUdpPort();

/** French mobile numbers, and premium ones by mistake, may be called; each once a day. */
export const callsBack = edits(
  menuFirst,
  noWrapUp,
  noWords,
  outbound(port),
  lineHas(
    'callback: { numbers: ["+336*", "+3389*"], trunk: demo, queue: general, ring: 3s, tries: 2, retry: 1s, perNumberAndDay: 1 }',
  ),
  queueHas('papers', 'menu: { prompt: queue-menu, choices: { 1: { callback: true } } }'),
);

/** The network beyond the trunk: citizens' telephones. */
export const citizens = (stage: Stage) => stage.phone({ user: 'citizen', port });

/** A waiting caller who asks for a callback and has heard the question about the number. */
export async function asks(stage: Stage, from: string): Promise<PhoneCall> {
  const call = await chooses(stage, '1', { from });
  await new Supervisor(stage.line).sees(call, 'queued');
  call.audio.press('1');
  await call.audio.hears('fr/callback-number-confirm', { share: 0.3 });
  return call;
}

/** The callback is noted, and the line hangs up. */
export async function isNoted(call: PhoneCall): Promise<void> {
  await call.audio.hears('fr/callback-registered', { share: 0.3, within: 20_000 });
  await call.ended();
}

/** Whoever is called back answers, presses the key, and talks with the agent. */
export async function accepts(back: PhoneCall, agent: Phone): Promise<void> {
  await back.answer();
  await back.audio.hears('fr/callback-greeting', { share: 0.1 });
  back.audio.press('1');
  const offered = await agent.rings();
  await offered.answer();
  await talk(back, offered);
  await back.hangUp();
  await offered.ended();
}

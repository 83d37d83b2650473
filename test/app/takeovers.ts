/** Nodes that die at a given moment of a call, and what is said and done when another takes it up. */
import type { Test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { lineWith } from '../call/lines.ts';
import type { FakeCall } from './fake-sip.ts';
import { settled } from './fakes.ts';
import { CONFIGURATION, House } from './house.ts';

/** What was done for calls, without what every start of a node does. */
export const done = ({ journal }: House) => journal.filter((line) => !line.startsWith('reap'));

/** What was told at the start: facts and decisions. */
export const told = (house: House): readonly string[] => house.events.map((event) => inWords(event));

function inWords(event: LineEvent): string {
  switch (event.type) {
    case 'CallAdopted':
      return `adopted${event.heard ? ' heard' : ''}${event.party ? ' party' : ''}`;
    case 'CallEnded':
      return `ended ${event.reason}`;
    default:
      return 'reason' in event ? `${event.type} ${event.reason}` : event.type;
  }
}

export async function talking(t: Test): Promise<{ house: House; call: FakeCall }> {
  const house = await House.open(t);
  await house.register();
  const call = await house.caller('c1');
  house.sip.last.answer();
  await settled();
  house.media.leg('media1').bridged.resolve();
  await settled();
  if (house.state()?.bridged !== true) throw new Error('nobody talks');
  return { house, call };
}

export const ANSWERED = {
  ...CONFIGURATION,
  lines: new Map([['156', lineWith({ answer: 'at-once', queues: { general: {}, water: {} } })]]),
};

export async function waiting(t: Test, configuration = CONFIGURATION): Promise<House> {
  const house = await House.open(t, { configuration });
  await house.caller('c1');
  return house;
}

export async function offered(t: Test): Promise<House> {
  const house = await House.open(t);
  await house.register();
  await house.caller('c1');
  return house;
}

/** Somebody waits to be called back, and the telephone there rings. */
export async function offeredCallback(t: Test): Promise<House> {
  const house = await House.open(t);
  const call = await house.caller('c1');
  await house.happened({ type: 'CallbackAsked', at: house.now, callId: 'c1', number: '+555132890156' });
  call.cancel();
  await house.register();
  return house;
}

/** The centre `bridged` is called, from the menu. */
export async function transferring(t: Test): Promise<House> {
  const house = await House.open(t);
  await house.call('c1');
  for (const key of [undefined, '2', undefined]) await house.say(key);
  return house;
}

/** The application dies: whoever talks goes on talking, whoever waits hears music and keeps the place, and the restarted
 *  application does what the dead one would have done. `npm run bench -- crash` does the same with a hundred calls. */
import { join } from 'node:path';
import type { Test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { readJournal } from '../../src/journal/read-only.ts';
import { chooses, talk } from '../harness/citizen.ts';
import { eventually } from '../harness/facts.ts';
import type { LogLine } from '../harness/line.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { PhoneCall } from '../harness/phone-call.ts';
import { earlyMedia, edits, menuFirst, noWrapUp } from '../harness/settings.ts';

/** What is sent in a dialog that the dead application had made reaches nobody (481): the other side's hang-up is learnt by
 *  asking, every few seconds. */
const SEEN_MS = 25_000;

/** Resolves when its end is known: until then servers hand it what comes in, and nobody answers. */
async function killApplication({ line }: Stage): Promise<void> {
  const [application] = line.leftProcesses().filter((process) => process.includes('app/process'));
  if (application === undefined) throw new Error('the line has no application process');
  const before = line.log.all.length;
  process.kill(Number.parseInt(application, 10), 'SIGKILL');
  const isEnd = (said: LogLine) => said['process'] === 'application' && said['signal'] === 'SIGKILL';
  await line.log.until('end of the application', isEnd, SEEN_MS, before);
}

/** An event about this call is in the journal: before it is, nothing of it survives. */
async function isJournalled({ line }: Stage, type: LineEvent['type'], callId: string): Promise<void> {
  const find = async (): Promise<boolean> => {
    for await (const { events } of readJournal(join(line.folder, 'data', 'journal'), 0, () => undefined)) {
      if (events.some((event) => event.type === type && 'callId' in event && event.callId === callId))
        return true;
    }
    return false;
  };
  await eventually(`${type} in the journal`, find, Boolean);
}

/** Waits until the restarted application takes calls. */
async function isBack(stage: Stage): Promise<void> {
  const ask = () =>
    stage.line.get('/readyz').then(
      ({ status }) => status,
      () => 0,
    );
  await eventually('ready again', ask, (status) => status === 200, SEEN_MS);
}

/** A citizen who waits for an agent: answered, or not yet. */
type Waits = (stage: Stage) => Promise<PhoneCall>;

const answered: Waits = (stage) => chooses(stage, '1');

const early: Waits = async (stage) => {
  const call = await (await stage.phone()).call('3939');
  await call.responds(183);
  await call.audio.hearsAnything();
  call.audio.press('1');
  return call;
};

const hangUp = (call: PhoneCall): Promise<unknown> =>
  call.responses.some(({ status }) => status === 200) ? call.hangUp() : call.cancel();

/** The citizens wait, in this order. */
async function queue(stage: Stage, waits: Waits, count: number): Promise<PhoneCall[]> {
  const calls: PhoneCall[] = [];
  while (calls.length < count) {
    calls.push(await waits(stage));
    const waiting = () => stage.line.total('shortline_queue_waiting');
    await eventually(`${calls.length} waiting`, waiting, (each) => each === calls.length);
  }
  return calls;
}

const callerOf = (offered: PhoneCall): string | undefined => offered.invite.headers.get('x-call-id');

async function survives(t: Test, stage: Stage, waits: Waits): Promise<void> {
  const alice = await stage.agent('1001');
  const talking = await waits(stage);
  const talk1 = await alice.rings();
  await talk1.answer();
  await talk(talking, talk1);
  const [first, second] = await queue(stage, waits, 2);
  const chloe = await stage.agent('1003');
  const ringing = await chloe.rings();
  ringing.ring();
  await isJournalled(stage, 'LegDialled', first!.callId);
  t.equal(callerOf(ringing), first!.callId, 'the first in the queue is offered');

  await killApplication(stage);
  await talk(talking, talk1);
  t.match(await ringing.ended(SEEN_MS), { by: 'them', how: 'CANCEL' }, 'the telephone in doubt stops');
  const again = await chloe.rings(SEEN_MS);
  t.equal(callerOf(again), first!.callId, 'and rings again for the same caller, who kept the place');
  await again.answer();
  await talk(first!, again);
  await talk(talking, talk1);

  t.match(await talk1.request('BYE'), { status: 481 }, 'a hang-up in the dead application’s dialog');
  await talking.ended(SEEN_MS);
  const next = await alice.rings(SEEN_MS);
  t.equal(callerOf(next), second!.callId, 'the agent is given the second in the queue');
  await next.answer();
  await talk(second!, next);
  await second!.hangUp();
  await next.ended(SEEN_MS);
  await again.hangUp();
  await first!.ended(SEEN_MS);
}

async function isMissed(t: Test, stage: Stage, waits: Waits): Promise<void> {
  const [first, second, third] = await queue(stage, waits, 3);
  await killApplication(stage);
  await Promise.all([hangUp(first!), hangUp(second!)]);
  await isBack(stage);
  const agent = await stage.agent('1001');
  const offered = await agent.rings(SEEN_MS);
  t.equal(callerOf(offered), third!.callId, 'who has hung up meanwhile is offered to nobody');
  await offered.answer();
  await talk(third!, offered);
  await offered.hangUp();
  await third!.ended(SEEN_MS);
}

lineTests('an application that dies', { edit: edits(menuFirst, noWrapUp) }, (each) => {
  each('ends no talk and costs nobody the place', (t, stage) => survives(t, stage, answered));
  each('finds out who has hung up meanwhile', (t, stage) => isMissed(t, stage, answered));
});

const free = edits(menuFirst, noWrapUp, earlyMedia(600));
lineTests('an application that dies during the free wait', { edit: free }, (each) => {
  each('ends no talk and costs nobody the place', (t, stage) => survives(t, stage, early));
  each('finds out who has hung up meanwhile', (t, stage) => isMissed(t, stage, early));
});

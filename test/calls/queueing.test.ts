/** Thirty callers at once over three skills and twelve agents: each is served once, by an agent with the skill, in the order
 *  of arrival; never do two telephones ring for one (I1), and nobody is lost (I2). */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { readJournal } from '../../src/journal/read-only.ts';
import { eventually } from '../harness/facts.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { Phone } from '../harness/phone.ts';
import { type Edit, edits, menuFirst } from '../harness/settings.ts';
import type { Sipp } from '../harness/sipp.ts';
import { Scenario } from '../harness/sipp-scenario.ts';
import { explain, replay } from './command.ts';

const SKILLS = { papers: '1', work: '3', housing: '4' } as const;
const CALLERS_PER_SKILL = 10;
const SERVED_MS = 60_000;

/** Three agents for each skill alone, and three for all. */
const team = Array.from({ length: 12 }, (_, index) => ({
  account: String(2001 + index),
  skills: index < 9 ? [Object.keys(SKILLS)[index % 3]!] : Object.keys(SKILLS),
}));

const twelveAgents: Edit = ({ sipConfig }) => {
  const agents = team.map(({ account, skills }) => {
    const md5 = createHash('md5').update(`${account}:shortline:demo-${account}`).digest('hex');
    const levels = skills.map((skill) => `${skill}: 3`).join(', ');
    // one who can answer anything stays in nobody's way
    return `  - { account: "${account}", name: Agent ${account}, ha1: { md5: ${md5} }, skills: { ${levels}, general: 1 }, wrapUpSeconds: 0 }`;
  });
  writeFileSync(
    join(sipConfig, 'agents.yaml'),
    `realm: shortline\npauseReasons: { 1: break }\nagents:\n${agents.join('\n')}\n`,
  );
};

const emptyLists = () => new Map(Object.keys(SKILLS).map((skill) => [skill, [] as string[]]));

/** A caller of sipp who presses the topic's key, and stays until the agent hangs up. */
async function calls(stage: Stage, key: string, from: string): Promise<Sipp> {
  const sipp = await stage.sipp(new Scenario('3939', { from }).invite().expect(200).ack().expectBye());
  await sipp.audio.hearsAnything(30_000);
  sipp.audio.press(key);
  sipp.audio.hum(400);
  return sipp;
}

/** Takes one call after the other, and hangs up when it has heard the caller. */
async function serves(agent: Phone, isOver: () => boolean, served: () => void): Promise<void> {
  while (!isOver()) {
    const call = await agent.rings(2_000).catch(() => undefined);
    if (!call) continue;
    await call.answer();
    call.audio.hum(800);
    await call.audio.hearsTone(400);
    // an agent who hangs up as soon as he has answered has served nobody
    await call.audio.hearsTone(400, { from: call.audio.now + 0.5 });
    await call.hangUp();
    served();
  }
}

/** What the journal says of a run. */
class Account {
  readonly joined = emptyLists();
  readonly offered = emptyLists();
  readonly ends = new Map<string, string>();
  /** What must not be. */
  readonly faults: string[] = [];
  readonly #queues = new Map<string, string>();
  /** Caller → agent whose telephone rings. */
  readonly #ringing = new Map<string, string>();

  static async of(stage: Stage): Promise<Account> {
    const account = new Account();
    const folder = join(stage.line.folder, 'data', 'journal');
    for await (const { events } of readJournal(folder, 0, () => undefined)) {
      for (const event of events) account.#take(event);
    }
    return account;
  }

  #take(event: LineEvent): void {
    switch (event.type) {
      case 'QueueJoined':
        this.#queues.set(event.callId, event.queue);
        this.joined.get(event.queue)?.push(event.callId);
        break;
      case 'CallOffered':
        this.#offer(event.callId, event.agent);
        break;
      case 'OfferAccepted':
      case 'OfferMissed':
      case 'OfferWithdrawn':
        this.#ringing.delete(event.callId);
        break;
      case 'CallEnded':
        if (this.ends.has(event.callId)) this.faults.push(`${event.callId} ended twice`);
        this.ends.set(event.callId, event.reason);
        break;
      default:
    }
  }

  #offer(callId: string, agent: string): void {
    const queue = this.#queues.get(callId) ?? 'none';
    this.offered.get(queue)?.push(callId);
    const skills = team.find(({ account }) => account === agent)?.skills ?? [];
    if (!skills.includes(queue)) this.faults.push(`${agent} was offered a caller of ${queue}`);
    const isBusy = [...this.#ringing.values()].includes(agent);
    if (isBusy || this.#ringing.has(callId)) this.faults.push(`${callId} was offered twice at a time`);
    this.#ringing.set(callId, agent);
  }
}

const edit = edits(menuFirst, twelveAgents);

lineTests('thirty callers and twelve agents', { edit, peers: ['sipp'] }, (each) => {
  each('everybody is served once, in order, by who has the skill', async (t, stage) => {
    const all = Object.keys(SKILLS).length * CALLERS_PER_SKILL;
    const citizens = await Promise.all(
      Object.values(SKILLS).flatMap((key) =>
        Array.from({ length: CALLERS_PER_SKILL }, (_, at) => calls(stage, key, `06123${key}${1_000 + at}`)),
      ),
    );
    // all of them wait before the first agent comes: who is served when is the distributor's choice alone
    const waiting = () => stage.line.total('shortline_queue_waiting');
    await eventually('all wait', waiting, (count) => count === all, 40_000);
    let served = 0;
    const agents = await Promise.all(team.map(({ account }) => stage.agent(account)));
    const until = performance.now() + SERVED_MS;
    const isOver = () => served >= all || performance.now() > until;
    const serve = (agent: Phone) =>
      serves(agent, isOver, () => {
        served += 1;
      });
    await Promise.all(agents.map(serve));
    t.equal(served, all, 'everybody was served');
    const results = await Promise.all(citizens.map((citizen) => citizen.result()));
    t.strictSame(
      results.filter(({ code }) => code !== 0),
      [],
      'each call went as sipp expects',
    );
    const rings = agents.map(({ rung }) => rung);
    t.equal(
      rings.reduce((sum, rung) => sum + rung, 0),
      all,
      'one telephone rang for each',
    );
    t.ok(
      rings.every((rung) => rung > 0),
      'no agent was idle while callers waited',
    );
    await stage.line.becomesEmpty();

    const { joined, offered, ends, faults } = await Account.of(stage);
    t.strictSame(faults, []);
    for (const skill of Object.keys(SKILLS)) {
      t.equal(joined.get(skill)?.length, CALLERS_PER_SKILL);
      t.strictSame(offered.get(skill), joined.get(skill), `${skill}: in the order of arrival, once each`);
    }
    t.equal(ends.size, all);
    t.ok(
      [...ends.values()].every((reason) => reason === 'served'),
      'nobody was lost',
    );
    t.match(await replay(stage.line), /none differs/, 'decided again, all is the same (I4)');
    const story = await explain(stage.line, joined.get('papers')![0]!);
    t.match(story, /Agent 20\d\d|20\d\d/, 'the story of a call names who was chosen');
  });
});

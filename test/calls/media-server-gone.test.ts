/** The media server dies: its callers are moved to the next by re-INVITE and keep their places (charter §8). The line
 *  starts its own server again; a given one it could not. */
import { chooses, talk } from '../harness/citizen.ts';
import { eventually } from '../harness/facts.ts';
import { lineTests, type Stage } from '../harness/line-test.ts';
import type { CallFact } from '../harness/phone-call.ts';
import { edits, menuFirst, noWrapUp } from '../harness/settings.ts';

/** A re-INVITE of the line to the telephone. */
const isMove = (fact: CallFact) => fact.type === 'request' && fact.method === 'INVITE';

function killMediaServer(stage: Stage): void {
  const [server] = stage.line.leftProcesses().filter((process) => process.includes('media-server/process'));
  if (server === undefined) throw new Error('the line has no media server of its own');
  process.kill(Number.parseInt(server, 10), 'SIGKILL');
}

const edit = edits(menuFirst, noWrapUp);
// no servers given: this test ends the line's own
const env = { SHORTLINE_DRACHTIO: '', SHORTLINE_FREESWITCH: '' };

lineTests('a media server that dies', { edit, env }, (each) => {
  each('a waiting caller is moved, hears music again, and is the next to be offered', async (t, stage) => {
    const first = await chooses(stage, '1');
    const second = await chooses(stage, '1');
    const waiting = () => stage.line.total('shortline_queue_waiting');
    await eventually('two waiting callers', waiting, (count) => count === 2);
    killMediaServer(stage);
    await Promise.all([first, second].map((call) => call.facts.until('re-INVITE', isMove)));
    await Promise.all([first.audio.hearsAnything(), second.audio.hearsAnything()]);
    t.equal(await waiting(), 2, 'both wait');
    const agent = await stage.agent('1001');
    const rings = await agent.rings();
    await rings.answer();
    await talk(first, rings);
    await first.hangUp();
    const next = await agent.rings();
    await next.answer();
    await talk(second, next);
    await second.hangUp();
  });

  each('a citizen and an agent who talk are both moved, and go on talking', async (t, stage) => {
    const agent = await stage.agent('1001');
    const call = await chooses(stage, '1');
    const rings = await agent.rings();
    await rings.answer();
    await talk(call, rings);
    killMediaServer(stage);
    await Promise.all([call, rings].map((each) => each.facts.until('re-INVITE', isMove)));
    await talk(call, rings);
    t.equal(await stage.line.total('shortline_calls'), 1, 'it is still one call');
    await call.hangUp();
  });
});

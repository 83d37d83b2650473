/** Counter-examples that the properties found, shrunk: what was wrong once. */
import { test } from 'tap';
import { snapshot } from '../../src/acd/snapshot.ts';
import { agent, CentrePlay, configurationOf, LINE } from './play.ts';

const END = { end: 'sorry' };

test('files are activated at the very instant at which needs relax', async (t) => {
  const files = {
    agents: [agent('ana', { wrapUpSeconds: 0 })],
    queues: { q: { agentLevel: 2 as const, relax: [{ after: '2s', drop: ['agent-level'] }] } },
  };
  const play = new CentrePlay(files);
  for (const words of ['registered ana', 'join c1 q']) play.tell(words);
  play.at += 2_000;
  const decisions = play.activate(configurationOf(files));
  t.match(decisions, [{ type: 'CallOffered', callId: 'c1', agent: 'ana' }]);
});

test('two closed queues that send their callers to each other', async (t) => {
  const closed = { hours: { sun: '08:00-09:00' }, overflow: [{ closed: true as const, to: END }] };
  const play = new CentrePlay({ queues: { q: closed, p: closed } });
  const sent = (queue: string) => {
    const left = { type: 'QueueLeft', at: play.at, callId: 'c1', queue, reason: 'overflow' } as const;
    play.follow(left);
    return play.follow({
      ...{ type: 'QueueJoined', at: play.at, callId: 'c1', language: 'pt', line: LINE, caller: '' },
      ...{ queue: queue === 'q' ? 'p' : 'q', configuration: play.state.current },
    });
  };
  t.strictSame(play.tell('join c1 q'), ['overflow c1 closed 0']);
  t.match(sent('q'), [{ type: 'CallOverflowed', rule: 0 }], 'the other queue sends it back');
  t.match(sent('p'), [{ type: 'CallOverflowed', rule: 1 }], 'which says the closing message');
});

test('queues that close at once overflow in the same order after a restart', async (t) => {
  const closing = { hours: { 'mon-fri': '08:00-09:30' } };
  const decided = [false, true].map((restarts) => {
    const play = new CentrePlay({ queues: { q: closing, p: closing } });
    for (const words of ['join c1 q', 'join c2 p']) play.tell(words);
    play.tell('queue-closed p');
    if (restarts) play.restart();
    return play.tell('pass 3600');
  });
  t.strictSame(decided[0], decided[1]);
});

test('a look at a queue, or at the day’s callbacks, is not a change', async (t) => {
  const play = new CentrePlay({
    queues: { q: {} },
    line: { callback: { numbers: ['+33*'], trunk: 't' } },
    centres: { ours: { name: 'Ours', how: 'bridge', agents: {} } },
  });
  play.tell('join c1 q');
  play.tell('callback c1 +442079460000');
  play.tell('transfer c1 ours');
  const kept = JSON.stringify(snapshot(play.state));
  t.match(kept, /"callbackDays":\[\]/);
  t.notMatch(kept, /"name":"centre:ours"/);
});

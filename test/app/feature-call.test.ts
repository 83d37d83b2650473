/** An agent dials a feature code: what is told, what is heard, what is given back. */
import { test } from 'tap';
import { type FeatureAgent, takeFeatureCall } from '../../src/app/feature-call.ts';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { FakeMedia, NO_CODEC } from './fake-media.ts';
import { CANCELLED, FakeCall } from './fake-sip.ts';
import { type Journal, settled } from './fakes.ts';
import { AGENTS } from './requests.ts';

const AT = 1_000_000;
const READY: FeatureAgent = {
  account: '2001',
  status: 'ready',
  languages: ['pt', 'en'],
  wrapUpUntil: undefined,
};
const WRAPPING: FeatureAgent = { ...READY, status: 'wrapUp', wrapUpUntil: AT + 5_000 };
const OUT: FeatureAgent = { ...READY, status: 'loggedOut' };

function dialling(dialled: string, agent: FeatureAgent = READY, sdp = 'sdp of the agent') {
  const journal: Journal = [];
  const media = new FakeMedia(journal);
  const call = new FakeCall(journal, sdp);
  call.dialled = dialled;
  const told: LineEvent[] = [];
  const faults: string[] = [];
  const ports = {
    media,
    agents: { ...AGENTS, pauseReasons: { 1: 'lunch' } },
    happened: (fact: LineEvent) => told.push(fact),
    promptFile: (language: string, prompt: string) => `${language}/${prompt}`,
    now: () => AT,
    log: (message: string) => faults.push(message),
  };
  return { journal, media, call, told, faults, take: () => takeFeatureCall(ports, call, agent) };
}

test('what each code does, and says', async (t) => {
  const own = { at: AT, agent: '2001', by: '2001' };
  const rows: [what: string, code: string, agent: FeatureAgent, told: object | undefined, prompt: string][] =
    [
      ['ready', '*1', READY, { type: 'AgentReadied', ...own }, 'agent-ready'],
      ['a pause', '*2', READY, { type: 'AgentPaused', ...own, reason: '' }, 'agent-paused'],
      ['with its reason', '*21', READY, { type: 'AgentPaused', ...own, reason: 'lunch' }, 'agent-paused'],
      ['the wrap-up is done', '*3', WRAPPING, { type: 'WrapUpDone', ...own }, 'agent-wrap-up-done'],
      [
        'a minute more to wrap up',
        '*6',
        WRAPPING,
        { type: 'WrapUpExtended', ...own, until: AT + 65_000 },
        'agent-wrap-up-extended',
      ],
      ['which only who wraps up may have', '*6', READY, undefined, 'agent-refused'],
      ['logged in', '*4', OUT, { type: 'AgentLoggedIn', ...own }, 'agent-logged-in'],
      ['logged out', '*5', READY, { type: 'AgentLoggedOut', ...own }, 'agent-logged-out'],
      ['who is logged out can only log in', '*1', OUT, undefined, 'agent-refused'],
      ['also while the wrap-up goes on', '*6', OUT, undefined, 'agent-refused'],
      ['no such code', '*77', READY, undefined, 'agent-unknown-code'],
    ];
  for (const [what, code, agent, expected, prompt] of rows) {
    const { journal, media, told, take } = dialling(code, agent);
    const done = take();
    await settled();
    t.strictSame(told, expected ? [expected] : [], what);
    t.equal(journal.at(-1), `media1 say pt/${prompt}`, what);
    media.last.said.resolve({ failed: false });
    await done;
    t.strictSame(journal.slice(-2), ['BYE call-1', 'media1 release'], what);
  }
});

test('an agent whose language is not known hears the first', async (t) => {
  const { journal, media, take } = dialling('*1', { ...READY, languages: [] });
  const done = take();
  await settled();
  t.equal(journal.at(-1), 'media1 say fr/agent-ready');
  media.last.said.resolve({ failed: false });
  await done;
});

test('what is no code is refused', async (t) => {
  const { journal, told, take } = dialling('2002');
  await take();
  t.strictSame(journal, ['403 Not A Feature Code']);
  t.strictSame(told, []);
});

test('who hangs up before the word has ended has been heard', async (t) => {
  const leaves: [who: string, leave: (call: FakeCall, media: FakeMedia) => void][] = [
    ['the agent', (call) => call.leg!.events!.hungUp('bye')],
    ['the media server', (_call, media) => media.last.end('lost')],
  ];
  for (const [who, leave] of leaves) {
    const { journal, call, media, told, take } = dialling('*1');
    const done = take();
    await settled();
    leave(call, media);
    await done;
    t.match(told, [{ type: 'AgentReadied' }], who);
    t.equal(journal.at(-1), 'media1 release', who);
  }
});

test('a late offer has its answer in the ACK', async (t) => {
  const { journal, call, media, take } = dialling('*1', READY, '');
  const done = take();
  await settled();
  t.strictSame(journal, ['media for an offer', '200 sdp of media1']);
  call.lateAnswer.resolve('sdp of the ACK');
  await settled();
  t.strictSame(journal.slice(2), ['media1 modify sdp of the ACK', 'media1 say pt/agent-ready']);
  media.last.said.resolve({ failed: false });
  await done;
});

test('what cannot be confirmed is done all the same', async (t) => {
  const without = dialling('*1');
  without.media.refusal = NO_CODEC;
  await without.take();
  t.strictSame(without.journal.slice(-1), ['488']);
  t.match(without.told, [{ type: 'AgentReadied' }]);
  t.strictSame(without.faults, ['a feature code was not confirmed']);

  const cancelled = dialling('*1');
  cancelled.call.refusal = CANCELLED;
  await cancelled.take();
  t.strictSame(cancelled.journal.slice(-2), ['487', 'media1 release'], 'its endpoint is given back');
});

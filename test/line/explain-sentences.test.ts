/** Sentences about a call, a row an event. */
import { test } from 'tap';
import type { LineEvent } from '../../src/events/line.generated.ts';
import { CALL_SENTENCES } from '../../src/line/explain-call.ts';
import { QUEUE_SENTENCES } from '../../src/line/explain-queue.ts';
import { Scene, type Sentences } from '../../src/line/explain-scene.ts';
import { newLine } from '../../src/line/state.ts';
import { CONFIGURATION, ExplainDay, OPENED_AT } from './explain-day.ts';

const at = OPENED_AT + 300_000;
const SENTENCES: Sentences = { ...CALL_SENTENCES, ...QUEUE_SENTENCES };

/** A caller who has waited for five minutes in the queue papers. */
function scene(): Scene {
  const { state } = new ExplainDay();
  const seen = new Scene('c', state);
  seen.hear({
    ...{ type: 'CallArrived', at: OPENED_AT, callId: 'c', line: '3939', trunk: 'carrier', caller: '+336' },
    ...{ withheld: false, lateOffer: false, earlyKeys: false, full: false, dialled: '3939' },
    ...{ configuration: state.centre.current, handle: '' },
  });
  const joined = { queue: 'papers', language: 'fr', line: '3939', caller: '+336', configuration: 2 };
  seen.hear({ type: 'QueueJoined', at: OPENED_AT, callId: 'c', ...joined });
  const leg = { callId: 'c', at: OPENED_AT, transaction: '', media: '' };
  seen.hear({ type: 'LegDialled', leg: 'c/1', party: 'agent:1001', ...leg });
  seen.hear({ type: 'LegDialled', leg: 'c/rescue/1', party: 'centre:rescue', ...leg });
  return seen;
}

test('what each event says', (t) => {
  const arrival = { trunk: 'carrier', line: '3939', caller: '+33612345678', withheld: false, full: false };
  const rows: [event: { type: LineEvent['type']; [field: string]: unknown }, words: string | undefined][] = [
    [
      { type: 'CallArrived', ...arrival },
      'came to the line 3939 (Allô Service Public) from +33612345678, by the trunk carrier',
    ],
    [
      { type: 'CallArrived', ...arrival, caller: '', withheld: true, full: true },
      'came to the line 3939 (Allô Service Public) from a withheld number, by the trunk carrier; the line was full, so it only hears that',
    ],
    [
      { type: 'CallArrived', ...arrival, caller: '' },
      'came to the line 3939 (Allô Service Public) from an unknown number, by the trunk carrier',
    ],
    [
      { type: 'CallRefused', status: 403, reason: 'unknown peer', source: '192.0.2.66' },
      'was refused at the door with 403: unknown peer (from 192.0.2.66)',
    ],
    [{ type: 'MediaConnected', answered: false }, 'heard the line, before any answer'],
    [
      { type: 'MediaFailed', status: 488, reason: 'no common codec' },
      'could not be heard: no common codec (488)',
    ],
    [{ type: 'StepEntered', step: 'topics', language: 'fr', attempt: 1 }, 'heard the step topics in fr'],
    [
      { type: 'StepEntered', step: 'topics', language: 'fr', attempt: 2 },
      'heard the step topics again, for the second time',
    ],
    [
      { type: 'StepEntered', step: 'callback:offer', language: 'fr', attempt: 1 },
      'heard the question about a callback (offer) in fr',
    ],
    [{ type: 'TargetChosen', step: 'topics', via: 'key', key: '1' }, 'pressed 1 in the step topics'],
    [
      { type: 'TargetChosen', step: 'queue:papers', via: 'key', key: '2' },
      'pressed 2 in the menu of the queue papers',
    ],
    [{ type: 'TargetChosen', step: 'topics', via: 'next', key: '' }, undefined],
    [{ type: 'LegDialled', party: 'agent:1001' }, undefined],
    [{ type: 'LegDialled', party: 'centre:rescue' }, 'Rescue (rescue) was called'],
    [{ type: 'LegAnswered', leg: 'c/1' }, undefined],
    [{ type: 'LegAnswered', leg: 'c/rescue/1' }, 'Rescue (rescue) answered'],
    [{ type: 'LegEnded', leg: 'c/rescue/1', cause: '486' }, 'the leg to Rescue (rescue) ended (486)'],
    [
      { type: 'CallAdopted', heard: true, party: true },
      'was taken up by a new process: the caller heard the line, and the talk stood',
    ],
    [{ type: 'CallerHungUp', cause: 'bye' }, 'the caller hung up'],
    [{ type: 'CallerHungUp', cause: 'media-timeout' }, 'the caller was gone (media-timeout)'],
    [
      { type: 'BridgeFailed', party: 'agent:1001', reason: 'gone' },
      'caller and Alice Martin (1001) could not be connected: gone; back at the same place',
    ],
    [
      { type: 'CallEnded', reason: 'failed', detail: 'fault: x\n  at y' },
      'ended: a fault of the line (fault: x)',
    ],
    [{ type: 'CallEnded', reason: 'served', detail: '' }, 'ended: was served by an agent'],
    [
      { type: 'QueueJoined', line: '3939', queue: 'papers', language: 'fr' },
      'joined the queue papers: needs papers at level 3, rather one who speaks fr; longest-idle first',
    ],
    [
      { type: 'QueueJoined', line: '3939', queue: 'centre:other', language: 'fr' },
      'joined the agents of the centre other',
    ],
    [{ type: 'QueueLeft', queue: 'papers', reason: 'emergency' }, 'left the queue papers for an emergency'],
    [
      {
        type: 'WaitAnnounced',
        entry: true,
        position: 3,
        lowMs: 60_000,
        highMs: 150_000,
        beyondClosing: true,
      },
      'was told on joining: place 3, between 1 min and 2 min 30 s, and that the line closes before',
    ],
    [
      { type: 'WaitAnnounced', entry: false, position: 1, beyondClosing: false },
      'was told: place 1, no expected wait',
    ],
    [
      { type: 'OfferMissed', agent: '1001', reason: 'noAnswer' },
      'Alice Martin (1001) did not answer; the caller kept the place',
    ],
    [
      { type: 'OfferMissed', agent: '1009', reason: 'unreachable' },
      '1009 had a telephone that could not be reached; the caller kept the place',
    ],
    [
      { type: 'CallOverflowed', reason: 'waited', rule: 0 },
      'was sent on by overflow rule 1 of the queue papers, after 5 min: the wait reached its limit of 3 min',
    ],
    [
      { type: 'CallOverflowed', reason: 'unstaffed', rule: 1 },
      'was sent on by overflow rule 2 of the queue papers, after 5 min: no agent who could serve was logged in',
    ],
    [
      { type: 'CallOverflowed', reason: 'maxWait', rule: 0 },
      'was sent on by the longest wait of the queue papers, after 5 min: the wait reached its limit',
    ],
    [
      { type: 'CentreChosen', asked: 'tax-office', centre: 'rescue', how: 'bridge', emergency: false },
      'left for Rescue (rescue), the fallback of Tax office (tax-office) (bridge)',
    ],
    [
      { type: 'TransferFailed', centre: 'tax-office', reason: 'full' },
      'Tax office (tax-office) did not take the call: all of its channels were taken; the place was kept',
    ],
    [
      { type: 'CallbackRegistered', number: '+336', until: at + 7_200_000 },
      'is to be called back at +336, within 2 h; the place is kept',
    ],
    [
      { type: 'CallbackDialled', number: '+336', attempt: 2, ringMs: 25_000 },
      'was called back at +336, attempt 2, ringing for up to 25 s',
    ],
    [{ type: 'CallbackMissed', reason: 'noKey' }, 'was not reached: answered, and no key was pressed'],
    [
      { type: 'CallbackDenied', reason: 'number' },
      'cannot be called back: this number is not one that the line may call',
    ],
    [
      { type: 'EmergencyRaised', via: 'key', centre: 'rescue', by: '' },
      'emergency: the caller pressed the emergency key; to Rescue (rescue) at once',
    ],
    [
      { type: 'EmergencyRaised', via: 'agent', centre: 'rescue', by: '1001' },
      'emergency: raised by Alice Martin (1001); to Rescue (rescue) at once',
    ],
    [
      { type: 'EscalationRequested', centre: 'tax-office', how: 'warm', by: '1001' },
      'Alice Martin (1001) asked to hand the caller to Tax office (tax-office), after a word with them',
    ],
    [
      { type: 'ConsultRequested', party: 'agent:1001', other: 'centre:tax-office' },
      'Alice Martin (1001) spoke with Tax office (tax-office) while the caller heard music',
    ],
    [{ type: 'EscalationConcluded', how: 'takeBack', by: 'Rui' }, 'Rui took the caller back'],
    [
      { type: 'CallerMoved', queue: 'work', by: 'Rui' },
      'Rui moved the caller to the queue work, at the same place',
    ],
    [{ type: 'CallerPrioritised', priority: 50, by: 'Rui' }, 'Rui gave the caller 50 points of priority'],
  ];
  for (const [fields, words] of rows) {
    const event = { callId: 'c', at, ...fields } as unknown as LineEvent;
    const say = SENTENCES[event.type] as (event: LineEvent, scene: Scene) => string | undefined;
    t.equal(say(event, scene()), words, JSON.stringify(fields));
  }
  t.end();
});

test('who was not seen from the beginning is told of too', (t) => {
  const unknown = new Scene('c', newLine());
  const joined = {
    type: 'QueueJoined',
    line: '3939',
    queue: 'papers',
    language: 'fr',
  } as unknown as LineEvent;
  const say = SENTENCES.QueueJoined as (event: LineEvent, scene: Scene) => string;
  t.equal(say(joined, unknown), 'joined the queue papers');
  t.equal(unknown.timezone, undefined);
  t.equal(unknown.lineName('3939'), '3939');
  t.equal(unknown.party('centre:tax-office'), 'the centre tax-office');
  t.equal(scene().timezone, CONFIGURATION.lines['3939']!.timezone);
  t.end();
});

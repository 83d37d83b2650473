/** An agent hands the caller to a centre. */
import { RICH } from './lines.ts';
import { table } from './table.ts';

const TALKING = 'arrive, media, said, key 8, said, said, accepted 2001, bridged';
const COLD = `${TALKING}, escalate bridged cold`;
const WARM = `${TALKING}, escalate bridged warm`;
const CONSULTING = `${WARM}, centre-accepted bridged`;
const CONFERENCE = `${CONSULTING}, conclude join`;
const rich = { line: RICH };

table(
  'cold',
  [
    [
      'the agent leaves at once',
      TALKING,
      'escalate bridged cold',
      ['release agent:2001', 'transfer bridged bridge', 'music samba'],
    ],
    ['taken', COLD, 'centre-accepted bridged', ['bridge centre:bridged']],
    ['no queue is left: the agent had the call', `${COLD}, centre-accepted bridged`, 'bridged', []],
    [
      'the end',
      `${COLD}, centre-accepted bridged, bridged`,
      'party-hung-up centre:bridged',
      ['end transferred centre:bridged'],
    ],
    ['refused: the place', COLD, 'centre-failed bridged busy', ['say en/transfer-back']],
    ['then music', `${COLD}, centre-failed bridged busy`, 'said', ['music samba']],
    ['and the next agent', `${COLD}, centre-failed bridged busy`, 'accepted 2002', ['bridge agent:2002']],
    [
      'closed: the same',
      TALKING,
      'escalate shut cold',
      ['release agent:2001', 'transfer shut bridge', 'say en/transfer-back'],
    ],
    [
      'our own agents of level 2',
      TALKING,
      'escalate level2 cold',
      ['release agent:2001', 'transfer level2 bridge', 'queue centre:level2 en', 'music hold'],
    ],
    [
      'who cannot take the caller after all: the place there is given up',
      `${TALKING}, escalate level2 cold`,
      'overflow closed 0',
      ['left centre:level2 overflow', 'chosen topics failed', 'step welcome en 1', 'say en/welcome'],
    ],
    [
      'moved out of their queue: the new place can be left',
      `${TALKING}, escalate level2 cold, moved general, said`,
      'press 2',
      ['chosen queue:general key 2', 'left general chosen', 'step more fr 1', 'ask fr/choose-more 5000'],
    ],
    ['REFER', TALKING, 'escalate referred cold', ['release agent:2001', 'transfer referred refer']],
    ['an agent while it rings: given back', COLD, 'accepted 2002', ['release agent:2002']],
    ['the caller hangs up: was served', COLD, 'hung-up bye', ['end served bye']],
    [
      'a bridge that fails: the place',
      `${COLD}, centre-accepted bridged`,
      'bridge-failed',
      ['say en/transfer-back'],
    ],
    ['not of a call that waits', 'arrive, media, said, key 8', 'escalate bridged cold', []],
    [
      'not of a call with a centre',
      `${COLD}, centre-accepted bridged, bridged`,
      'escalate referred cold',
      [],
    ],
  ],
  rich,
);

table(
  'warm',
  [
    ['the caller hears music', TALKING, 'escalate bridged warm', ['transfer bridged bridge', 'music samba']],
    ['the agent speaks first', WARM, 'centre-accepted bridged', ['consult agent:2001 centre:bridged']],
    ['then leaves', CONSULTING, 'conclude leave', ['release agent:2001', 'bridge centre:bridged']],
    ['or joins', CONSULTING, 'conclude join', ['conference']],
    [
      'or takes the caller back',
      CONSULTING,
      'conclude takeBack',
      ['release centre:bridged', 'bridge agent:2001'],
    ],
    [
      'refused: the agent has the caller again',
      WARM,
      'centre-failed bridged noAnswer',
      ['bridge agent:2001'],
    ],
    [
      'who talks as before',
      `${WARM}, centre-failed bridged noAnswer`,
      'party-hung-up agent:2001',
      ['end served agent:2001'],
    ],
    [
      'and can try again',
      `${WARM}, centre-failed bridged noAnswer`,
      'escalate samu warm',
      ['transfer samu bridge', 'music samba'],
    ],
    ['a centre that closed', TALKING, 'escalate shut warm', ['transfer shut bridge', 'bridge agent:2001']],
    [
      'a REFER would lose the agent: a bridge',
      TALKING,
      'escalate referred warm',
      ['transfer referred bridge', 'music samba'],
    ],
    [
      'our own agents have their queue',
      TALKING,
      'escalate level2 warm',
      ['transfer level2 bridge', 'release agent:2001', 'queue centre:level2 en', 'music hold'],
    ],
    ['taken back while it rings', WARM, 'conclude takeBack', ['release centre:bridged', 'bridge agent:2001']],
    ['an answer after that', `${WARM}, conclude takeBack`, 'centre-accepted bridged', []],
    ['left while it rings', WARM, 'conclude leave', ['release agent:2001']],
    [
      'then it is a cold one',
      `${WARM}, conclude leave`,
      'centre-accepted bridged',
      ['bridge centre:bridged'],
    ],
    ['which can fail', `${WARM}, conclude leave`, 'centre-failed bridged busy', ['say en/transfer-back']],
    ['joined while it rings: not yet', WARM, 'conclude join', []],
    ['the agent hangs up while it rings: leaves', WARM, 'party-hung-up agent:2001', []],
    ['so', `${WARM}, party-hung-up agent:2001`, 'centre-accepted bridged', ['bridge centre:bridged']],
    [
      'the agent hangs up in the consultation: leaves',
      CONSULTING,
      'party-hung-up agent:2001',
      ['bridge centre:bridged'],
    ],
    [
      'the centre hangs up: the agent has the caller',
      CONSULTING,
      'party-hung-up centre:bridged',
      ['bridge agent:2001'],
    ],
    ['the consultation cannot be made', CONSULTING, 'bridge-failed centre:bridged', ['bridge agent:2001']],
    ['for the agent', CONSULTING, 'bridge-failed agent:2001', ['bridge centre:bridged']],
    ['the caller hangs up', CONSULTING, 'hung-up bye', ['end served bye']],
    ['another media server for the caller', `${CONSULTING}, media-lost`, 'media', ['music samba']],
  ],
  rich,
);

table(
  'conference',
  [
    [
      'the agent hangs up: the caller stays with the centre',
      CONFERENCE,
      'party-hung-up agent:2001',
      ['bridge centre:bridged'],
    ],
    [
      'which ends it',
      `${CONFERENCE}, party-hung-up agent:2001`,
      'party-hung-up centre:bridged',
      ['end transferred centre:bridged'],
    ],
    [
      'the centre hangs up: with the agent',
      CONFERENCE,
      'party-hung-up centre:bridged',
      ['bridge agent:2001'],
    ],
    [
      'who ends it',
      `${CONFERENCE}, party-hung-up centre:bridged`,
      'party-hung-up agent:2001',
      ['end served agent:2001'],
    ],
    ['the agent leaves', CONFERENCE, 'conclude leave', ['release agent:2001', 'bridge centre:bridged']],
    [
      'takes the caller back',
      CONFERENCE,
      'conclude takeBack',
      ['release centre:bridged', 'bridge agent:2001'],
    ],
    ['joined twice', CONFERENCE, 'conclude join', []],
    ['the caller hangs up', CONFERENCE, 'hung-up bye', ['end served bye']],
    ['another media server for the caller', `${CONFERENCE}, media-lost`, 'media', ['conference']],
    ['nothing is concluded in a talk', TALKING, 'conclude leave', []],
  ],
  rich,
);

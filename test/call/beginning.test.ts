/** The first thing that a caller hears: a closed line, one that is closed by hand, a crisis. */
import { lineWith, RICH } from './lines.ts';
import { table } from './table.ts';

/** The tests' moment is a Monday at 9 in the morning, São Paulo. */
const OPENS_AT_TEN = lineWith({ ...RICH, hours: { mon: '10:00-18:00' } });
const OPENS = 'line-opens+day-today+at-hour-10+before-noon';

table(
  'out of hours: when the line opens',
  [
    [
      'after the word that it is closed',
      'arrive',
      'media',
      ['chosen welcome closed', `say en/closed+${OPENS}+goodbye`],
    ],
  ],
  { line: OPENS_AT_TEN },
);
table(
  'out of hours: one message',
  [['then when it opens', 'arrive', 'media', ['chosen welcome closed', `say en/closed+${OPENS}`]]],
  { line: { ...OPENS_AT_TEN, closed: { end: 'closed' } } },
);
table(
  'out of hours, where the closed line transfers',
  [['says so before', 'arrive', 'media', ['chosen welcome closed', `say en/sent+${OPENS}`]]],
  { line: { ...OPENS_AT_TEN, closed: { transfer: 'bridged', saying: 'sent', failed: { say: 'sorry' } } } },
);
table(
  'out of hours, for ever',
  [['no word of an opening', 'arrive', 'media', ['chosen welcome closed', 'say en/closed+goodbye']]],
  { line: lineWith({ ...RICH, hours: {} }) },
);
table(
  'out of hours, in a language without words',
  [['the message', 'arrive', 'media', ['chosen welcome closed', 'say pt/closed+goodbye']]],
  { line: { ...OPENS_AT_TEN, languages: ['pt'] } },
);

table(
  'closed by hand',
  [
    [
      'says so first',
      'arrive',
      'media',
      ['chosen welcome closed', 'say en/line-closed-exceptionally+closed+goodbye'],
    ],
    ['then the end', 'arrive, media', 'said', ['reject 480 message said', 'end message']],
  ],
  { line: RICH, live: { closed: '' } },
);
table(
  'closed by hand, with a message',
  [['the message', 'arrive', 'media', ['chosen welcome closed', 'say en/storm']]],
  { line: OPENS_AT_TEN, live: { closed: 'storm' } },
);
table(
  'closed by hand, where the closed line leads to a queue',
  [
    ['the message', 'arrive', 'media', ['chosen welcome closed', 'say en/storm']],
    ['then the queue', 'arrive, media', 'said', ['queue water en', 'music hold']],
  ],
  { line: lineWith({ ...RICH, closed: { queue: 'water' } }), live: { closed: 'storm' } },
);

table(
  'a crisis',
  [
    ['its message first', 'arrive', 'media', ['step crisis:flood en 1', 'say en/flood']],
    ['then its own menu', 'arrive, media', 'said', ['step more en 1', 'ask en/choose-more 5000']],
    [
      'the emergency key',
      'arrive, media',
      'press *',
      ['emergency key samu', 'transfer samu bridge emergency', 'say en/emergency-transfer'],
    ],
    ['said again on another media server', 'arrive, media, media-lost', 'media', ['say en/flood']],
    ['and after the answer', 'arrive, media, at +170, timer early-limit', 'said', ['answer', 'say en/flood']],
  ],
  { line: RICH, live: { crisis: 'flood' } },
);
table(
  'a crisis without a menu of its own',
  [['the ordinary start', 'arrive, media', 'said', ['step welcome en 1', 'say en/welcome']]],
  { line: RICH, live: { crisis: 'strike' } },
);
table(
  'a crisis that the call’s dialplan does not know',
  [['the ordinary start', 'arrive', 'media', ['step welcome en 1', 'say en/welcome']]],
  { line: RICH, live: { crisis: 'war' } },
);
table(
  'a crisis out of hours',
  [
    ['its message', 'arrive', 'media', ['step crisis:flood en 1', 'say en/flood']],
    ['then closed', 'arrive, media', 'said', ['chosen welcome closed', `say en/closed+${OPENS}+goodbye`]],
  ],
  { line: OPENS_AT_TEN, live: { crisis: 'flood' } },
);
table(
  'a crisis on a full line',
  [
    [
      'full',
      'arrive',
      'media',
      ['chosen welcome closed', 'step callback:offer en 1', 'ask en/line-full+goodbye+callback-offer 5000'],
    ],
  ],
  { line: RICH, live: { crisis: 'flood' }, arrival: 'full' },
);

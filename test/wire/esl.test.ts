import fc from 'fast-check';
import t from 'tap';
import {
  apiResponse,
  commandReply,
  disconnectNotice,
  EslCommandParser,
  EslMessageParser,
  jsonEvent,
  percentDecode,
  percentEncode,
  plainEvent,
} from '../../src/wire/esl.ts';

// as drachtio-modesl wrote it to a real FreeSWITCH (recordings, demo-fsmrf5)
const RECORDED = `filter Unique-ID 586002c7-c65d-4231-9295-7adbb02dd245

sendmsg 586002c7-c65d-4231-9295-7adbb02dd245
execute-app-name: playback
execute-app-arg: /srv/sounds/welcome.wav
call-command: execute
Event-UUID: 77242ab1-e9cf-47c3-8062-14de53873196

`;

t.test('commands of drachtio-modesl, in pieces of any size', async (t) => {
  for (const size of [1, 2, 7, 1_000]) {
    const parser = new EslCommandParser();
    const bytes = Buffer.from(RECORDED);
    const commands = [];
    for (let at = 0; at < bytes.length; at += size)
      commands.push(...parser.push(bytes.subarray(at, at + size)));
    t.same(commands, [
      { line: 'filter Unique-ID 586002c7-c65d-4231-9295-7adbb02dd245', headers: {}, body: '' },
      {
        line: 'sendmsg 586002c7-c65d-4231-9295-7adbb02dd245',
        headers: {
          'execute-app-name': 'playback',
          'execute-app-arg': '/srv/sounds/welcome.wav',
          'call-command': 'execute',
          'event-uuid': '77242ab1-e9cf-47c3-8062-14de53873196',
        },
        body: '',
      },
    ]);
  }
});

t.test('a body of Content-Length octets, line ends of either kind, empty lines between', async (t) => {
  const parser = new EslCommandParser();
  const commands = parser.push(
    Buffer.from('\n\nsendmsg\r\ncontent-length: 5\r\nexecute-app-name: log\r\n\r\ngrüe\napi status\n\n'),
  );
  t.same(commands, [
    { line: 'sendmsg', headers: { 'content-length': '5', 'execute-app-name': 'log' }, body: 'grüe' },
    { line: 'api status', headers: {}, body: '' },
  ]);
});

t.test('a client that sends without end, or a length that is none, is told apart by an error', async (t) => {
  t.throws(() => new EslCommandParser(1_000).push(Buffer.alloc(2_000, 97)), { name: 'EslError' });
  t.throws(() => new EslCommandParser(1_000).push(Buffer.from('a\nContent-Length: 5000\n\n')), {
    name: 'EslError',
  });
  t.throws(() => new EslCommandParser().push(Buffer.from('a\nContent-Length: x\n\n')), { name: 'EslError' });
});

t.test('replies as recorded', async (t) => {
  t.equal(commandReply('+OK accepted'), 'Content-Type: command/reply\nReply-Text: +OK accepted\n\n');
  t.equal(apiResponse('+OK\n'), 'Content-Type: api/response\nContent-Length: 4\n\n+OK\n');
  t.equal(
    disconnectNotice('586002c7-c65d-4231-9295-7adbb02dd245'),
    'Content-Type: text/disconnect-notice\nControlled-Session-UUID: 586002c7-c65d-4231-9295-7adbb02dd245\n' +
      'Content-Disposition: disconnect\nContent-Length: 67\n\n' +
      'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n',
  );
});

t.test('values are encoded as FreeSWITCH does', async (t) => {
  t.equal(
    percentEncode('sofia/drachtio_mrf/nobody@127.0.0.1:5070'),
    'sofia/drachtio_mrf/nobody%40127.0.0.1%3A5070',
  );
  t.equal(percentEncode('Sat, 21 Nov'), 'Sat,%2021%20Nov');
  t.equal(percentDecode('100%'), '100%');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => percentDecode(percentEncode(text)) === text),
  );
});

t.test('messages of a server, several in a row, with bodies', async (t) => {
  const parser = new EslMessageParser();
  const bytes = Buffer.from(
    commandReply('+OK bye') +
      jsonEvent('{"Event-Name":"HEARTBEAT"}') +
      apiResponse('true') +
      plainEvent({ a: 'b c' }, 'body'),
  );
  const messages = [...parser.push(bytes.subarray(0, 50)), ...parser.push(bytes.subarray(50))];
  t.same(
    messages.map(({ headers }) => headers['Content-Type']),
    ['command/reply', 'text/event-json', 'api/response', 'text/event-plain'],
  );
  t.equal(messages[1]?.body, '{"Event-Name":"HEARTBEAT"}');
  t.equal(messages[3]?.body, 'a: b%20c\nContent-Length: 4\n\nbody');
});

t.test('a list is written as an array of FreeSWITCH', async (t) => {
  t.match(plainEvent({ variable_DP_MATCH: ['a', 'b'] }), 'variable_DP_MATCH: ARRAY%3A%3Aa%7C%3Ab\n');
});

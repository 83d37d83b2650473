import fc from 'fast-check';
import t from 'tap';
import { responseTo, serialize } from '../../../src/wire/sip/build.ts';
import { parseCSeq } from '../../../src/wire/sip/cseq.ts';
import { SipParseError } from '../../../src/wire/sip/error.ts';
import { SipFramer } from '../../../src/wire/sip/framer.ts';
import { SipHeaders } from '../../../src/wire/sip/headers.ts';
import { SipRequest } from '../../../src/wire/sip/message.ts';
import { formatNameAddr, parseNameAddr } from '../../../src/wire/sip/name-addr.ts';
import { parseMessage } from '../../../src/wire/sip/parse.ts';
import { formatUri, parseUri } from '../../../src/wire/sip/uri.ts';
import { formatVia, parseVia } from '../../../src/wire/sip/via.ts';

const token = fc.stringMatching(/^[A-Za-z0-9.!%*_+`'~-]{1,12}$/);
const host = fc.oneof(
  fc.stringMatching(/^[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){0,3}$/),
  fc.constant('[2001:db8::1]'),
);
const port = fc.option(fc.integer({ min: 1, max: 65535 }), { nil: undefined });
const value = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((text) => text.replace(/\p{Cc}/gu, '').trim());

const request = fc
  .record({
    method: token,
    user: token,
    host,
    port,
    callId: token,
    tag: token,
    number: fc.nat(),
    branch: token,
  })
  .chain((parts) =>
    fc.record({
      parts: fc.constant(parts),
      extra: fc.array(
        fc.tuple(
          token.map((name) => `X-${name}`),
          value,
        ),
        { maxLength: 8 },
      ),
      body: fc.uint8Array({ maxLength: 200 }),
    }),
  )
  .map(({ parts, extra, body }) => {
    const at = parts.port === undefined ? parts.host : `${parts.host}:${parts.port}`;
    const headers = SipHeaders.of(
      ['Via', `SIP/2.0/UDP ${at};branch=z9hG4bK${parts.branch}`],
      ['From', `<sip:${parts.user}@${at}>;tag=${parts.tag}`],
      ['To', `<sip:${parts.host}>`],
      ['Call-ID', parts.callId],
      ['CSeq', `${parts.number} ${parts.method}`],
      ...extra,
    );
    return new SipRequest(parts.method, `sip:${parts.user}@${at}`, headers, body);
  });

t.test('what is built is read back the same', async (t) => {
  fc.assert(
    fc.property(request, (message) => {
      const bytes = serialize(message);
      const back = parseMessage(bytes);
      return serialize(back).equals(bytes) && Buffer.from(back.body).equals(Buffer.from(message.body));
    }),
  );
  t.pass('no counterexample');
});

t.test('a stream cut anywhere yields the same messages', async (t) => {
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 60 })),
      (messages, cuts) => {
        const all = messages.map((message) => serialize(message));
        const bytes = Buffer.concat(all.flatMap((one) => [one, Buffer.from('\r\n')]));
        const framer = new SipFramer();
        const got: Buffer[] = [];
        for (let at = 0; at < bytes.length; ) {
          const length = cuts.next().value as number;
          for (const item of framer.push(bytes.subarray(at, at + length))) {
            if (item.type === 'error') throw item.error;
            if (item.type === 'message') got.push(serialize(item.message));
          }
          at += length;
        }
        t.equal(framer.pending, 0);
        return Buffer.concat(got).equals(Buffer.concat(all));
      },
    ),
    { numRuns: 50 },
  );
  t.pass('no counterexample');
});

t.test('mutated messages are read or refused, nothing else', async (t) => {
  const edit = fc.record({
    at: fc.nat(),
    byte: fc.integer({ min: 0, max: 255 }),
    how: fc.constantFrom('set', 'cut', 'double'),
  });
  fc.assert(
    fc.property(request, fc.array(edit, { minLength: 1, maxLength: 12 }), (message, edits) => {
      let bytes = serialize(message);
      for (const { at, byte, how } of edits) {
        const position = at % Math.max(1, bytes.length);
        if (how === 'set' && bytes.length > 0) bytes[position] = byte;
        else if (how === 'cut') bytes = bytes.subarray(0, position);
        else bytes = Buffer.concat([bytes.subarray(0, position), bytes.subarray(position >> 1)]);
      }
      try {
        const got = parseMessage(bytes);
        if (got.kind === 'request') serialize(responseTo(got, 200, 'tag'));
        serialize(got);
      } catch (error) {
        if (!(error instanceof SipParseError)) throw error;
        if (error.request !== undefined) serialize(responseTo(error.request, error.status, 'tag'));
      }
      new SipFramer().push(bytes);
      return true;
    }),
    { numRuns: 2000 },
  );
  t.pass('no counterexample');
});

t.test('random text is no header value, or one that is written back', async (t) => {
  const text = fc.string({ maxLength: 60 });
  const readers: ((text: string) => unknown)[] = [
    (each) => parseVia(formatVia(parseVia(each))),
    (each) => parseNameAddr(formatNameAddr(parseNameAddr(each))),
    (each) => parseUri(formatUri(parseUri(each))),
    parseCSeq,
  ];
  fc.assert(
    fc.property(text, fc.constantFrom('', 'sip:', '<sip:', 'SIP/2.0/UDP ', '"', '1 '), (rest, start) => {
      for (const read of readers) {
        try {
          read(start + rest);
        } catch (error) {
          if (!(error instanceof SipParseError)) throw error;
        }
      }
      return true;
    }),
    { numRuns: 2000 },
  );
  t.pass('no counterexample');
});

/** Offer and answer of one audio stream in G.711 (RFC 3264, RFC 4566), on sdp-transform. */

import transform, { type Media, type SessionDescription } from 'sdp-transform';
import { type G711Codec, STATIC_TYPES } from './g711.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** What one side says of itself. */
export interface LocalAudio {
  /** address in c= */
  address: string;
  /** RTP port; RTCP is one above */
  port: number;
  /** o= session id; the version grows with each description */
  sessionId: number;
  version: number;
  /** preferred first */
  codecs: readonly G711Codec[];
}

/** What both sides agreed on. */
export interface NegotiatedAudio {
  codec: G711Codec;
  payloadType: number;
  /** payload type of telephone-event, absent when the peer has none */
  telephoneEvent?: number;
  remoteAddress: string;
  remotePort: number;
  /** RTCP, when a=rtcp names another place than the next port */
  remoteRtcp?: { address: string; port: number };
  /** as seen from here: `recvonly` when the peer only sends */
  direction: Direction;
  /** milliseconds in a packet that the peer wants */
  ptime: number;
}

export type Answer =
  | { type: 'accepted'; sdp: string; audio: NegotiatedAudio }
  /** 488 with this text in its Warning (RFC 3261 §21.4.26) */
  | { type: 'rejected'; reason: string };

const OWN_TELEPHONE_EVENT = 101;

/** An offer of all local codecs and telephone-event. */
export function buildOffer(local: LocalAudio): string {
  return describe(local, [
    audioMedia(
      local.port,
      local.codecs.map((codec) => ({ codec, payloadType: STATIC_TYPES[codec] })),
      OWN_TELEPHONE_EVENT,
      'sendrecv',
    ),
  ]);
}

/** The answer to an offer. Streams other than the first usable audio one are refused with port 0 (RFC 3264 §6). */
export function answerOffer(offer: string, local: LocalAudio): Answer {
  const session = parseSession(offer);
  if (!session) return { type: 'rejected', reason: 'SDP cannot be read' };
  const chosen = session.media.find(isPlainAudio);
  if (!chosen) return { type: 'rejected', reason: 'no RTP/AVP audio stream' };
  const audio = negotiate(session, chosen, local.codecs);
  if (!audio) return { type: 'rejected', reason: 'no common codec (PCMU and PCMA are spoken here)' };
  const media = session.media.map((stream): Media => {
    if (stream !== chosen) return { ...refused(stream) };
    const { codec, payloadType, telephoneEvent, direction } = audio;
    return audioMedia(local.port, [{ codec, payloadType }], telephoneEvent, direction);
  });
  return { type: 'accepted', sdp: describe(local, media), audio };
}

/** What an answer to our own offer settles. */
export function acceptAnswer(
  answer: string,
  codecs: readonly G711Codec[],
): { type: 'accepted'; audio: NegotiatedAudio } | { type: 'rejected'; reason: string } {
  const session = parseSession(answer);
  const chosen = session?.media.find(isPlainAudio);
  if (!session || !chosen) return { type: 'rejected', reason: 'no audio stream in the answer' };
  const audio = negotiate(session, chosen, codecs);
  return audio ? { type: 'accepted', audio } : { type: 'rejected', reason: 'no codec in the answer' };
}

/** The first codec of the peer's list that is spoken here: the peer's order counts (RFC 3264 §6.1). */
function negotiate(
  session: SessionDescription,
  stream: Media,
  codecs: readonly G711Codec[],
): NegotiatedAudio | undefined {
  const payloads = String(stream.payloads ?? '')
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
  const named = payloads.map((payloadType) => ({ payloadType, name: encodingName(stream, payloadType) }));
  const found = named.find(({ name }) => codecs.includes(name as G711Codec));
  const remoteAddress = stream.connection?.ip ?? session.connection?.ip;
  if (!found || !remoteAddress) return undefined;
  const telephoneEvent = named.find(({ name }) => name === 'TELEPHONE-EVENT')?.payloadType;
  const audio: NegotiatedAudio = {
    codec: found.name as G711Codec,
    payloadType: found.payloadType,
    remoteAddress,
    remotePort: stream.port,
    direction: ownDirection(stream.direction ?? session.direction ?? 'sendrecv', remoteAddress),
    ptime: stream.ptime ?? 20,
  };
  if (telephoneEvent !== undefined) audio.telephoneEvent = telephoneEvent;
  if (stream.rtcp) {
    audio.remoteRtcp = { address: stream.rtcp.address ?? remoteAddress, port: stream.rtcp.port };
  }
  return audio;
}

/** Upper-case encoding name of an 8 kHz payload type; others have none here. */
function encodingName(stream: Media, payloadType: number): string | undefined {
  const mapped = stream.rtp.find(({ payload }) => payload === payloadType);
  if (mapped) return (mapped.rate ?? 8000) === 8000 ? mapped.codec.toUpperCase() : undefined;
  return payloadType === 0 ? 'PCMU' : payloadType === 8 ? 'PCMA' : undefined;
}

/** The mirror of the peer's direction; an address of zeros is the hold of RFC 2543. */
function ownDirection(theirs: Direction, address: string): Direction {
  const held = address === '0.0.0.0' || address === '::';
  const receives = !held && (theirs === 'sendrecv' || theirs === 'recvonly');
  const sends = theirs === 'sendrecv' || theirs === 'sendonly';
  if (receives) return sends ? 'sendrecv' : 'sendonly';
  return sends ? 'recvonly' : 'inactive';
}

function isPlainAudio(stream: Media): boolean {
  return stream.type === 'audio' && stream.port > 0 && /^RTP\/AVPF?$/.test(stream.protocol);
}

function refused(stream: Media): Media {
  const { type, protocol, payloads } = stream;
  return { type, port: 0, protocol, payloads: String(payloads ?? '0'), rtp: [], fmtp: [] };
}

function audioMedia(
  port: number,
  codecs: readonly { codec: G711Codec; payloadType: number }[],
  telephoneEvent: number | undefined,
  direction: Direction,
): Media {
  const rtp: Media['rtp'] = codecs.map(({ codec, payloadType }) => ({
    payload: payloadType,
    codec,
    rate: 8000,
  }));
  if (telephoneEvent !== undefined)
    rtp.push({ payload: telephoneEvent, codec: 'telephone-event', rate: 8000 });
  return {
    type: 'audio',
    port,
    protocol: 'RTP/AVP',
    payloads: rtp.map(({ payload }) => payload).join(' '),
    rtp,
    fmtp: telephoneEvent === undefined ? [] : [{ payload: telephoneEvent, config: '0-15' }],
    ptime: 20,
    direction,
  };
}

function describe(local: LocalAudio, media: Media[]): string {
  const ipVer = local.address.includes(':') ? 6 : 4;
  return transform.write({
    version: 0,
    origin: {
      username: 'FreeSWITCH',
      sessionId: local.sessionId,
      sessionVersion: local.version,
      netType: 'IN',
      ipVer,
      address: local.address,
    },
    name: 'FreeSWITCH',
    connection: { version: ipVer, ip: local.address },
    timing: { start: 0, stop: 0 },
    media,
  });
}

function parseSession(text: string): SessionDescription | undefined {
  if (!/^v=0\s*$/m.test(text)) return undefined;
  const session = transform.parse(text);
  return session.media.length > 0 ? session : undefined;
}

/** Header names: RFC 3261 §7.3.1 (case does not matter), §7.3.3 (compact forms) and the later RFCs' one-letter forms. */

const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  n: 'identity-info',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
  y: 'identity',
};

/** The spelling that goes on the wire for the names that the standards define. */
const SPELLINGS = [
  'Accept Accept-Contact Accept-Encoding Accept-Language Alert-Info Allow Allow-Events Authentication-Info',
  'Authorization Call-ID Call-Info Contact Content-Disposition Content-Encoding Content-Language Content-Length',
  'Content-Type CSeq Date Diversion Error-Info Event Expires From Geolocation History-Info Identity In-Reply-To',
  'Join Max-Forwards MIME-Version Min-Expires Min-SE Organization P-Asserted-Identity P-Called-Party-ID',
  'P-Preferred-Identity Path Priority Privacy Proxy-Authenticate Proxy-Authorization Proxy-Require RAck Reason',
  'Record-Route Refer-Sub Refer-To Referred-By Reject-Contact Remote-Party-ID Replaces Reply-To',
  'Request-Disposition Require Retry-After Route RSeq Server Service-Route Session-Expires SIP-ETag SIP-If-Match',
  'Subject Subscription-State Supported Target-Dialog Timestamp To Unsupported User-Agent Via Warning',
  'WWW-Authenticate',
].flatMap((line) => line.split(' '));

const spellings = new Map(SPELLINGS.map((name) => [name.toLowerCase(), name]));

/** Spelling → key, filled with the common spellings so that the hot path neither lower-cases nor checks. */
const keys = new Map<string, string>();
for (const name of SPELLINGS) {
  keys.set(name, name.toLowerCase());
  keys.set(name.toLowerCase(), name.toLowerCase());
}
for (const [letter, key] of Object.entries(COMPACT)) {
  keys.set(letter, key);
  keys.set(letter.toUpperCase(), key);
}
/** Names come from strangers: the memory for their spellings is bounded. */
const REMEMBERED = 1024;

// RFC 3261 §25.1: token
const TOKEN = /^[A-Za-z0-9\-.!%*_+`'~]+$/;

/** Whether the text is a token of RFC 3261 §25.1. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** The key under which a header of this name is kept (lower case, long form), or undefined when it is no name. */
export function headerKey(name: string): string | undefined {
  const known = keys.get(name);
  if (known !== undefined) return known;
  if (!TOKEN.test(name)) return undefined;
  const key = name.toLowerCase();
  const canonical = keys.get(key) ?? key;
  if (keys.size < REMEMBERED && name.length <= 40) keys.set(name, canonical);
  return canonical;
}

/** The standard spelling of a known header's name; an unknown one (`X-Order`) is returned as it was given. */
export function headerName(name: string): string {
  const key = headerKey(name);
  return (key === undefined ? undefined : spellings.get(key)) ?? name;
}

/** Whether the standards define this header (as opposed to an `X-…` of somebody). */
export function isStandardHeader(name: string): boolean {
  const key = headerKey(name);
  return key !== undefined && spellings.has(key);
}

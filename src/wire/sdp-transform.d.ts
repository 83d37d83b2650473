/** The part of sdp-transform 3 that is used; the package ships no types. */
declare module 'sdp-transform' {
  export interface Connection {
    version: number;
    ip: string;
  }
  export interface Media {
    type: string;
    port: number;
    protocol: string;
    payloads?: string;
    connection?: Connection;
    direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
    rtp: { payload: number; codec: string; rate?: number; encoding?: number }[];
    fmtp: { payload: number; config: string }[];
    ptime?: number;
    rtcp?: { port: number; address?: string };
  }
  export interface SessionDescription {
    version?: number;
    origin?: {
      username: string;
      sessionId: string | number;
      sessionVersion: number;
      netType: string;
      ipVer: number;
      address: string;
    };
    name?: string;
    timing?: { start: number; stop: number };
    connection?: Connection;
    direction?: Media['direction'];
    media: Media[];
  }
  export function parse(text: string): SessionDescription;
  export function write(description: SessionDescription): string;
  const transform: { parse: typeof parse; write: typeof write };
  export default transform;
}

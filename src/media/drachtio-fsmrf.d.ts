/** The parts of drachtio-fsmrf that the line uses: the package has no types of its own. */
declare module 'drachtio-fsmrf' {
  import type { EventEmitter } from 'node:events';

  class Mrf {
    constructor(srf: unknown, options?: object);
    connect(options: {
      address: string;
      port: number;
      secret: string;
      listenAddress: string;
      listenPort: number;
      profile?: string;
    }): Promise<Mrf.MediaServer>;
  }

  namespace Mrf {
    interface EslEvent {
      getHeader(name: string): string | null;
      getBody(): string;
    }

    interface Endpoint extends EventEmitter {
      readonly uuid: string;
      readonly connected: boolean;
      readonly local: { readonly sdp: string };
      readonly dialog: {
        readonly connected: boolean;
        modify(sdp: string): Promise<string>;
        request(options: {
          method: string;
          headers: Readonly<Record<string, string>>;
          body: string;
        }): Promise<unknown>;
      };
      execute(application: string, argument: string): Promise<EslEvent>;
      api(command: string, args: readonly string[]): Promise<EslEvent>;
      bridge(other: Endpoint): Promise<void>;
      playCollect(options: {
        file: string;
        min: number;
        max: number;
        tries: number;
        timeout: number;
        digitTimeout: number;
        terminators: string;
        regexp: string;
        invalidFile: string;
        varName: string;
      }): Promise<{ digits: string | null }>;
      destroy(): Promise<void>;
    }

    interface MediaServer extends EventEmitter {
      readonly conn: { connected(): boolean };
      readonly currentSessions: number;
      connected(): boolean;
      createEndpoint(options: { remoteSdp?: string }): Promise<Endpoint>;
      api(command: string): Promise<string>;
      disconnect(): void;
    }
  }

  export = Mrf;
}

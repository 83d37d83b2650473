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

    type EslListener = (event: EslEvent) => void;

    /** An event socket (drachtio-modesl). Events are named `esl::event::<name>::<channel>`. */
    interface EslConnection {
      readonly socket: object | null;
      connected(): boolean;
      disconnect(): void;
      setMaxListeners(count: number): void;
      on(event: string, listener: EslListener): void;
      removeListener(event: string, listener: EslListener): void;
      subscribe(events: readonly string[], done?: EslListener): void;
      filter(header: string, value: string, done?: EslListener): void;
      filterDelete(header: string, value: string, done?: EslListener): void;
      api(command: string, args: readonly string[], done: EslListener): void;
      execute(application: string, argument: string, channel: string, done: EslListener): string;
    }

    interface Endpoint extends EventEmitter {
      readonly uuid: string;
      readonly connected: boolean;
      readonly local: { readonly sdp: string };
      readonly conn: EslConnection | null;
      readonly mediaserver: MediaServer;
      readonly dialog: {
        connected: boolean;
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
      readonly conn: EslConnection;
      readonly currentSessions: number;
      connected(): boolean;
      createEndpoint(options: {
        remoteSdp?: string;
        headers?: Readonly<Record<string, string>>;
      }): Promise<Endpoint>;
      api(command: string): Promise<string>;
      disconnect(): void;
    }
  }

  export = Mrf;
}

declare module 'drachtio-fsmrf/lib/endpoint.js' {
  import type { Endpoint, MediaServer } from 'drachtio-fsmrf';

  /** The class behind `createEndpoint`. */
  const EndpointClass: new (
    connection: object,
    dialog: object,
    server: MediaServer,
    options: object,
  ) => Endpoint;
  export = EndpointClass;
}

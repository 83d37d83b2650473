/** Makes the sessions of a node, and the transfers of their calls: what each needs of the node is gathered here. */
import type { LineEvent } from '../events/line.generated.ts';
import type { MediaPort } from '../media/port.ts';
import type { IncomingCall, SipPort } from '../sip/port.ts';
import { callbackRoute } from './callback-route.ts';
import { InCallKeys } from './in-call-keys.ts';
import type { NodeOptions } from './node.ts';
import { Session } from './session.ts';
import type { Telephones } from './telephones.ts';
import { Transfer } from './transfer.ts';

export interface MakerPorts {
  readonly options: Pick<NodeOptions, 'configuration' | 'log' | 'promptFile' | 'now'>;
  readonly telephones: Telephones;
  sip(): SipPort;
  media(): MediaPort;
  state(callId: string): Session['state'];
  happened(fact: LineEvent): void;
  fault(error: unknown, facts: object): void;
}

export class SessionMaker {
  readonly #ports: MakerPorts;

  constructor(ports: MakerPorts) {
    this.#ports = ports;
  }

  /** @param call absent where nobody waits for an answer any more */
  make(
    arrived: { readonly callId: string; readonly line: string; readonly trunk: string },
    call: IncomingCall | undefined,
  ): Session {
    const { callId, line } = arrived;
    const { options, telephones, sip, media, state, happened, fault } = this.#ports;
    const { log, now, promptFile, configuration } = options;
    const ports = {
      sip: sip(),
      media: media(),
      state: () => state(callId),
      happened,
      transfer: (session: Session, centre: string) => this.#transfer(session, centre),
      callbackRoute: (number: string) => callbackRoute(configuration, line, number),
      leaving: (party: string, gone: Promise<unknown>) => telephones.leaving(party, gone),
      keys: new InCallKeys(configuration.centres, configuration.lines.get(line)?.emergency?.to ?? ''),
      promptFile,
      now,
      log: (message: string, facts: object) => log.warn(facts, message),
      fault: (error: unknown) => fault(error, { callId }),
    };
    return new Session(ports, arrived, call);
  }

  #transfer(session: Session, name: string): Transfer {
    const { options, sip, media, happened } = this.#ports;
    const { centres, trunks } = options.configuration;
    const centre = centres[name]!;
    const trunk = trunks.find((candidate) => candidate.name === centre.trunk);
    return new Transfer(
      { sip: sip(), media: media(), happened, now: options.now },
      session,
      name,
      centre,
      trunk,
    );
  }
}

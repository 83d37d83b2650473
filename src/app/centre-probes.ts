/** Asks level-2 centres whether they live: OPTIONS every so often (RFC 3261 §11). What changes is a fact. */
import type { LineEvent } from '../events/line.generated.ts';
import { answersFor, probed } from '../routing/centre-health.ts';
import type { Centre, Trunk } from '../routing/schema.ts';
import type { SipPort } from '../sip/port.ts';

export interface ProbePorts {
  readonly sip: SipPort;
  happened(fact: LineEvent): void;
  isDown(centre: string): boolean;
  now(): number;
}

const EVERY_S = 30;
/** After a probe without an answer the next one comes so soon, in milliseconds. */
const AGAIN_MS = 5_000;
/** A UDP destination that is away never answers: SIP itself would wait 32 s (RFC 3261 §17.1.2.2, timer F). */
const PATIENCE_MS = 4_000;

/** A centre is asked by the way that its calls take: by its trunk, where it names one.
 *  @returns ends the probes */
export function probeCentres(
  ports: ProbePorts,
  centres: { readonly [name: string]: Centre },
  trunks: readonly Pick<Trunk, 'name' | 'outbound'>[],
): () => void {
  const outbound = (centre: Centre) => trunks.find(({ name }) => name === centre.trunk)?.outbound;
  const probes = Object.entries(centres).flatMap(([name, centre]) =>
    centre.sip === undefined || centre.probeSeconds === 0
      ? []
      : [
          new Probe(
            ports,
            name,
            { uri: centre.sip, via: outbound(centre) },
            (centre.probeSeconds ?? EVERY_S) * 1_000,
          ),
        ],
  );
  for (const probe of probes) void probe.ask();
  return () => {
    for (const probe of probes) probe.stop();
  };
}

interface Destination {
  readonly uri: string;
  readonly via: string | undefined;
}

class Probe {
  readonly #ports: ProbePorts;
  readonly #centre: string;
  readonly #to: Destination;
  readonly #everyMs: number;
  #failures = 0;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(ports: ProbePorts, centre: string, to: Destination, everyMs: number) {
    this.#ports = ports;
    this.#centre = centre;
    this.#to = to;
    this.#everyMs = everyMs;
  }

  async ask(): Promise<void> {
    const reason = await this.#fault();
    if (this.#stopped) return;
    this.#tell(reason);
    this.#timer = setTimeout(() => void this.ask(), reason === undefined ? this.#everyMs : AGAIN_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #tell(reason: string | undefined): void {
    const { now, happened, isDown } = this.#ports;
    const base = { at: now(), centre: this.#centre };
    const { failures, change } = probed(this.#failures, reason === undefined, isDown(this.#centre));
    this.#failures = failures;
    if (change === 'up') happened({ type: 'CentreUp', ...base });
    else if (change === 'down') happened({ type: 'CentreDown', ...base, reason: reason ?? '' });
  }

  /** Why the centre takes no calls; undefined when it does. */
  async #fault(): Promise<string | undefined> {
    const { uri, via } = this.#to;
    const asked = this.#ports.sip
      .send({
        method: 'OPTIONS',
        uri,
        ...(via === undefined ? {} : { via }),
        headers: { Accept: 'application/sdp' },
      })
      .then(
        ({ status }) => (answersFor(status) ? undefined : `OPTIONS got ${status}`),
        (error: unknown) => `OPTIONS: ${error instanceof Error ? error.message : String(error)}`,
      );
    const { promise, resolve } = Promise.withResolvers<string>();
    const timer = setTimeout(() => resolve('OPTIONS got no answer'), PATIENCE_MS);
    return Promise.race([asked, promise]).finally(() => clearTimeout(timer));
  }
}

/** Trunks that the line registers with: a provider then sends it their calls (RFC 3261 §10.2). */
import type { Trunk } from '../routing/schema.ts';
import type { SipPort } from '../sip/port.ts';
import { addressOf, hostOf } from '../wire/sip/lenient.ts';

export interface RegistrationPorts {
  readonly sip: SipPort;
  /** Learns which addresses a provider's calls come from. */
  readonly doors: { learn(trunk: string, addresses: readonly string[]): void };
  secret(name: string): string | undefined;
  log(message: string, facts: object): void;
}

const DEFAULT_EXPIRES_S = 600;
const RETRY_MS = 30_000;

/** Registers, and refreshes at half of the time granted. @returns ends the registrations */
export function registerTrunks(ports: RegistrationPorts, trunks: readonly Trunk[]): () => Promise<void> {
  const registrations = trunks
    .filter((trunk) => trunk.register)
    .map((trunk) => new Registration(ports, trunk));
  for (const registration of registrations) void registration.refresh();
  return async () => {
    await Promise.all(registrations.map((registration) => registration.end()));
  };
}

class Registration {
  readonly #ports: RegistrationPorts;
  readonly #trunk: Trunk;
  #timer: NodeJS.Timeout | undefined;
  #stands = false;
  #ended = false;

  constructor(ports: RegistrationPorts, trunk: Trunk) {
    this.#ports = ports;
    this.#trunk = trunk;
  }

  async refresh(): Promise<void> {
    const expires = this.#trunk.register?.expires ?? DEFAULT_EXPIRES_S;
    const granted = await this.#register(expires);
    if (this.#ended) return;
    this.#timer = setTimeout(() => void this.refresh(), granted === undefined ? RETRY_MS : granted * 500);
  }

  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    if (this.#stands) await this.#register(0);
  }

  /** @returns seconds granted; undefined when the provider refused or did not answer */
  async #register(expires: number): Promise<number | undefined> {
    const { register, name } = this.#trunk;
    if (!register) return undefined;
    const password = this.#ports.secret(register.secretEnv);
    if (password === undefined) {
      this.#ports.log('a trunk’s secret is missing', { trunk: name, secretEnv: register.secretEnv });
      return undefined;
    }
    const aor = `sip:${register.username}@${hostOf(register.registrar)}`;
    try {
      const response = await this.#ports.sip.send({
        method: 'REGISTER',
        uri: register.registrar,
        headers: {
          From: `<${aor}>`,
          To: `<${aor}>`,
          Contact: `<sip:${register.username}@${this.#ports.sip.address}>;expires=${expires}`,
          Expires: String(expires),
        },
        credentials: { username: register.username, password },
      });
      this.#stands = response.status === 200 && expires > 0;
      if (response.status !== 200) {
        this.#ports.log('a trunk’s registration was refused', { trunk: name, status: response.status });
        return undefined;
      }
      this.#ports.doors.learn(name, expires > 0 ? [response.source.address] : []);
      const granted = addressOf(response.header('Contact'))?.params.get('expires');
      return Number(granted ?? response.header('Expires') ?? expires) || expires;
    } catch (error) {
      this.#stands = false;
      this.#ports.log('a trunk’s provider does not answer', { trunk: name, error: String(error) });
      return undefined;
    }
  }
}

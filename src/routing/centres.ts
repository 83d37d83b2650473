/** Which centre takes a transfer: the one asked for, or a fallback that can take it now. */
import type { TransferFailed, TransferRequested } from '../events/line.generated.ts';
import { isOpen } from '../ivr/hours.ts';
import type { Centre } from './schema.ts';

/** How things are at the moment of the transfer. */
export interface CentresNow {
  readonly centres: { readonly [name: string]: Centre };
  /** Epoch milliseconds. */
  readonly at: number;
  /** IANA time zone of centres that have none of their own: the line's. */
  readonly timezone: string;
  /** Calls at the centre, of all lines. */
  load(name: string): { readonly all: number; readonly emergencies: number };
  /** Its destination answers no OPTIONS, or none of its agents is logged in; what is not known is up. */
  isDown(name: string): boolean;
}

export type CentreChoice =
  | { readonly centre: string; readonly how: TransferRequested['how'] }
  | { readonly failed: TransferFailed['reason'] };

/** Follows the fallbacks, each once. An emergency asks for neither hours nor capacity, and goes to the centre asked for
 *  rather than nowhere. */
export function chooseCentre(asked: string, emergency: boolean, now: CentresNow): CentreChoice {
  const tried = new Set<string>();
  let failed: TransferFailed['reason'] | undefined;
  for (let name: string | undefined = asked; name !== undefined && !tried.has(name); ) {
    tried.add(name);
    const centre: Centre | undefined = centreOf(now, name);
    const obstacle = centre ? obstacleTo(name, centre, emergency, now) : 'unreachable';
    if (centre && !obstacle) return { centre: name, how: centre.how };
    failed ??= obstacle;
    name = centre?.fallback;
  }
  const only = emergency ? centreOf(now, asked) : undefined;
  return only ? { centre: asked, how: only.how } : { failed: failed ?? 'unreachable' };
}

function centreOf({ centres }: CentresNow, name: string): Centre | undefined {
  return Object.hasOwn(centres, name) ? centres[name] : undefined;
}

function obstacleTo(
  name: string,
  centre: Centre,
  emergency: boolean,
  now: CentresNow,
): TransferFailed['reason'] | undefined {
  if (now.isDown(name)) return 'unreachable';
  if (emergency) return undefined;
  const { hours, timezone = now.timezone, channels, emergencyChannels = 0 } = centre;
  if (hours && !isOpen(hours, timezone, now.at)) return 'closed';
  if (channels === undefined) return undefined;
  const { all, emergencies } = now.load(name);
  const ordinary = all - emergencies;
  return all >= channels || ordinary >= channels - emergencyChannels ? 'full' : undefined;
}

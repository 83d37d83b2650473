/** Two channels that hear each other. */

import type { Channel } from './channel.ts';

/** Variables that name the other side, and go with it. */
const WHILE_BRIDGED = ['bridge_to', 'signal_bond'];

/** Takes both out of whatever they do and lets them hear each other: at once, the events follow.
 *  @returns why not, when it cannot be */
export function bridge(a: Channel, b: Channel): string | undefined {
  if (a === b) return 'a channel cannot be bridged with itself';
  if (a.ended || b.ended) return 'the channel is hung up';
  if (!a.answered && !b.answered) return 'neither channel is answered';
  separate(a, b);
  separate(b, a);
  const already = a.partner === b;
  // the reply goes out before the events of the bridge
  queueMicrotask(() => {
    join(a, b, already).catch((error: unknown) => {
      a.services.logger.error({ channel: a.uuid, other: b.uuid, error }, 'bridge failed');
    });
  });
  a.partner = b;
  b.partner = a;
  return undefined;
}

/** Ends the bridge with anybody else. */
function separate(channel: Channel, except: Channel): void {
  const former = channel.partner;
  if (!former || former === except) return;
  unlink(channel, former);
  queueMicrotask(() => afterBridge(former));
}

async function join(a: Channel, b: Channel, already: boolean): Promise<void> {
  const abandoned = Promise.all([a.abandon(), b.abandon()]);
  a.leg.listenTo([b.leg]);
  b.leg.listenTo([a.leg]);
  note(a, b, 'uuid_bridge');
  note(b, a, undefined);
  await abandoned;
  // hung up or sent elsewhere meanwhile
  if (a.partner !== b || b.partner !== a) return;
  for (const [channel, other] of [
    [a, b],
    [b, a],
  ] as const) {
    channel.state = 'CS_SOFT_EXECUTE';
    channel.events.emit('CHANNEL_EXECUTE', { Application: 'uuid_bridge', 'Application-Data': other.uuid });
    channel.state = 'CS_EXCHANGE_MEDIA';
  }
  b.callUuid = a.uuid;
  if (!already) {
    a.events.emit('CHANNEL_BRIDGE', { 'Bridge-A-Unique-ID': a.uuid, 'Bridge-B-Unique-ID': b.uuid });
  }
}

function note(channel: Channel, other: Channel, own: string | undefined): void {
  if (own) channel.set(own, other.uuid);
  channel.set('bridge_channel', other.name);
  channel.set('bridge_uuid', other.uuid);
  for (const name of WHILE_BRIDGED) channel.set(name, other.uuid);
  channel.set('last_bridge_to', other.uuid);
}

function unlink(channel: Channel, other: Channel): void {
  for (const side of [channel, other]) {
    side.leg.listenTo([]);
    for (const name of WHILE_BRIDGED) side.set(name, undefined);
    side.partner = undefined;
    side.callUuid = side.uuid;
  }
  channel.events.emit('CHANNEL_UNBRIDGE', {
    'Bridge-A-Unique-ID': channel.uuid,
    'Bridge-B-Unique-ID': other.uuid,
  });
}

/** The other side left: parked when `park_after_bridge` is set (recordings, surprise 3), else hung up. */
function afterBridge(channel: Channel): void {
  if (channel.ended || channel.partner) return;
  if (channel.isTrue('park_after_bridge')) {
    channel.state = 'CS_PARK';
    channel.events.emit('CHANNEL_PARK');
  } else channel.hangup('NORMAL_CLEARING');
}

/** A channel hangs up or is sent elsewhere: its bridge ends.
 *  @returns the other channel, not yet told what to do */
export function leaveBridge(channel: Channel): Channel | undefined {
  const other = channel.partner;
  if (other) unlink(channel, other);
  return other;
}

/** The channel is ending. */
export function bridgeEnded(channel: Channel): void {
  const other = leaveBridge(channel);
  if (!other) return;
  other.set('last_bridge_hangup_cause', channel.cause);
  other.set('bridge_hangup_cause', channel.cause);
  afterBridge(other);
}

/** The channel was sent elsewhere, the other was not. */
export function partnerLeft(other: Channel): void {
  afterBridge(other);
}

/** The events of a channel and what they carry. Small on purpose: reading them costs the application. A real
 *  FreeSWITCH sends some 200 variables with each; here go the channel's place and those that were set. */

import type { EventHeaders } from '../../../wire/esl.ts';
import type { EventBus } from '../esl/event-bus.ts';
import type { Channel } from './channel.ts';

const STATE_NUMBERS: Readonly<Record<string, number>> = {
  CS_NEW: 0,
  CS_INIT: 1,
  CS_ROUTING: 2,
  CS_SOFT_EXECUTE: 3,
  CS_EXECUTE: 4,
  CS_EXCHANGE_MEDIA: 5,
  CS_PARK: 6,
  CS_HIBERNATE: 8,
  CS_HANGUP: 10,
};

const CALL_STATE_NUMBERS: Readonly<Record<string, number>> = {
  DOWN: 0,
  RINGING: 2,
  EARLY: 3,
  ACTIVE: 4,
  HANGUP: 7,
};

/** Where the channel stands. */
export function basicHeaders(channel: Channel): EventHeaders {
  const { uuid, name, codec, partner } = channel;
  const headers: EventHeaders = {
    'Channel-State': channel.state,
    'Channel-Call-State': channel.callState,
    'Channel-State-Number': String(STATE_NUMBERS[channel.state] ?? 0),
    'Channel-Name': name,
    'Unique-ID': uuid,
    'Call-Direction': 'inbound',
    'Channel-Call-UUID': channel.callUuid,
    'Answer-State': channel.ended ? 'hangup' : channel.answered ? 'answered' : 'ringing',
    'Channel-Read-Codec-Name': codec,
    'Channel-Read-Codec-Rate': '8000',
    'Channel-Write-Codec-Name': codec,
    'Channel-Write-Codec-Rate': '8000',
    'Caller-Destination-Number': channel.destination,
    'Caller-Unique-ID': uuid,
  };
  if (partner) headers['Other-Leg-Unique-ID'] = partner.uuid;
  if (channel.cause) headers['Hangup-Cause'] = channel.cause;
  return headers;
}

/** With the variables that were set on the channel. */
export function extendedHeaders(channel: Channel): EventHeaders {
  const headers = basicHeaders(channel);
  for (const [name, value] of channel.variables) headers[`variable_${name}`] = value;
  return headers;
}

/** Everything that is known: for `connect` and `uuid_dump`. */
export function fullHeaders(channel: Channel): EventHeaders {
  const basic = basicHeaders(channel);
  const headers: EventHeaders = { ...basic };
  // CHANNEL_DATA names the channel twice, and fsmrf reads the second name
  for (const name of ['Unique-ID', 'Call-Direction', 'Channel-Name']) {
    headers[`Channel-${name}`] = basic[name]!;
  }
  headers['Caller-Channel-Name'] = channel.name;
  headers['Caller-Channel-Created-Time'] = `${channel.createdAt}000`;
  headers['Caller-Channel-Answered-Time'] = channel.answeredAt ? `${channel.answeredAt}000` : '0';
  for (const [name, value] of Object.entries(channel.facts)) headers[`variable_${name}`] = value;
  for (const [name, value] of channel.variables) headers[`variable_${name}`] = value;
  return headers;
}

export class ChannelEvents {
  readonly #bus: EventBus;
  readonly #channel: Channel;

  constructor(bus: EventBus, channel: Channel) {
    this.#bus = bus;
    this.#channel = channel;
  }

  /** With variables. */
  emit(name: string, more: EventHeaders = {}): void {
    const channel = this.#channel;
    this.#bus.emit(name, channel.uuid, () => ({ ...extendedHeaders(channel), ...more }));
  }

  /** Without variables. */
  emitBasic(name: string, more: EventHeaders = {}): void {
    const channel = this.#channel;
    this.#bus.emit(name, channel.uuid, () => ({ ...basicHeaders(channel), ...more }));
  }

  emitCustom(subclass: string, more: EventHeaders): void {
    const channel = this.#channel;
    this.#bus.emit('CUSTOM', channel.uuid, () => ({ ...basicHeaders(channel), ...more }), { subclass });
  }

  callState(from: string): void {
    const number = String(CALL_STATE_NUMBERS[this.#channel.callState] ?? 0);
    this.emitBasic('CHANNEL_CALLSTATE', {
      'Original-Channel-Call-State': from,
      'Channel-Call-State-Number': number,
    });
  }

  execute(application: string, data: string, uuid: string): void {
    this.emit('CHANNEL_EXECUTE', applicationHeaders(application, data, uuid));
  }

  executeComplete(application: string, data: string, uuid: string, response: string): void {
    this.emit('CHANNEL_EXECUTE_COMPLETE', {
      ...applicationHeaders(application, data, uuid),
      'Application-Response': response,
    });
  }
}

function applicationHeaders(application: string, data: string, uuid: string): EventHeaders {
  return {
    Application: application,
    ...(data === '' ? {} : { 'Application-Data': data }),
    'Application-UUID': uuid,
  };
}

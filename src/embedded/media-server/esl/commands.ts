/** The commands of the event socket. */

import { randomUUID } from 'node:crypto';
import { type EslCommand, plainHeaders } from '../../../wire/esl.ts';
import { fullHeaders } from '../channel/channel-events.ts';
import type { EslConnection } from './connection.ts';

type Handler = (connection: EslConnection, argument: string, command: EslCommand) => void;

export function handleCommand(connection: EslConnection, command: EslCommand): void {
  const space = command.line.indexOf(' ');
  const name = (space < 0 ? command.line : command.line.slice(0, space)).toLowerCase();
  const argument = space < 0 ? '' : command.line.slice(space + 1).trim();
  if (!connection.authenticated && name !== 'auth' && name !== 'exit') {
    connection.reply('-ERR command not found');
    return;
  }
  const handler = HANDLERS[name];
  if (handler) handler(connection, argument, command);
  else connection.reply('-ERR command not found');
}

const HANDLERS: Readonly<Record<string, Handler>> = {
  auth(connection, argument) {
    if (connection.channel || argument === connection.host.password) {
      connection.authenticate();
      connection.reply('+OK accepted');
      return;
    }
    connection.reply('-ERR invalid');
    connection.disconnect();
  },

  connect(connection) {
    const { channel, host } = connection;
    if (!channel) {
      connection.reply('-ERR command not found');
      return;
    }
    // the answer is the channel's data itself: headers, percent-encoded, without a body
    const headers = { ...host.bus.header('CHANNEL_DATA'), ...fullHeaders(channel) };
    connection.raw(
      `${plainHeaders(headers)}Content-Type: command/reply\nReply-Text: %2BOK%0A\nSocket-Mode: async\nControl: ${
        connection.full ? 'full' : 'single-channel'
      }\n\n`,
    );
  },

  event: subscribe,

  myevents(connection, argument) {
    const [first, second] = argument.split(/\s+/);
    const format = [first, second].find((word) => word === 'json' || word === 'plain');
    const uuid = [first, second].find((word) => word !== undefined && word.length === 36);
    const only = connection.channel?.uuid ?? uuid;
    if (!only) {
      connection.reply(
        connection.channel || argument !== '' ? '-ERR invalid uuid' : '-ERR command not found',
      );
      return;
    }
    if (format === 'json' || format === 'plain') connection.subscription.format = format;
    connection.subscription.add(['all']);
    connection.subscription.only = only;
    connection.replaced();
    connection.reply('+OK Events Enabled');
  },

  nixevent(connection, argument) {
    const found = connection.subscription.remove(argument.split(/\s+/));
    connection.reply(found ? '+OK events nixed' : '-ERR no keywords supplied');
  },

  noevents(connection) {
    connection.subscription.clear();
    connection.reply('+OK no longer listening for events');
  },

  filter(connection, argument) {
    const [first = '', ...rest] = argument.split(/\s+/);
    if (first.toLowerCase() === 'delete') {
      const [header = '', ...value] = rest;
      connection.subscription.removeFilter(header, value.length > 0 ? value.join(' ') : undefined);
      connection.replaced();
      connection.reply(`+OK filter deleted. [${header}][${value.join(' ')}]`);
      return;
    }
    const words = first.toLowerCase() === 'add' ? rest : [first, ...rest];
    const [header = '', ...value] = words;
    if (header === '' || value.length === 0) {
      connection.reply('-ERR invalid syntax');
      return;
    }
    connection.subscription.addFilter(header, value.join(' '));
    connection.replaced();
    connection.reply(`+OK filter added. [${header}]=[${value.join(' ')}]`);
  },

  sendmsg(connection, argument, command) {
    const uuid = argument || connection.channel?.uuid || '';
    const channel = connection.host.channel(uuid);
    if (!channel || channel.ended || (!connection.full && channel !== connection.channel)) {
      connection.reply(`-ERR invalid session id [${argument}]`);
      return;
    }
    connection.reply('+OK');
    connection.host.execute(channel, command);
  },

  api(connection, argument) {
    if (!connection.full) {
      connection.reply('-ERR permission denied');
      return;
    }
    if (argument === '') {
      connection.reply('-ERR command not found');
      return;
    }
    const body = connection.host.api(argument);
    if (typeof body === 'string') connection.respond(body);
    else void body.then((text) => connection.respond(text));
  },

  bgapi(connection, argument, command) {
    const job = command.headers['job-uuid'] ?? randomUUID();
    connection.reply(`+OK Job-UUID: ${job}`, { 'Job-UUID': job });
    const { bus } = connection.host;
    const [name = ''] = argument.split(' ');
    const finished = (body: string): void => {
      const headers = {
        'Job-UUID': job,
        'Job-Command': name,
        'Job-Command-Arg': argument.slice(name.length + 1),
      };
      bus.emit('BACKGROUND_JOB', undefined, () => headers, { body });
    };
    // the reply comes before the job's result
    setImmediate(() => {
      const body = connection.host.api(argument);
      if (typeof body === 'string') finished(body);
      else void body.then(finished);
    });
  },

  sendevent(connection) {
    connection.reply(`+OK ${randomUUID()}`);
  },

  linger(connection, argument) {
    if (!connection.channel) {
      connection.reply('-ERR not controlling a session');
      return;
    }
    const seconds = Number.parseInt(argument, 10);
    connection.linger = seconds > 0 ? seconds : 600;
    connection.reply(seconds > 0 ? `+OK will linger ${seconds} seconds` : '+OK will linger');
  },

  nolinger(connection) {
    connection.linger = 0;
    connection.reply(connection.channel ? '+OK will not linger' : '-ERR not controlling a session');
  },

  log(connection, argument) {
    connection.reply(`+OK log level ${argument || 'DEBUG'} [7]`);
  },

  nolog(connection) {
    connection.reply('+OK no longer logging');
  },

  divert_events(connection, argument) {
    if (!connection.channel) connection.reply('-ERR not controlling a session.');
    else connection.reply(argument === 'off' ? '+OK events not diverted' : '+OK events diverted');
  },

  resume(connection) {
    connection.reply('+OK');
  },

  getvar(connection, argument) {
    if (!connection.channel) connection.reply('-ERR not controlling a session');
    else
      connection.raw(
        `Content-Type: command/reply\nReply-Text: ${connection.channel.variable(argument) ?? ''}\n\n`,
      );
  },

  exit(connection) {
    connection.reply('+OK bye');
    connection.disconnect();
  },
};

function subscribe(connection: EslConnection, argument: string): void {
  const words = argument.split(/\s+/);
  const format = words[0]?.toLowerCase();
  if (format === 'json' || format === 'plain') {
    connection.subscription.format = format;
    words.shift();
  } else if (format === 'xml') {
    connection.reply('-ERR xml events are not spoken here');
    return;
  }
  if (!connection.subscription.add(words)) {
    connection.reply('-ERR no keywords supplied');
    return;
  }
  connection.reply(`+OK event listener enabled ${connection.subscription.format}`);
}

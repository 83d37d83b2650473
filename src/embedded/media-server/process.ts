/** The media server as a process of its own: what `main.ts` starts and watches.
 *
 *  Options come as one JSON argument, or in SHORTLINE_PROCESS_OPTIONS. It says `{event: 'ready', …}` to its parent
 *  when calls are taken, and closes when the parent is gone: not when the application is. */

import pino from 'pino';
import { startMediaServer } from './media-server.ts';
import type { MediaServerOptions } from './options.ts';

const logger = pino(
  { name: 'media-server', level: process.env['SHORTLINE_LOG_LEVEL'] ?? 'info' },
  pino.destination(2),
);

const text = process.argv[2] ?? process.env['SHORTLINE_PROCESS_OPTIONS'] ?? '{}';
const options = JSON.parse(text) as Omit<MediaServerOptions, 'logger'>;

try {
  const server = await startMediaServer({ ...options, logger });
  let closing = false;
  const close = (why: string): void => {
    if (closing) return;
    closing = true;
    logger.info({ why }, 'closing');
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ error }, 'close failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => close('SIGTERM'));
  // Ctrl-C reaches the whole group; the parent decides when calls are to end
  process.on('SIGINT', () => {});
  process.on('disconnect', () => close('the parent is gone'));
  const { sip, profiles, esl } = server;
  logger.info({ profiles, esl }, 'media server ready');
  process.send?.({ event: 'ready', sip, profiles, esl });
} catch (error) {
  logger.fatal({ error }, 'media server not started');
  process.send?.({ event: 'failed', message: String(error) });
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

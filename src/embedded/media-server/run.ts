/** Starts a media server for a parent process, and ends it with the parent. */

import pino from 'pino';
import { startMediaServer } from './media-server.ts';
import type { MediaServerOptions } from './options.ts';

type ProcessOptions = Omit<MediaServerOptions, 'logger'> & { logLevel?: string };

/** @param text options as JSON */
export async function runMediaServer(text: string): Promise<void> {
  const { logLevel, ...options } = JSON.parse(text) as ProcessOptions;
  const stderr = pino.destination(2);
  // whoever read standard error may be gone: the sound goes on
  stderr.on('error', () => {});
  const logger = pino({ name: 'media-server', level: logLevel ?? 'info' }, stderr);
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
    // the fault of one call must not end the others
    process.on('uncaughtException', (error) => logger.error({ error }, 'fault'));
    process.on('SIGTERM', () => close('SIGTERM'));
    // Ctrl-C may reach the whole group; the parent decides when calls are to end
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
}

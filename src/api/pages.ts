import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';

const PAGES: Readonly<Record<string, { file: string; type: string }>> = {
  '/': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/line.css': { file: 'line.css', type: 'text/css; charset=utf-8' },
  '/line.js': { file: 'line.js', type: 'text/javascript; charset=utf-8' },
};

/** The pages of `src/web`. */
export const pages: FastifyPluginAsync = async (server) => {
  for (const [path, { file, type }] of Object.entries(PAGES)) {
    const content = await readFile(new URL(`../web/${file}`, import.meta.url));
    server.get(path, (_request, reply) =>
      reply
        .type(type)
        .header('content-security-policy', "default-src 'self'")
        .header('x-content-type-options', 'nosniff')
        .send(content),
    );
  }
};

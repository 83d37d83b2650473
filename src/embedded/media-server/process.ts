/** The media server as a process of its own: what `main.ts` starts and watches.
 *
 *  Options come as one JSON argument, or in SHORTLINE_PROCESS_OPTIONS. It says `{event: 'ready', …}` to its parent
 *  when calls are taken, and closes when the parent is gone: not when the application is. */

import { enableCompileCache, flushCompileCache, getCompileCacheDir } from 'node:module';
import { fileURLToPath } from 'node:url';

// Stripping the types of every file again at each start costs 50 MiB and 200 ms, here and in each media thread.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/shortline', import.meta.url)));
process.env['NODE_COMPILE_CACHE'] ??= getCompileCacheDir();

const { runMediaServer } = await import('./run.ts');
await runMediaServer(process.argv[2] ?? process.env['SHORTLINE_PROCESS_OPTIONS'] ?? '{}');
flushCompileCache();

// Builds tap's plugin set after `npm ci`. A production install (`npm ci --omit=dev`) has no tap: nothing to build.
// Plain JavaScript, because npm runs it on whatever Node the machine has, before the pinned one is on the path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const tap = fileURLToPath(new URL('../node_modules/.bin/tap', import.meta.url));
if (existsSync(tap)) {
  const { status } = spawnSync(tap, ['build'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

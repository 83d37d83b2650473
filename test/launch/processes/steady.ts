/** Says that it is ready, then does what it is told. FAIL_UNTIL names a file in which it counts its starts. */
import { appendFileSync, readFileSync } from 'node:fs';

const { STARTS, READY_FROM } = process.env;
if (STARTS) appendFileSync(STARTS, '.');
const starts = STARTS ? readFileSync(STARTS, 'utf8').length : 1;
// the first is steady, those that follow end before they are ready until READY_FROM
if (starts > 1 && starts < Number(READY_FROM ?? 0)) process.exit(7);
process.on('message', ({ command }: { command: string }) => {
  if (command === 'crash') process.kill(process.pid, 'SIGKILL');
  if (command === 'leave') process.exit(0);
});
process.on('SIGTERM', () => process.exit(0));
process.send?.({ event: 'other' });
process.send?.({ event: 'ready', starts, port: process.env['PORT'] });

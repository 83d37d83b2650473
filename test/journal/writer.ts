/** A process that writes a journal until it is killed or overtaken, and tells each entry once its append has returned.
 *  @example node writer.ts <folder> [<bytes of a segment>] */
import { writeSync } from 'node:fs';
import { FileJournal } from '../../src/journal/file.ts';
import { FencedError, JournalError } from '../../src/journal/port.ts';

const [folder = '', segmentBytes = '8000'] = process.argv.slice(2);
const tell = (text: string): void => {
  writeSync(1, `${text}\n`);
};
const { journal } = await FileJournal.open(folder, {
  fault: (error) => tell(`fault ${error.message}`),
  warn: (message) => tell(`warn ${message}`),
  segmentBytes: Number(segmentBytes),
});
const lease = await journal.lease(`process ${process.pid}`);
tell(`fence ${lease.fence}`);
lease.lost.then(
  () => tell('lost'),
  (error: unknown) => tell(String(error)),
);

let count = 0;
let refused = 0;
function write(): void {
  const by = 'é'.repeat((count * 37) % 400);
  try {
    for (let burst = 0; burst < 20; burst++) {
      const number = journal.append(lease, [
        { type: 'AgentReadied', at: Date.now(), agent: `${process.pid}`, by },
        { type: 'AgentReadied', at: Date.now(), agent: `${++count}`, by },
      ]);
      tell(`${number} ${count}`);
    }
  } catch (error) {
    if (error instanceof FencedError) {
      tell('fenced');
      return;
    }
    if (!(error instanceof JournalError)) throw error;
    tell(`refused ${(error.cause as Error).message}`);
    if (++refused === 3) {
      process.exitCode = 3;
      journal.close().catch((failure: unknown) => tell(String(failure)));
      return;
    }
  }
  setImmediate(write);
}
write();

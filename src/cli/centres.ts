/** `shortline centres`: where calls may leave to, and how it stands with them. */
import type { Command } from 'commander';
import type { CentreView } from '../api/views.ts';
import { addList, group } from './line-command.ts';
import { type Column, table } from './table.ts';

const EXAMPLES = `  shortline centres             which are up and open, and how many calls are there
  shortline centres --json`;

const COLUMNS: readonly Column<CentreView>[] = [
  { head: 'centre', cell: ({ name }) => name },
  { head: 'name', cell: ({ title }) => title },
  { head: 'state', cell: ({ up }) => (up ? 'up' : 'down') },
  { head: 'hours', cell: ({ open }) => (open ? 'open' : 'closed') },
  { head: 'calls', cell: ({ load }) => load, right: true },
  { head: 'channels', cell: ({ channels }) => channels, right: true },
];

export function centresCommand(): Command {
  const centres = group('centres', 'the destinations outside the line, and their state', EXAMPLES);
  addList(centres, 'the destinations and their state (the default)', async (client) => {
    const json = await client.get<CentreView[]>('/api/centres');
    return { json, text: table(json, COLUMNS, 'there are no centres in sip-config/centres.yaml') };
  });
  return centres;
}

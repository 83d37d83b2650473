/** Entries in a table of SQLite: one transaction each, synced when its log is checkpointed. */
import type { DatabaseSync } from 'node:sqlite';

export function openTable(database: DatabaseSync): (record: Uint8Array, number: number) => void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec('CREATE TABLE entries (number INTEGER PRIMARY KEY, record BLOB NOT NULL)');
  const insert = database.prepare('INSERT INTO entries (number, record) VALUES (?, ?)');
  return (record, number) => {
    insert.run(number, record);
  };
}

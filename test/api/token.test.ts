/** The token of the API: random, kept for its owner alone. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'tap';
import { isSame, loadToken, readToken, TOKEN_FILE } from '../../src/api/token.ts';

test('made on the first start, and kept', async (t) => {
  const folder = join(t.testdir(), 'data', 'of', 'the', 'line');
  const token = await loadToken(folder);
  t.match(token, /^[\w-]{43}$/, '256 random bits');
  const path = join(folder, TOKEN_FILE);
  t.equal((await stat(path)).mode & 0o777, 0o600, 'its owner alone reads it');
  t.equal(await readFile(path, 'utf8'), `${token}\n`);
  t.equal(await loadToken(folder), token);
  t.equal(await readToken(path), token);
  t.strictSame(await readdir(folder), [TOKEN_FILE], 'nothing else is left');
  t.not(await loadToken(join(folder, 'other')), token);
});

test('of two processes that start at once, both have the same', async (t) => {
  const folder = t.testdir();
  const tokens = await Promise.all([loadToken(folder), loadToken(folder)]);
  t.equal(tokens[0], tokens[1]);
});

test('a file without a token is refused by name', async (t) => {
  const folder = t.testdir();
  const path = join(folder, TOKEN_FILE);
  for (const text of ['', 'short', `${'x'.repeat(40)} y`]) {
    await writeFile(path, text);
    await t.rejects(loadToken(folder), { message: new RegExp(`^${path}: expected a token`) }, text);
  }
  t.equal(await readToken(join(folder, 'none')), undefined);
});

test('compared whole', (t) => {
  t.ok(isSame('abc', 'abc'));
  for (const other of ['', 'ab', 'abd', 'abcd', 'ABC']) t.notOk(isSame(other, 'abc'), other);
  t.end();
});

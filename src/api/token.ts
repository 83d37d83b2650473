/** The token of the API: a random one, in a file of the data folder that its owner alone reads. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Its name in the data folder. */
export const TOKEN_FILE = 'api-token';
const TOKEN_BYTES = 32;
const FORM = /^[\w-]{32,}$/;

/** The token of this data folder; made when there is none yet.
 *  @throws Error when the file cannot be read or written, or holds no token */
export async function loadToken(folder: string): Promise<string> {
  const path = join(folder, TOKEN_FILE);
  const found = await readToken(path);
  if (found !== undefined) return found;
  await mkdir(folder, { recursive: true });
  const made = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(made, `${randomBytes(TOKEN_BYTES).toString('base64url')}\n`, { mode: 0o600 });
  try {
    // whole or not at all; and of two processes that make one, the first wins
    await link(made, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(made, { force: true });
  }
  return (await readToken(path))!;
}

/** The token of this file; undefined when there is no such file.
 *  @throws Error when the file cannot be read, or holds no token */
export async function readToken(path: string): Promise<string | undefined> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (!FORM.test(text)) {
    throw new Error(
      `${path}: expected a token of 32 or more letters, digits, - and _; remove the file, and the next start makes a new one`,
    );
  }
  return text;
}

/** Whether the two are the same. The time that it takes tells nothing of where they differ. */
export function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { randomFillSync, randomUUID } from 'node:crypto';

// Letters and digits that are hard to confuse; 32 of them, so that 5 bits make one without bias.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

/** Unguessable text of that many characters, 5 bits each. Random bytes are drawn a page at a time. */
export function randomText(length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    text += ALPHABET[pool[used++]! & 31];
  }
  return text;
}

/** A From or To tag: RFC 3261 §19.3 asks for at least 32 random bits. */
export function newTag(): string {
  return randomText(13);
}

/** RFC 3261 §8.1.1.7. */
export function newBranch(): string {
  return `z9hG4bK${randomText(16)}`;
}

export function newCallId(): string {
  return randomUUID();
}

/** Edits (insert, delete, replace, swap of neighbours) that make one word of another. */
export function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}

/** The longest name that is compared: a typing mistake is found in a name, not in a text. */
const LONGEST = 64;

/** The known name that was probably meant, or undefined when none is near. */
export function nearest(found: string, known: Iterable<string>): string | undefined {
  if (found.length > LONGEST) return undefined;
  const word = found.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    if (name.length > LONGEST) continue;
    const distance = editDistance(word, name.toLowerCase());
    // A third of the letters wrong is still a typing mistake; more is another word.
    const allowed = Math.max(1, Math.floor(Math.max(word.length, name.length) / 3));
    if (distance <= allowed && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** `did you mean "x"?`, or the list of what is known, or undefined when nothing is. */
export function suggestion(found: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const near = nearest(found, names);
  if (near !== undefined) return `did you mean "${near}"?`;
  if (names.length === 0) return undefined;
  const shown = names.slice(0, 12).join(', ');
  return `known: ${shown}${names.length > 12 ? ', …' : ''}`;
}

/** Words shorter than this are like too many others. */
const SHORTEST = 4;
const LONG = 8;

/** How many letters may be wrong in a word of that length: added, left out, another one, or two in the wrong order. */
const allowed = (length: number): number => (length < SHORTEST ? 0 : length < LONG ? 1 : 2);

/** Whether each of these words is a word of the name, but for a slip of the hand. Both lower case and without accents. */
export function isAlmostCalled(name: readonly string[], words: readonly string[]): boolean {
  return words.every((word) => {
    const most = allowed([...word].length);
    return name.some((own) => slips(word, own, most) <= most);
  });
}

/** Optimal string alignment distance; anything above `most` once it is certain that it is more. */
export function slips(a: string, b: string, most: number): number {
  const [from, to] = [[...a], [...b]];
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of from.entries()) {
    const line = [row + 1];
    for (const [column, other] of to.entries()) {
      const same = letter === other ? 0 : 1;
      let cost = Math.min(at(above, column) + same, at(above, column + 1) + 1, at(line, column) + 1);
      if (row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === other) {
        cost = Math.min(cost, at(before, column - 1) + 1);
      }
      line.push(cost);
    }
    if (Math.min(...line) > most) return most + 1;
    [before, above] = [above, line];
  }
  return at(above, to.length);
}

const at = (line: readonly number[], column: number): number => line[column] ?? Number.POSITIVE_INFINITY;

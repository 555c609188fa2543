/** @returns how many letters to insert, delete, replace, or swap with their neighbour (optimal string alignment) */
export const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row[j] = Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
};

/** Whether somebody who typed `word` may have meant `name`: four of its letters in a row or more, or all but two at most. */
export const isLike = (word: string, name: string): boolean =>
  word.length >= 4 &&
  Math.abs(word.length - name.length) < 30 &&
  (name.includes(word) || editDistance(word, name) <= 2);

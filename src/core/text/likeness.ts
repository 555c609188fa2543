/** @returns how many letters must be written otherwise, added or left out to make one text of the other */
const lettersBetween = (one: string, other: string): number => {
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const now = [row + 1];
    for (let at = 0; at < other.length; at += 1) {
      const replaced = (before[at] ?? 0) + (letter === other[at] ? 0 : 1);
      now.push(Math.min(replaced, (now[at] ?? 0) + 1, (before[at + 1] ?? 0) + 1));
    }
    before = now;
  }
  return before[other.length] ?? 0;
};

/** Whether somebody who typed `word` may have meant `name`: four of its letters in a row or more, or all but two at most. */
export const isLike = (word: string, name: string): boolean =>
  word.length >= 4 &&
  Math.abs(word.length - name.length) < 30 &&
  (name.includes(word) || lettersBetween(word, name) <= 2);

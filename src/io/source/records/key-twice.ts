import { ownMembers } from './own-members.ts';

/**
 * A key that stands twice in an object: programs do not agree which of the two values counts, and JSON.parse drops the
 * first without a word.
 *
 * @param text - of one JSON object
 * @param keys - those that matter
 * @returns the first of them that stands twice in the object itself, with different values
 */
export const keyTwice = (text: string, keys: readonly string[]): string | undefined =>
  keys.find((key) => {
    const quoted = JSON.stringify(key);
    return text.indexOf(quoted) !== text.lastIndexOf(quoted) && hasTwoValues(text, quoted);
  });

/** @param quoted - the key, as it is written */
const hasTwoValues = (text: string, quoted: string): boolean => {
  const values = [...ownMembers(text)].filter(({ key }) => key === quoted).map(({ value }) => value);
  return new Set(values).size > 1;
};

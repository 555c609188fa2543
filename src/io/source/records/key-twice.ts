const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+-]*|[a-z]+|[{}[\]:,]/g;

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
  let depth = 0;
  let key = '';
  let last = '';
  let value: string | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    if (depth === 1 && last === ':' && key === quoted) {
      if (value !== undefined && value !== token) return true;
      value = token;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) key = last;
    last = token;
  }
  return false;
};

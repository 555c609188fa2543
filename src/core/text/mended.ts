/** What stands in a value of a setting, and is never meant there. */
export type Damage = 'byte-order-mark' | 'hidden-character' | 'line-break' | 'odd-space' | 'space' | 'quotes';

/** A value as it was meant, and what was taken off it. */
export type MendedValue = { readonly value: string; readonly taken: readonly Damage[] };

const HIDDEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const SPACES = /\s+/g;
/** As programs write them. Those that an editor makes of them are refused, with their line. */
const PAIRS = ['""', "''", '``'];

/**
 * Takes off what files, shells and copying leave around a value: `docker --env-file` keeps quotes, `echo | base64` a line
 * break, an editor a byte order mark, a page no-break spaces.
 *
 * @param isOneWord - no space can stand inside either: a long signature that was wrapped is one again
 */
export const mended = (text: string, isOneWord: boolean): MendedValue => {
  const taken = new Set<Damage>();
  const without = (from: string, what: RegExp): string =>
    from.replace(what, (found) => {
      for (const character of found) taken.add(damageOf(character));
      return '';
    });
  const value = isOneWord ? without(without(text, HIDDEN), SPACES) : without(text, HIDDEN);
  let [start, end] = [0, value.length];
  const isSpaceAt = (at: number): boolean => {
    const isSpace = start < end && /\s/.test(value.charAt(at));
    if (isSpace) taken.add(damageOf(value.charAt(at)));
    return isSpace;
  };
  for (;;) {
    while (isSpaceAt(start)) start += 1;
    while (isSpaceAt(end - 1)) end -= 1;
    if (end - start < 2 || !PAIRS.includes(value.charAt(start) + value.charAt(end - 1))) break;
    taken.add('quotes');
    start += 1;
    end -= 1;
  }
  return { value: value.slice(start, end), taken: [...taken] };
};

const damageOf = (character: string): Damage => {
  if (character === '\ufeff') return 'byte-order-mark';
  if (/[\n\r\u2028\u2029]/.test(character)) return 'line-break';
  if (/[ \t]/.test(character)) return 'space';
  return /\s/.test(character) ? 'odd-space' : 'hidden-character';
};

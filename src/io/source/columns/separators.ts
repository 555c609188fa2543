/** Some systems put a letter between values that no word of theirs has. */
const LETTERS = ['þ'];
/** Of words, times, numbers, addresses and platform IDs: without a header nobody can tell that they stand between values. */
const IN_VALUES = /^[-._/@+=:#%&~'" ]$/;
const RUN = /[^\p{L}\p{N}_]+/gu;

/**
 * What may stand between the values of a line that was not taken apart: `|~|`, `、`, a control character.
 *
 * @returns the one that gives most values first
 */
export const separatorsIn = (line: string): readonly string[] => {
  const runs = new Set([...(line.match(RUN) ?? []), ...LETTERS]);
  return [...runs]
    .filter((run) => run.trim() !== '' && !/['"]/.test(run) && line.split(run).length > 1)
    .toSorted((a, b) => line.split(b).length - line.split(a).length || b.length - a.length);
};

/** @returns whether it stands between values also where no name of a header shows it */
export const isSureSeparator = (separator: string): boolean => !IN_VALUES.test(separator);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are valid delimiters
const ONE_DELIMITER = /^[\x01-\x08\x0b\x0c\x0e-\x1f!#-&*+./:;<=>?@[-`{-~\x7f]$/;

/** @returns whether `--delimiter` takes it */
export const isDelimiter = (separator: string): boolean => ONE_DELIMITER.test(separator);

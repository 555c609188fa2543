// Commands that take off what stands before each line.

/** Whoever quotes may have said a word before. */
export const unquoteMail = (file: string): string => `sed -E -e '1,/^>/{/^>/!d;}' -e 's/^(> ?)+//' ${file}`;
/** What stands in the new file, of a unified patch and of plain diff. */
export const newSide = (file: string): string => `sed -n -E -e '/^(\\+\\+\\+|---) /d' -e 's/^([+ ]|> )//p' ${file}`;
export const unnumbered = (file: string): string => `awk '{sub(/^[ \\t]*[0-9]+[:.) \\t][ \\t]*/, ""); print}' ${file}`;
/** As many words as stand before the names, which have no spaces. */
export const unlogged = (file: string): string =>
  `awk 'NR == 1 {k = NF} {for (i = 1; i < k; i++) sub(/^ *[^ ]+ +/, ""); print}' ${file}`;
/** Each row on a line of its own. */
export const unbraced = (file: string): string =>
  `perl -lpe 's/\\}\\s*\\{/\\n/g; s/^\\[?\\{|\\}\\s*\\]?\\s*$//gm' ${file}`;
export const unstamped = (file: string): string => `sed -E 's/^(\\[[^]]*\\] *)+//' ${file}`;

/** No value of such rows has a space. */
export const untimed = (file: string): string => `sed 's/^.* //' ${file}`;

/** Of xxd, and of hexdump -C. */
export const bytesOfDump = {
  plain: (file: string): string => `xxd -r ${file}`,
  canonical: (file: string): string => `cut -c 11-58 ${file} | xxd -r -p`,
} as const;

/** @param mark - what stands between rows in the place of line breaks */
export const brokenAt = (mark: string, file: string): string =>
  `perl -CSD -pe 's/${[...mark].map((character) => `\\x{${character.codePointAt(0)?.toString(16)}}`).join('')}/\\n/g' ${file}`;

/** What stands between values, as tabs. */
export const tabbed = {
  from: (separator: string, file: string): string =>
    `perl -pe 's/${separator.replace(/[!-/:-@[-`{-~]/g, '\\$&')}/\\t/g' ${file}`,
  written: (file: string): string => `perl -pe 's/\\\\t/\\t/g' ${file}`,
  unicode: (file: string): string => `perl -CSD -pe 's/\\x{241f}/\\t/g; s/\\x{241e}\\n?/\\n/g' ${file}`,
} as const;

/** Behind it each two backslashes are one, as JSON was before its writer escaped it as text. */
export const UNDOUBLED = String.raw`sed 's/\\\\/\\/g'`;

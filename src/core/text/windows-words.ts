// What both shells of Windows take as it stands. `@` and `~` at the beginning mean something in PowerShell, `=` parts the
// words of `copy` in cmd.
const PLAIN_WORD = /^[\w+:.\\/-][\w+:.\\/@~-]*$/;

/**
 * Quotes a word for cmd. Between quotes it still puts values in for `%NAME%`, and `^` keeps it from that only outside of them.
 * Programs take a backslash before a quote for part of the quote.
 */
export const cmdWord = (word: string): string =>
  PLAIN_WORD.test(word) ? word : `"${word.replace(/(\\*)("|$)/g, doubled).replaceAll('%', '"^%"')}"`;

const doubled = (_: string, backslashes: string, quote: string): string =>
  `${backslashes}${backslashes}${quote}${quote}`;

/** Quotes a word for PowerShell: between single quotes only these mean something, and it takes the curly ones for them too. */
export const powershellWord = (word: string): string =>
  PLAIN_WORD.test(word) ? word : `'${word.replace(/['‘’‚‛]/g, '$&$&')}'`;

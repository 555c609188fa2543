const NEEDS_QUOTES = /[",\r\n]/;

/** One CSV record (RFC 4180) with LF; a value is quoted only where it must be. */
export const csvLine = (values: readonly (string | number)[]): string =>
  `${values.map((value) => quoted(String(value))).join(',')}\n`;

const quoted = (value: string): string => (NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

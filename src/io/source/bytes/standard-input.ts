/** The name under which commands take standard input. */
export const STANDARD_INPUT = '-';

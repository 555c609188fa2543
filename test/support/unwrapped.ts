/** What was printed, with the lines joined that a terminal's width has broken. A stack trace keeps its lines. */
export const unwrapped = (text: string): string =>
  text.replace(/\n {4,}(?! *at .*(?::\d+:\d+|<anonymous>)\)?$)/gm, ' ');

/** Joins the printed lines that were wrapped to the terminal. A stack trace keeps its lines. */
export const unwrapped = (text: string): string =>
  text.replace(/\n {4,}(?! *at .*(?::\d+:\d+|<anonymous>)\)?$)/gm, ' ');

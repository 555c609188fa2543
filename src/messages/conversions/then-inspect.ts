/**
 * The whole line to paste: what writes the new file, and what shows its rows and the command that imports them.
 *
 * @param advice - ends in `> NEWFILE`, with an extension or without one
 * @param flags - with which the new file is read; undefined where it needs none: then the advice as it is
 */
export const thenInspect = (advice: string, flags: string | undefined): string =>
  flags === undefined
    ? advice
    : advice.replace(/> (NEWFILE[.\w]*)$/, (_, file: string) => `> ${file} && npx tim-unread inspect ${file} ${flags}`);

/**
 * The text of an error for people: what happened, and what to type next. `remedy` replaces `next` for commands that
 * have no run to resume.
 */
export type Told = { readonly text: string; readonly next: string; readonly remedy?: string };

/** What an error says to a person: what happened, and what to type next. */
export type Told = { readonly text: string; readonly next: string };

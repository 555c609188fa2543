/**
 * What an error says to a person: what happened, and what to type next. `remedy` is what sets it right for who has no
 * run that could go on; without it that is `next`.
 */
export type Told = { readonly text: string; readonly next: string; readonly remedy?: string };

/** Names of the input formats, as users choose them; `formats.ts` has what belongs to each. */
export const FORMAT_NAMES = ['csv', 'tsv', 'jsonl', 'json'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

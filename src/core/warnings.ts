/** What a user should know of, and what stops nothing: `kind` names its text in every language of `src/messages`. */
export type Warning =
  | { readonly kind: 'secret-readable'; readonly path: string }
  | { readonly kind: 'variable-wins'; readonly name: string; readonly envFile: string }
  | { readonly kind: 'rate-above-vendor'; readonly perSecond: number; readonly vendorPerSecond: number }
  | { readonly kind: 'region-unused'; readonly region: string; readonly endpoint: string }
  | { readonly kind: 'duplicates-per-input' }
  /** a failed export often leaves a header alone; `isBelowHeader`: the file has a header */
  | { readonly kind: 'no-rows'; readonly path: string; readonly isBelowHeader: boolean }
  /** what was cut off inside its last number looks like a row */
  | { readonly kind: 'open-line'; readonly path: string }
  | { readonly kind: 'folder-not-locked'; readonly folder: string }
  /** the run goes on without a log */
  | { readonly kind: 'log-not-written'; readonly path: string; readonly reason: string };

/** How far an input is read before its rows are sent, to find those that others supersede. */
export type Scanning = { readonly path: string; readonly doneBytes: number; readonly sizeBytes: number | undefined };

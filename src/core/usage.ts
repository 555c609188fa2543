/** What is wrong with a command line before any value is looked at. Names are as they were typed. */
export type UsageProblem =
  /** `meant`: names that look like it; `of`: the commands that have it, behind their name */
  | {
      readonly kind: 'unknown-option';
      readonly flag: string;
      readonly meant: readonly string[];
      readonly of: readonly string[];
    }
  | { readonly kind: 'unknown-command'; readonly name: string; readonly meant: readonly string[] }
  /** `isCode`: a code to explain is missing, not a file */
  | { readonly kind: 'argument-missing'; readonly isCode: boolean }
  /** `flag`: with the name of its value, as `--help` shows it */
  | { readonly kind: 'value-missing'; readonly flag: string }
  | { readonly kind: 'too-many-arguments'; readonly expected: number; readonly got: number }
  /** any other; `said` is what the parser says */
  | { readonly kind: 'other'; readonly said: string };

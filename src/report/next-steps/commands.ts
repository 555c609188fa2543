/** The commands that may come next. Whoever knows the flags and the folders makes them. */
export type Commands = {
  /**
   * what was typed, without what would begin it anew (`--restart`) or end it where it ended (`--limit`,
   * `--max-failures`); undefined for one of several inputs, which share one below
   */
  readonly again: string | undefined;
  readonly restart: string | undefined;
  readonly import: string;
  /** of the first file, where this is a corrected copy; undefined after a rehearsal, whose counts are gone */
  readonly verify: string | undefined;
  readonly isVerifyOfOriginal: boolean;
  /** the import of the original was at work after that of this copy */
  readonly isOriginalLater: boolean;
  /** the rows that it reads back came through a pipe, and have yet to be saved in a file */
  readonly isVerifyPiped: boolean;
  /** of each corrected copy that was imported */
  readonly verifyCorrected: readonly string[];
  /** of those whose counts were not read back as asked yet */
  readonly verifyUnproven: readonly string[];
  /** each row that failed was set from a copy */
  readonly isAllCorrected: boolean;
  /** copies a CSV file of the run under a name that nothing has, and imports the copy; `second` gives another name */
  readonly correct: (path: string, second?: 'second') => readonly string[];
  /** `--restart` was typed */
  readonly isRestart: boolean;
  /** they begin no row anew whose count is right */
  readonly isOnlyChanges: boolean;
};

/** Commands for several inputs together; `verify` is undefined after a rehearsal. */
export type TotalCommands = {
  readonly again: string;
  /** of those that are not imported yet: one command for each share that is next of some of them */
  readonly import: readonly string[];
  readonly verify: string | undefined;
};

/** Of several inputs, as `status` finds them; undefined where no command fits all of them. */
export type StatusTotalCommands = {
  readonly again: string | undefined;
  readonly verify: string | undefined;
  /** no row failed that was not set from a copy */
  readonly isAllCorrected: boolean;
};

export type ValidationCommands = {
  readonly importCommand: string;
  readonly validateAgain: string;
  /** the settings name no app, which `import` needs */
  readonly lacksApp: boolean;
};

export type StatusCommands = Commands & {
  readonly check: string;
  /** of an input that was not begun, and cannot be read as it is */
  readonly seeWhy?: string | undefined;
  /** neither the settings nor the flags of a run name an app, which all but a rehearsal need */
  readonly lacksApp: boolean;
};

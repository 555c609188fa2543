/** Exit statuses of the command line: the table of the README, also shown in `--help`. */
export const ExitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  rowsFailed: 3,
  stoppedEarly: 4,
  wrongState: 5,
  sighup: 129,
  sigint: 130,
  sigterm: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What happened, as values. `kind` names its text in every language of `src/messages`. No value is a secret. */
export type Fact = { readonly kind: string };

/**
 * A foreseen error. Its fact says what happened; the message catalogue has the text and the next step. Any other error
 * is a bug and keeps its stack.
 */
export abstract class TimUnreadError<F extends Fact = Fact> extends Error {
  /** stable and documented */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;

  constructor(
    readonly fact: F,
    options?: ErrorOptions,
  ) {
    super(fact.kind, options);
  }

  override get name(): string {
    return this.constructor.name;
  }
}

import { ExitCode, TimUnreadError } from './error.ts';

/** Signals that ask a run to stop. */
export const STOP_SIGNALS = {
  SIGHUP: ExitCode.sighup,
  SIGINT: ExitCode.sigint,
  SIGTERM: ExitCode.sigterm,
} as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

export type InterruptedFact = { readonly kind: 'interrupted'; readonly signal: StopSignal };

/** The user asked to stop, or closed the terminal. */
export class Interrupted extends TimUnreadError<InterruptedFact> {
  readonly code = 'TU_INTERRUPTED';
  readonly exitCode: ExitCode = STOP_SIGNALS[this.fact.signal];
}

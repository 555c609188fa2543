import type { StopSignal } from '../core/errors/interrupted.ts';

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** @see keepSignals */
export type EarlySignals = {
  /** Signals are kept no more. @returns the one that came */
  readonly take: () => StopSignal | undefined;
  /** @returns the one that came, which is still kept */
  readonly look: () => StopSignal | undefined;
};

/**
 * Keeps the first signal that comes while the code of a command is loaded, for the command to end in its own way. A third one
 * ends the process. This module loads nothing, so that the program can begin with it.
 */
export const keepSignals = (): EarlySignals => {
  let came: StopSignal | undefined;
  const keep = (signal: NodeJS.Signals): void => {
    if (came !== undefined) release();
    came ??= signal as StopSignal;
  };
  const release = (): void => {
    for (const signal of SIGNALS) process.off(signal, keep);
  };
  for (const signal of SIGNALS) process.on(signal, keep);
  return {
    take: () => {
      release();
      const signal = came;
      came = undefined;
      return signal;
    },
    look: () => came,
  };
};

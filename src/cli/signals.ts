import { Interrupted, STOP_SIGNALS, type StopSignal } from '../core/errors.ts';

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first halts the run, the second cuts the calls in flight too, the third is
 * the system's.
 *
 * @returns a function that gives the signals back
 */
export const haltOnSignals = (halt: AbortController, cut: AbortController): (() => void) => {
  const signals = Object.keys(STOP_SIGNALS) as StopSignal[];
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!halt.signal.aborted) {
      halt.abort(new Interrupted(signal as StopSignal));
      return;
    }
    release();
    cut.abort();
  };
  const release = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return release;
};

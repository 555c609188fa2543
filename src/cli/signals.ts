import { Interrupted, STOP_SIGNALS, type StopSignal } from '../core/errors.ts';

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first halts the run, the second cuts the calls in flight too, the third is
 * the system's. They are held until the process ends, so that whenever one comes, the run ends with its own exit status.
 */
export const haltOnSignals = (halt: AbortController, cut: AbortController): void => {
  const signals = Object.keys(STOP_SIGNALS) as StopSignal[];
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!halt.signal.aborted) {
      halt.abort(new Interrupted(signal as StopSignal));
      return;
    }
    for (const held of signals) process.off(held, onSignal);
    cut.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
};

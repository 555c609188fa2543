import { Interrupted } from '../core/errors.ts';

/**
 * Ctrl-C and SIGTERM: the first halts the run, the second cuts the calls in flight too, the third is the system's.
 *
 * @returns a function that gives the signals back
 */
export const haltOnSignals = (halt: AbortController, cut: AbortController): (() => void) => {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!halt.signal.aborted) {
      halt.abort(new Interrupted(signal === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'));
      return;
    }
    release();
    cut.abort();
  };
  const release = (): void => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return release;
};

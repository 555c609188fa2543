import { setMaxListeners } from 'node:events';
import { Interrupted, STOP_SIGNALS, type StopSignal } from '../core/errors.ts';
import type { StopSignals } from '../wiring/world.ts';

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first halts the command, the second cuts the calls in flight too, the third is
 * the system's. They are held until the process ends, so that whenever one comes, the command ends with its own exit status.
 */
export const holdSignals = (): StopSignals => {
  const halt = new AbortController();
  const cut = new AbortController();
  // Every input may listen; that is no leak.
  setMaxListeners(0, halt.signal, cut.signal);
  const signals = Object.keys(STOP_SIGNALS) as StopSignal[];
  const onSignal = (signal: NodeJS.Signals): void => {
    if (!halt.signal.aborted) {
      halt.abort(new Interrupted({ kind: 'interrupted', signal: signal as StopSignal }));
      return;
    }
    for (const held of signals) process.off(held, onSignal);
    cut.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return { halt: halt.signal, cut: cut.signal };
};

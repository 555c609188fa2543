import { setMaxListeners } from 'node:events';
import { Interrupted, STOP_SIGNALS, type StopSignal } from '../core/errors.ts';
import type { StopSignals } from '../wiring/surroundings.ts';
import type { Host } from './context.ts';

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first halts the command, the second cuts the calls in flight too, the third is
 * the system's. They are held until the process ends, so that whenever one comes, the command ends with its own exit status.
 */
export const stopOnSignals = (host: Host): StopSignals => {
  const halt = new AbortController();
  const cut = new AbortController();
  // Every input listens; that is no leak.
  setMaxListeners(0, halt.signal, cut.signal);
  const release = host.holdSignals(Object.keys(STOP_SIGNALS) as StopSignal[], (signal) => {
    if (!halt.signal.aborted) {
      halt.abort(new Interrupted({ kind: 'interrupted', signal }));
      return;
    }
    release();
    cut.abort();
  });
  return { halt: halt.signal, cut: cut.signal };
};

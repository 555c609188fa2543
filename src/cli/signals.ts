import { setMaxListeners } from 'node:events';
import { Interrupted, STOP_SIGNALS, type StopSignal } from '../core/errors/interrupted.ts';
import type { StopSignals } from '../wiring/surroundings.ts';
import type { Host } from './context.ts';

/**
 * Ctrl-C, SIGTERM and a closed terminal. The first signal halts the command, the second also cuts the calls in flight,
 * and the third has its default effect. Signals are held until the process ends: whenever one comes, the command ends
 * with its own exit status.
 */
export const stopOnSignals = (host: Host): StopSignals => {
  const halt = new AbortController();
  const cut = new AbortController();
  // Every input adds a listener; that is not a leak.
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

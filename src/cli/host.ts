import { setFlagsFromString } from 'node:v8';
import type { Host } from './context.ts';

/** The process that this program has to itself. */
export const processHost: Host = {
  holdSignals: (signals, listener) => {
    const onSignal = listener as (signal: NodeJS.Signals) => void;
    for (const signal of signals) process.on(signal, onSignal);
    return () => {
      for (const signal of signals) process.off(signal, onSignal);
    };
  },
  onUncaught: (listener) => {
    process.on('uncaughtExceptionMonitor', listener);
    return () => process.off('uncaughtExceptionMonitor', listener);
  },
  /**
   * V8 collects when the heap has grown to twice what was alive. By itself it waits until it is four times as large on a
   * machine with much memory: of 20 MB in use an import made 85. An import as fast as it goes takes 40 MB less and is no
   * slower, and at the vendor's pace nothing of it shows. V8 asks for this number whenever it has collected, so it may be
   * set while a program runs.
   */
  collectEarly: () => setFlagsFromString('--heap-growing-percent=100'),
};

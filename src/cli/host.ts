import { constants } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { STOP_SIGNALS, type StopSignal } from '../core/errors/interrupted.ts';
import type { Secrets } from '../core/text/secrets.ts';
import type { Host } from './context.ts';
import type { EarlySignals } from './early-signals.ts';

/**
 * Makes V8 collect when the heap has grown to twice the live size. With much memory, V8 waits for four times that
 * size by default: an import with 20 MB in use grew to 85 MB. At full speed an import takes 40 MB less this way and
 * is no slower; at the pace of the vendor it makes no difference. V8 reads this number after every collection, so it
 * can be set while a program runs.
 */
export const COLLECT_EARLY = '--heap-growing-percent=100';

/** The host for a program that has the process to itself. */
export const processHost = (early: EarlySignals): Host => ({
  holdSignals: (signals, listener) => {
    const onSignal = listener as (signal: NodeJS.Signals) => void;
    for (const signal of signals) process.on(signal, onSignal);
    const came = early.take();
    // The caller has the function to release them first.
    if (came) queueMicrotask(() => listener(came));
    return () => {
      for (const signal of signals) process.off(signal, onSignal);
    };
  },
  letSignalsEnd: (before) => {
    const names = Object.keys(STOP_SIGNALS) as StopSignal[];
    const release = (): void => {
      for (const name of names) process.off(name, end);
    };
    let isEnding = false;
    const end = (signal: NodeJS.Signals): void => {
      if (isEnding) {
        release();
        return;
      }
      isEnding = true;
      void before?.(signal as StopSignal).then((isToEnd) => {
        release();
        if (isToEnd) process.kill(process.pid, signal);
      });
    };
    if (before) for (const name of names) process.on(name, end);
    const came = early.take();
    if (!came) return;
    if (before) end(came);
    else process.kill(process.pid, came);
  },
  cameEarly: early.look,
  onLook: (listener) => {
    const signals = (['SIGUSR1', 'SIGINFO'] as const).filter((name) => name in constants.signals);
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
  onUncaught: (listener) => {
    process.on('uncaughtExceptionMonitor', listener);
    return () => process.off('uncaughtExceptionMonitor', listener);
  },
  collectEarly: () => setFlagsFromString(COLLECT_EARLY),
});

/**
 * Removes secrets from everything that is written to a stream of the process, whoever writes it: dependencies print URLs
 * with the UserSig in them when NODE_DEBUG is set.
 *
 * @returns writes as before, for the one result that is a secret
 */
export const scrubWrites = (stream: NodeJS.WriteStream, secrets: Secrets): ((text: string) => void) => {
  const write = stream.write.bind(stream) as (chunk: unknown, ...more: unknown[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...more: unknown[]): boolean =>
    write(secrets.scrub(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()), ...more);
  return (text) => void write(text);
};

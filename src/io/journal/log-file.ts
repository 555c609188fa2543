import { writeSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { callsOf } from '../../core/books/summary.ts';
import { WrongStateError } from '../../core/errors.ts';
import type { FileWords, OnEvent, RunEvent } from '../../core/ports.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { escapedJson } from '../../core/text/text.ts';
import { openOwn } from './own-files.ts';

/** Of `log.jsonl`, the chattiest first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export type LogFile = {
  readonly onEvent: OnEvent;
  /** @returns whether the log has it */
  readonly bug: (error: unknown) => boolean;
  readonly close: () => Promise<void>;
};

export type LogOptions = {
  readonly path: string;
  readonly level: LogLevel;
  readonly secrets: Secrets;
  readonly words: FileWords;
  /** called once, when the log cannot be written */
  readonly onBroken: (reason: string) => void;
};

/**
 * `log.jsonl`: the run's events and its failures; a line per ok row only at `debug`. Written synchronously, so that it
 * survives a crash. A log that cannot be written does not end the migration: it falls silent.
 *
 * @throws WrongStateError when the file is not ours
 */
export const openLogFile = async ({ path, level, secrets, words, onBroken }: LogOptions): Promise<LogFile> => {
  // Loaded here: it takes long, and who only asks for the levels does not need it.
  const { pino } = await import('pino');
  const giveUp = (error: Error): void => {
    if (log.level === 'silent') return;
    log.level = 'silent';
    onBroken(error.message);
  };
  const handle = await openOwn(path, 'append').catch((error: Error) => {
    if (error instanceof WrongStateError) throw error;
    return error;
  });
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => escapedJson(secrets.scrub(line)) },
    },
    { write: (line) => handle instanceof Error || appendLine(handle, line, giveUp) },
  );
  if (handle instanceof Error) giveUp(handle);
  const onEvent: OnEvent = (event) => {
    const { type, ...fields } = event;
    const told = 'reason' in event ? { ...fields, reason: reasonIn(event, words) } : fields;
    switch (event.type) {
      case 'row-ok':
      case 'row-set-again':
      case 'row-unchanged':
      case 'retry':
        log.debug(told, type);
        break;
      case 'progress':
        log.trace(fields, type);
        break;
      case 'started':
        log.info({ ...fields, target: words.target(event.target) }, type);
        break;
      case 'row-failed': {
        const { class: failureClass, errorCode, reason, attempts } = event.failure;
        const failure = { class: failureClass, errorCode, message: words.reason(reason), attempts };
        const { input, line } = event;
        log.warn({ ...(input === undefined ? {} : { input }), line, failure }, type);
        break;
      }
      case 'stopping':
      case 'groups-not-checked':
      case 'calibration-refused':
      case 'rate-limited':
      case 'pause-asked':
      case 'waiting':
      case 'clock-off':
        log.warn(told, type);
        break;
      case 'finished': {
        const { verdict, exitCode, rows } = event.summary;
        log.info({ verdict, exitCode, rows, calls: callsOf(event.summary) }, type);
        break;
      }
      default:
        log.info(fields, type);
    }
  };
  return {
    onEvent,
    bug: (error) => {
      log.fatal({ err: error }, 'bug');
      // It may have fallen silent at this very line.
      return log.isLevelEnabled('fatal');
    },
    close: async () => {
      // A signal may still come. It no longer belongs into this log.
      log.level = 'silent';
      if (!(handle instanceof Error)) await handle.close();
    },
  };
};

type ReasonedEvent = Extract<RunEvent, { readonly reason: unknown }>;

const reasonIn = (event: ReasonedEvent, words: FileWords): string =>
  event.type === 'stopping' ? words.error(event.reason) : words.reason(event.reason);

/** One write may take less than it was given. */
const appendLine = (handle: FileHandle, line: string, onError: (error: Error) => void): void => {
  try {
    for (let left = Buffer.from(line); left.length > 0; ) left = left.subarray(writeSync(handle.fd, left));
  } catch (error) {
    onError(error as Error);
  }
};

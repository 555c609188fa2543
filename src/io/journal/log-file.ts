import { callsOf } from '../../core/books/summary.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import type { FileWords, OnEvent, RunEvent } from '../../core/ports.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { escapedJson } from '../../core/text/text.ts';
import { LogWriter } from './log-writer.ts';

/** Of `log.jsonl`, the chattiest first. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export type LogFile = {
  readonly onEvent: OnEvent;
  /** @returns whether the log has it */
  readonly bug: (error: unknown) => boolean;
  /** Looks whether the log is still where it was, and writes it again where it is not. */
  readonly mend: () => void;
  readonly close: () => Promise<void>;
};

export type LogOptions = {
  readonly path: string;
  readonly level: LogLevel;
  readonly secrets: Secrets;
  readonly words: FileWords;
  /** called once, when the log cannot be written */
  readonly onBroken: (reason: string) => void;
  /** when it goes on in a new file */
  readonly fullBytes?: number;
};

// With the rest of its line less than 1 KiB: docs/state-folder.md, "Files".
const LONGEST_TEXT_BYTES = 700;

/**
 * `log.jsonl`: the run's events and its failures; a line per ok row only at `debug`. Written synchronously, so that it
 * survives a crash. A log that cannot be written does not end the migration: it falls silent.
 *
 * @throws WrongStateError when the file is not ours
 */
export const openLogFile = async ({
  path,
  level,
  secrets,
  words,
  onBroken,
  fullBytes,
}: LogOptions): Promise<LogFile> => {
  // Loaded here: it takes long, and who only asks for the levels does not need it.
  const { pino } = await import('pino');
  const giveUp = (error: Error): void => {
    if (log.level === 'silent') return;
    log.level = 'silent';
    onBroken(error.message);
  };
  const writer = await LogWriter.open(path, fullBytes).catch((error: Error) => {
    if (error instanceof WrongStateError) throw error;
    return error;
  });
  const attempt = (act: (open: LogWriter) => void): void => {
    if (writer instanceof Error || log.level === 'silent') return;
    try {
      act(writer);
    } catch (error) {
      giveUp(error as Error);
    }
  };
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => escapedJson(secrets.scrub(line)) },
    },
    { write: (line) => attempt((open) => open.write(line)) },
  );
  if (writer instanceof Error) giveUp(writer);
  const onEvent: OnEvent = (event) => {
    const { type, ...fields } = event;
    const told = 'reason' in event ? { ...fields, reason: shortened(reasonIn(event, words)) } : fields;
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
        const failure = { class: failureClass, errorCode, message: shortened(words.reason(reason)), attempts };
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
      case 'restored':
      case 'input-broke-off':
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
    mend: () => attempt((open) => open.mend()),
    close: async () => {
      // A signal may still come. It no longer belongs into this log.
      log.level = 'silent';
      if (!(writer instanceof Error)) await writer.close();
    },
  };
};

type ReasonedEvent = Extract<RunEvent, { readonly reason: unknown }>;

const reasonIn = (event: ReasonedEvent, words: FileWords): string =>
  event.reason instanceof Error ? words.error(event.reason) : words.reason(event.reason);

/** A text of which a line of the log has room for the beginning. `failures.csv` has the whole. */
const shortened = (text: string): string => {
  let kept = text;
  for (;;) {
    const bytes = Buffer.byteLength(escapedJson(JSON.stringify(kept)));
    if (bytes <= LONGEST_TEXT_BYTES) return kept === text ? text : `${kept}…`;
    // A surrogate that is cut in two would be written as an escape, which is longer.
    kept = kept.slice(0, Math.floor((kept.length * LONGEST_TEXT_BYTES) / (bytes + 1))).replace(/[\ud800-\udbff]$/, '');
  }
};

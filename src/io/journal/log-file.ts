import pino from 'pino';
import { callsOf } from '../../core/books/summary.ts';
import type { OnEvent } from '../../core/ports.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { FILE_MODE } from './durable.ts';
import type { LogLevel } from './log-levels.ts';

export type LogFile = {
  readonly onEvent: OnEvent;
  readonly bug: (error: unknown) => void;
  readonly close: () => void;
};

/**
 * `log.jsonl`: the run's events and its failures; a line per ok row only at `debug`. Written in step, so that it is
 * there after a crash. A log that cannot be written ends no migration: it falls silent.
 */
export const openLogFile = (
  path: string,
  level: LogLevel,
  secrets: Secrets,
  onProblem: (message: string) => void,
): LogFile => {
  const giveUp = (error: Error): void => {
    if (log.level === 'silent') return;
    log.level = 'silent';
    onProblem(`${path} cannot be written, the run goes on without a log: ${error.message}`);
  };
  const destination = openDestination(path);
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => secrets.scrub(line) },
    },
    destination instanceof Error ? { write: () => {} } : destination,
  );
  if (destination instanceof Error) giveUp(destination);
  else destination.on('error', giveUp);
  const onEvent: OnEvent = (event) => {
    const { type, ...fields } = event;
    switch (event.type) {
      case 'row-ok':
      case 'row-unchanged':
      case 'retry':
        log.debug(fields, type);
        break;
      case 'progress':
        log.trace(fields, type);
        break;
      case 'row-failed':
      case 'groups-not-checked':
      case 'calibration-refused':
      case 'rate-limited':
      case 'waiting':
        log.warn(fields, type);
        break;
      case 'stopping':
        log.warn({ reason: event.reason.message }, type);
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
    bug: (error) => log.fatal({ err: error }, 'bug'),
    close: () => {
      // A signal may still come, and is none of this log's business any more.
      log.level = 'silent';
      if (!(destination instanceof Error)) destination.end();
    },
  };
};

const openDestination = (path: string): ReturnType<typeof pino.destination> | Error => {
  try {
    return pino.destination({ dest: path, append: true, sync: true, mode: FILE_MODE });
  } catch (error) {
    return error as Error;
  }
};

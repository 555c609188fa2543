import pino from 'pino';
import type { OnEvent } from '../../core/ports.ts';
import type { Secrets } from '../../core/secrets.ts';
import { FILE_MODE } from './durable.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
export const LOG_LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export type LogFile = { readonly onEvent: OnEvent; readonly bug: (error: unknown) => void };

/**
 * `log.jsonl`: the run's events and its failures; a line per ok row only at `debug`. Written in step, so that it is
 * there after a crash. A log that cannot be written ends no migration: it falls silent.
 */
export const openLogFile = (path: string, level: LogLevel, secrets: Secrets): LogFile => {
  const destination = pino.destination({ dest: path, append: true, sync: true, mode: FILE_MODE });
  destination.on('error', () => {
    log.level = 'silent';
  });
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: (line) => secrets.scrub(line) },
    },
    destination,
  );
  const onEvent: OnEvent = (event) => {
    const { type, ...fields } = event;
    switch (event.type) {
      case 'row-ok':
      case 'retry':
        log.debug(fields, type);
        break;
      case 'progress':
        log.trace(fields, type);
        break;
      case 'row-failed':
      case 'rate-limited':
      case 'waiting':
        log.warn(fields, type);
        break;
      case 'stopping':
        log.warn({ reason: event.reason.message }, type);
        break;
      case 'finished': {
        const { verdict, exitCode, rows, calls } = event.summary;
        log.info({ verdict, exitCode, rows, calls }, type);
        break;
      }
      default:
        log.info(fields, type);
    }
  };
  return { onEvent, bug: (error) => log.fatal({ err: error }, 'bug') };
};

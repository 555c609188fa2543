/** Of `log.jsonl`, the chattiest first. They stand apart from what writes it, which takes its time to load. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

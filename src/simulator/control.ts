import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may ask for the state of the simulator, or change it. A rehearsal holds the groups and accounts of a real file, and
 * every user of this machine, and every page in a browser on it, can reach a port on loopback.
 */

/** @returns whether the request names this machine: a page that was led here by a host name of its own does not */
export const isForLoopback = ({ headers }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?$/.test(headers.host ?? '');

/** @param token - that was printed once; without one nobody may */
export const mayControl = ({ headers }: IncomingMessage, token: string | undefined): boolean => {
  if (token === undefined) return false;
  const [given, wanted] = [Buffer.from(headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

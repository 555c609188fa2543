import { createHmac, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';

/** Codes of docs/api.md, "Accounts and UserSig". */
const EXPIRED = 70001;
const EMPTY = 70002;
const ILLEGAL = 70003;
const NOT_VERIFIED = 70009;
const OTHER_IDENTIFIER = 70013;
const OTHER_SDKAPPID = 70014;

/**
 * Checks a UserSig by docs/api.md, "UserSig": base64 with `*-_`, deflated JSON, HMAC-SHA256 over four lines.
 *
 * @param nowS - seconds since 1970
 * @returns the error code, or 0
 */
export const judgeUserSig = (
  usersig: string,
  expected: { sdkappid: number; identifier: string; secretKey: string },
  nowS: number,
): number => {
  if (usersig === '') return EMPTY;
  const document = decode(usersig);
  if (document?.['TLS.ver'] !== '2.0') return ILLEGAL;
  const { 'TLS.identifier': identifier, 'TLS.sdkappid': sdkappid, 'TLS.time': time, 'TLS.expire': expire } = document;
  if (typeof time !== 'number' || typeof expire !== 'number') return ILLEGAL;
  if (identifier !== expected.identifier) return OTHER_IDENTIFIER;
  if (sdkappid !== expected.sdkappid) return OTHER_SDKAPPID;
  const signed = `TLS.identifier:${identifier}\nTLS.sdkappid:${sdkappid}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
  const digest = createHmac('sha256', expected.secretKey).update(signed).digest();
  const given = Buffer.from(String(document['TLS.sig']), 'base64');
  if (given.length !== digest.length || !timingSafeEqual(given, digest)) return NOT_VERIFIED;
  return nowS >= time + expire ? EXPIRED : 0;
};

const decode = (usersig: string): Record<string, unknown> | undefined => {
  const base64 = usersig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  try {
    const value: unknown = JSON.parse(inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: 4096 }).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * What the operating system and Node answer where a file or a connection cannot be used, by the cause that several codes share.
 * Sources: errno(3), getaddrinfo(3); Node.js, Errors, "Common system errors"; Node.js, TLS, "X509 certificate error codes";
 * undici, "Errors".
 */
const CODES_OF_CAUSES = {
  room: ['ENOSPC', 'EDQUOT'],
  right: ['EACCES', 'EPERM'],
  'read-only': ['EROFS'],
  place: ['ENOENT', 'ENOTDIR', 'EISDIR', 'EEXIST', 'ENOTEMPTY', 'ENAMETOOLONG', 'ELOOP', 'EXDEV'],
  disk: ['EIO', 'ENXIO', 'ENODEV', 'ESTALE', 'EFBIG'],
  unfit: ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOLCK'],
  busy: ['EBUSY', 'ETXTBSY', 'EAGAIN'],
  'open-files': ['EMFILE', 'ENFILE'],
  memory: ['ENOMEM', 'ENOBUFS'],
  refused: ['ECONNREFUSED'],
  closed: ['ENOTCONN', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET'],
  silent: ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
  unreachable: ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'],
  name: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL'],
  port: ['EADDRINUSE'],
  'local-ports': ['EADDRNOTAVAIL'],
  'odd-reply': ['EMSGSIZE', 'UND_ERR_HTTP_PARSER', 'UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
  clock: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
  authority: [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ],
  'other-host': ['ERR_TLS_CERT_ALTNAME_INVALID'],
  certificate: ['CERT_REVOKED', 'CERT_REJECTED', 'CERT_UNTRUSTED', 'INVALID_CA', 'INVALID_PURPOSE'],
  'no-tls': ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'],
  'tls-refused': ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'],
} as const;

export type SystemCause = keyof typeof CODES_OF_CAUSES;
export type SystemCode = (typeof CODES_OF_CAUSES)[SystemCause][number];

const CAUSES = new Map(
  Object.entries(CODES_OF_CAUSES).flatMap(([cause, codes]) =>
    codes.map((code): [SystemCode, SystemCause] => [code, cause as SystemCause]),
  ),
);

export const SYSTEM_CODES: readonly SystemCode[] = [...CAUSES.keys()];

export const isSystemCode = (code: string): code is SystemCode => CAUSES.has(code as SystemCode);

export const systemCauseOf = (code: SystemCode): SystemCause => CAUSES.get(code) as SystemCause;

/** A code in the text of an error, and the addresses or names that the text has for it. */
export type SystemError = { readonly code: SystemCode; readonly at: readonly string[] };

/** Of a file, whose path follows: `ENOENT: no such file or directory, open '/data/EIO/members.csv'` */
const OF_FILE = /^(?:Error: )?(E[A-Z\d]+): /;
const CODE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/g;
/** `connect ECONNREFUSED 127.0.0.1:443`, `listen EADDRINUSE: address already in use 127.0.0.1:80` */
const ADDRESS = /^(?:: [a-z ]+)? ((?:\d+\.){3}\d+:\d+|[\da-f]*:[\da-f:.]*:\d+|[\w-]+(?:\.[\w-]+)+)/;
/** `… is not in the cert's altnames: DNS:other.example` */
const NAMES_OF_CERTIFICATE = /cert's (?:altnames|list|CN): ([^()]+?) ?(?:\(|$)/;

/**
 * @param said - the text of an error: of the system, of Node, or of several tries of one connection
 * @returns empty where it has no code that is known
 */
export const systemErrorsIn = (said: string): readonly SystemError[] => {
  const [, ofFile] = OF_FILE.exec(said) ?? [];
  if (ofFile !== undefined) return isSystemCode(ofFile) ? [{ code: ofFile, at: [] }] : [];
  const found = new Map<SystemCode, Set<string>>();
  for (const { 0: code, index } of said.matchAll(CODE)) {
    if (!isSystemCode(code)) continue;
    const at = found.get(code) ?? new Set();
    const [, address] = ADDRESS.exec(said.slice(index + code.length)) ?? [];
    if (address !== undefined) at.add(address);
    found.set(code, at);
  }
  const [, names] = NAMES_OF_CERTIFICATE.exec(said) ?? [];
  if (names !== undefined) found.get('ERR_TLS_CERT_ALTNAME_INVALID')?.add(names);
  return [...found].map(([code, at]) => ({ code, at: [...at] }));
};

/** Which no table needs to know: `path length exceeded (PATH_LENGTH_EXCEEDED)`. */
const LAST_CODE = /\(([A-Z][A-Z\d]*(?:_[A-Z\d/]+)+)\)$/;

/** @returns the codes in the text of an error, each with what stands beside it; the text itself where it has none */
export const systemCodesIn = (said: string): readonly string[] => {
  const found = systemErrorsIn(said);
  return found.length === 0
    ? [LAST_CODE.exec(said)?.[1] ?? said]
    : found.map(({ code, at }) => [code, ...at].join(' '));
};

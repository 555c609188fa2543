import type { NoReply } from './reason.ts';

/** When a failure of the way to the target can pass by itself. */
export type Passing =
  | 'by itself'
  /** only where calls had got through before: else a setting is wrong */
  | 'after it worked'
  | 'never';

type WayRule = {
  /** of the errors that Node and undici report for it */
  readonly errorCodes?: readonly string[];
  readonly passes: Passing;
  /** who says so */
  readonly source: string;
};

const GETADDRINFO = 'getaddrinfo(3); Node.js, Errors, "Common system errors"';
const CONNECT = 'connect(2); Node.js, Errors, "Common system errors"';
const X509 = 'Node.js, TLS, "X509 certificate error codes"; RFC 5280, 6.1';
const TLS_ALERTS = 'RFC 8446, 6.2: such an alert ends the connection for good';

/**
 * How a call ends without a reply of the API, and what can be hoped for then. What cannot pass is no outage: the run stops
 * soon, its rows stay pending, and the message names what has to be set right.
 */
export const WAY_FAULTS = {
  // Names.
  'name-not-found': { errorCodes: ['ENOTFOUND'], passes: 'after it worked', source: `${GETADDRINFO}: EAI_NONAME` },
  'name-unanswered': {
    errorCodes: ['EAI_AGAIN', 'EAI_FAIL'],
    passes: 'by itself',
    source: `${GETADDRINFO}: EAI_AGAIN, "try again later"`,
  },

  // Connections.
  connection: { passes: 'by itself', source: CONNECT },
  reset: {
    errorCodes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
    passes: 'by itself',
    source: 'RFC 9112, 9.5: a server may close a connection at any time',
  },
  'blocked-here': {
    errorCodes: ['EACCES', 'EPERM'],
    passes: 'never',
    source: `${CONNECT}: "failed because of a local firewall rule"`,
  },
  deadline: { passes: 'by itself', source: 'RFC 9110, 15.6.5: a gateway says the same where it waits in vain' },
  'open-files': {
    errorCodes: ['EMFILE', 'ENFILE'],
    passes: 'by itself',
    source: 'socket(2): the limit on open files of the process, or of the system, has been reached',
  },
  'local-ports': {
    errorCodes: ['EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'],
    passes: 'by itself',
    source: `${CONNECT}: no free port, and no room in the kernel`,
  },

  // TLS.
  'certificate-expired': { errorCodes: ['CERT_HAS_EXPIRED'], passes: 'never', source: X509 },
  'certificate-early': { errorCodes: ['CERT_NOT_YET_VALID'], passes: 'never', source: X509 },
  'certificate-authority': {
    errorCodes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'CERT_UNTRUSTED',
      'INVALID_CA',
    ],
    passes: 'never',
    source: X509,
  },
  'certificate-name': {
    errorCodes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH', 'UND_ERR_PRX_TLS'],
    passes: 'never',
    source: 'RFC 9110, 4.3.4; RFC 9525, 6',
  },
  certificate: {
    errorCodes: [
      'CERT_REVOKED',
      'CERT_REJECTED',
      'CERT_SIGNATURE_FAILURE',
      'CERT_CHAIN_TOO_LONG',
      'PATH_LENGTH_EXCEEDED',
      'INVALID_PURPOSE',
      'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
      'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
      'ERROR_IN_CERT_NOT_BEFORE_FIELD',
      'ERROR_IN_CERT_NOT_AFTER_FIELD',
    ],
    passes: 'never',
    source: X509,
  },
  'no-tls': {
    errorCodes: ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST'],
    passes: 'never',
    source: 'RFC 8446, 5.1: the first bytes of the answer are no record of TLS',
  },
  'tls-refused': {
    errorCodes: [
      'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
      'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
      'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      'ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY',
      'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
      'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
      'ERR_SSL_UNSUPPORTED_PROTOCOL',
      'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
    ],
    passes: 'never',
    source: TLS_ALERTS,
  },

  // The proxy, which answers instead of the target.
  'proxy-login': { passes: 'never', source: 'RFC 9110, 15.5.8' },
  'proxy-denied': { passes: 'never', source: 'RFC 9110, 15.5: the request has to change' },
  'proxy-failed': { passes: 'by itself', source: 'RFC 9110, 15.6, 15.5.9, 15.5.30' },

  // Replies that are not the API's.
  status: { passes: 'by itself', source: 'RFC 9110, 15.4 and 15.6' },
  'status-forbidden': { passes: 'never', source: 'RFC 9110, 15.5: the request has to change' },
  'unasked-continue': { passes: 'never', source: 'RFC 9110, 10.1.1: nobody asked for it, and undici closes there' },
  'too-large': {
    passes: 'by itself',
    source: 'docs/api.md, code 10018: the API keeps below 1 MB, so it is not the API',
  },
  'not-the-api': { passes: 'by itself', source: 'docs/api.md: every reply of the API is JSON with an ErrorCode' },
} as const satisfies Readonly<Record<string, WayRule>>;

export type WayFault = keyof typeof WAY_FAULTS;

const BY_CODE: ReadonlyMap<string, WayFault> = new Map(
  Object.entries(WAY_FAULTS).flatMap(([fault, rule]) =>
    'errorCodes' in rule ? rule.errorCodes.map((code) => [code, fault as WayFault] as const) : [],
  ),
);

/** @param errorCode - of an error of Node or undici @returns undefined for one that is in no line of the table */
export const wayFaultOf = (errorCode: string): WayFault | undefined => BY_CODE.get(errorCode);

/** @param status - of a proxy's answer to CONNECT, above 299 */
export const proxyFaultOf = (status: number): 'proxy-login' | 'proxy-denied' | 'proxy-failed' => {
  if (status === 407) return 'proxy-login';
  return status >= 400 && status < 500 && !PASSING_STATUS.has(status) ? 'proxy-denied' : 'proxy-failed';
};

// RFC 9110, 15.5.9: request timeout; RFC 8470, 5.2: too early; RFC 6585, 4: too many requests.
const PASSING_STATUS: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Whether waiting can bring the target back.
 *
 * @param hasWorked - a call has got through in this run
 */
export const mayPass = ({ fault }: NoReply, hasWorked: boolean): boolean => {
  const { passes } = WAY_FAULTS[fault];
  return passes === 'by itself' || (passes === 'after it worked' && hasWorked);
};

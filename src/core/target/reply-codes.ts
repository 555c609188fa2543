/** What a reply leads to: the classes of docs/contract.md, "Replies and what follows". */
export type ReplyClass = 'ok' | 'refused' | 'group-refused' | 'transient' | 'rate-limited' | 'new-usersig' | 'fatal';

/** What the user can do about a code. The catalogue has the text. */
export type Remedy =
  | 'allow-address'
  | 'ask-the-vendor'
  | 'check-admin'
  | 'check-enabled'
  | 'check-endpoint'
  | 'check-key'
  | 'check-parameters'
  | 'check-plan'
  | 'check-region'
  | 'check-sdkappid'
  | 'check-signed-for'
  | 'new-signature'
  | 'report-it'
  | 'wait-a-day'
  | 'wait-a-minute';

export type ReplyRule = {
  readonly class: ReplyClass;
  /** set for fatal codes, and for codes that can end the run */
  readonly remedy?: Remedy;
  /** a transient code that means a wrong setting if it does not go away: the run stops, and the row does not fail */
  readonly stopsWhenExhausted?: true;
  /**
   * a refusal that a wrong setting can also cause: it goes into quarantine first, see
   * `app/import/refusal-quarantine.ts`
   */
  readonly doubtful?: true;
  /** a fatal code about one API command; other commands may still be allowed */
  readonly ofCommand?: true;
  /** a refusal because the account in question does not exist */
  readonly ofAccount?: true;
  /** documented as "wait a minute, try again": applied once, if the signature was good before */
  readonly pauseMs?: number;
};

const REFUSED = { class: 'refused' } as const;
const GROUP_REFUSED = { class: 'group-refused' } as const;
const TRANSIENT = { class: 'transient' } as const;
const RATE_LIMITED = { class: 'rate-limited' } as const;
const NEW_USERSIG = { class: 'new-usersig', remedy: 'new-signature' } as const;

const fatal = (remedy: Remedy): ReplyRule => ({ class: 'fatal', remedy });
const commandRefused = (remedy: Remedy): ReplyRule => ({ class: 'fatal', remedy, ofCommand: true });
const transientThenFatal = (remedy: Remedy): ReplyRule => ({ class: 'transient', remedy, stopsWhenExhausted: true });

/**
 * The documented codes: docs/api.md, "Reply codes". The classes are ours; the catalogue has the documented meanings.
 */
const RULES = {
  0: { class: 'ok' },

  // Common codes.
  60002: fatal('check-endpoint'),
  60003: fatal('report-it'),
  60004: transientThenFatal('check-admin'),
  60005: transientThenFatal('check-key'),
  60006: fatal('check-sdkappid'),
  60007: RATE_LIMITED,
  60008: TRANSIENT,
  60009: fatal('check-endpoint'),
  60010: fatal('check-admin'),
  60011: RATE_LIMITED,
  60012: fatal('check-sdkappid'),
  60013: transientThenFatal('ask-the-vendor'),
  60014: TRANSIENT,
  60015: fatal('report-it'),
  60016: fatal('check-enabled'),
  60017: commandRefused('check-enabled'),
  60018: RATE_LIMITED,
  60019: RATE_LIMITED,
  60020: fatal('check-plan'),
  60021: fatal('allow-address'),
  60022: RATE_LIMITED,
  60025: fatal('check-parameters'),
  60026: fatal('check-region'),
  60027: commandRefused('check-plan'),
  60028: fatal('wait-a-day'),
  80005: fatal('check-plan'),

  // Account and UserSig.
  70001: NEW_USERSIG,
  70002: NEW_USERSIG,
  70003: NEW_USERSIG,
  70005: NEW_USERSIG,
  70009: fatal('check-key'),
  70013: fatal('check-signed-for'),
  70014: fatal('check-signed-for'),
  70016: fatal('check-region'),
  70020: fatal('check-region'),
  70050: { ...fatal('wait-a-minute'), pauseMs: 60_000 },
  70051: fatal('check-admin'),
  70107: { ...REFUSED, ofAccount: true },
  70169: TRANSIENT,
  70202: TRANSIENT,
  70206: REFUSED,
  70346: fatal('check-key'),
  70398: fatal('check-plan'),
  70399: fatal('check-enabled'),
  70402: REFUSED,
  70403: fatal('check-admin'),
  70500: TRANSIENT,
  71000: fatal('check-enabled'),
  72000: fatal('check-plan'),
  72002: fatal('check-plan'),

  // The group service.
  10002: TRANSIENT,
  10003: commandRefused('check-endpoint'),
  10004: REFUSED,
  10005: fatal('report-it'),
  10006: RATE_LIMITED,
  10007: { ...REFUSED, remedy: 'check-admin', doubtful: true },
  10008: NEW_USERSIG,
  10010: GROUP_REFUSED,
  10011: fatal('report-it'),
  10012: fatal('check-admin'),
  10015: GROUP_REFUSED,
  10016: REFUSED,
  10018: REFUSED,
  10019: { ...REFUSED, ofAccount: true },
  10026: commandRefused('check-enabled'),
  11000: GROUP_REFUSED,
  110007: TRANSIENT,
} satisfies Record<number, ReplyRule>;

export type ReplyCode = keyof typeof RULES;

// Documented codes that the commands used here should not return. If one comes, it refuses that row only.
const UNEXPECTED: ReadonlySet<number> = new Set([
  10009, 10013, 10014, 10017, 10021, 10023, 10024, 10025, 10030, 10031, 10032, 10033, 10034, 10035, 10036, 10037, 10038,
  10041, 10044, 10045, 10046, 10047, 10048, 10049, 10050, 10051, 10052, 10053, 10054, 10056, 10058, 10059, 10060, 10061,
  10062, 10063, 10070, 110006, 110008, 110009, 110010, 110011, 110012, 110013, 110014,
]);

const BY_CODE: Readonly<Record<number, ReplyRule>> = RULES;

/** @param errorCode - `ErrorCode` of a reply, any integer */
export const replyRule = (errorCode: number): ReplyRule => BY_CODE[errorCode] ?? REFUSED;

export const isKnownCode = (errorCode: number): boolean => errorCode in RULES || UNEXPECTED.has(errorCode);

/** @returns the key of the meaning in the catalogue */
export const meaningOf = (errorCode: number): ReplyCode | 'unexpected' | 'unknown' => {
  if (errorCode in RULES) return errorCode as ReplyCode;
  return UNEXPECTED.has(errorCode) ? 'unexpected' : 'unknown';
};

/** Why a code comes. The catalogue has the text. */
const CAUSES = {
  none: [0],
  admin: [10012, 60004, 60010, 70051, 70403],
  signature: [10008, 60005, 60025, 70001, 70002, 70003, 70005, 70009, 70013, 70014, 70050, 70346],
  place: [60006, 60012, 60026, 70016, 70020],
  address: [10003, 60002, 60009],
  plan: [60020, 60027, 60028, 70398, 72000, 72002, 80005],
  disabled: [10026, 60016, 60017, 70399, 71000],
  network: [60021],
  frequency: [10006, 60007, 60011, 60018, 60019, 60022],
  service: [10002, 60008, 60013, 60014, 70169, 70202, 70500, 110007],
  ours: [10005, 10011, 60003, 60015, 70206],
  group: [10010, 10015],
  community: [11000],
  account: [10019, 70107],
  permission: [10007],
  parameter: [10004, 70402],
  webhook: [10016],
  size: [10018],
} as const satisfies Readonly<Record<string, readonly ReplyCode[]>>;

export type Cause = keyof typeof CAUSES | 'elsewhere' | 'unlisted';

/** Codes with a rule of their own, in their order. */
export const REPLY_CODES: readonly number[] = Object.keys(RULES).map(Number);

export const causeOf = (errorCode: number): Cause => {
  for (const [cause, codes] of Object.entries(CAUSES) as [keyof typeof CAUSES, readonly number[]][]) {
    if (codes.includes(errorCode)) return cause;
  }
  return UNEXPECTED.has(errorCode) ? 'elsewhere' : 'unlisted';
};

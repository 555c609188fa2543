/** What follows from a reply; the classes of docs/contract.md. */
export type ReplyClass = 'ok' | 'refused' | 'group-refused' | 'transient' | 'rate-limited' | 'new-usersig' | 'fatal';

export type ReplyRule = {
  readonly class: ReplyClass;
  /** what the vendor's documents say of the code */
  readonly meaning: string;
  /** what the user can do about it; fatal codes and those that end fatally have one */
  readonly remedy?: string;
  /** a transient code that means a wrong setting when it does not go away: the run stops instead of failing the row */
  readonly stopsWhenExhausted?: true;
  /** a refusal that a wrong setting gives as well: before the first ok it is not believed, see `app/doubt.ts` */
  readonly doubtful?: true;
  /** a fatal code that is about one command: others may still be allowed */
  readonly ofCommand?: true;
  /** a refusal that says that the account that was asked for does not exist */
  readonly ofAccount?: true;
  /** documented as "wait a minute, try again": once, where the signature had been good before */
  readonly pauseMs?: number;
};

const refused = (meaning: string): ReplyRule => ({ class: 'refused', meaning });
const groupRefused = (meaning: string): ReplyRule => ({ class: 'group-refused', meaning });
const transient = (meaning: string): ReplyRule => ({ class: 'transient', meaning });
const transientThenFatal = (meaning: string, remedy: string): ReplyRule => ({
  class: 'transient',
  meaning,
  remedy,
  stopsWhenExhausted: true,
});
const rateLimited = (meaning: string): ReplyRule => ({ class: 'rate-limited', meaning });
const newUserSig = (meaning: string, remedy: string): ReplyRule => ({ class: 'new-usersig', meaning, remedy });
const fatal = (meaning: string, remedy: string): ReplyRule => ({ class: 'fatal', meaning, remedy });
const commandRefused = (meaning: string, remedy: string): ReplyRule => ({ ...fatal(meaning, remedy), ofCommand: true });

const REPORT_IT = 'This is a fault of tim-unread: please report it with the log file.';
const CHECK_KEY =
  'Compare the secret key with the one the console shows for this SDKAppID (TIM_SDKAPPID, TIM_SECRET_KEY or --secret-key-file).';
const CHECK_ADMIN =
  'Make the account an App admin in the console, or give another with --admin (TIM_ADMIN); only the console can do this.';
const CHECK_REGION =
  'Give the data center of the app with --region (cn sgp kr jpn ger usa idn ksa ind); the console shows it beside the SDKAppID.';
const CHECK_SIGNED_FOR = 'TIM_USERSIG must be signed for exactly this --sdkappid and --admin.';
const CHECK_PLAN =
  'Look at the plan and the balance of the app in the console; a purchase takes about 5 minutes to work.';
const CHECK_ENABLED = 'Look in the console whether the app is enabled, or ask the vendor.';
const CHECK_PARAMETERS = 'Check --sdkappid, --admin and the key: one of the call parameters was refused.';
const NEW_SIGNATURE =
  'With TIM_USERSIG: make a new one. With a key: check this machine’s clock and that the key belongs to the SDKAppID.';

/**
 * Reply codes of the group service and the codes common to all commands: docs/api.md. Classes are ours, the
 * meanings are the documents'.
 */
const RULES: ReadonlyMap<number, ReplyRule> = new Map([
  [0, { class: 'ok', meaning: 'success' }],

  [60002, fatal('HTTP parse error: the form of the URL', 'Check --endpoint: scheme and host only, no path.')],
  [60003, fatal('the request is not JSON', REPORT_IT)],
  [60004, transientThenFatal('account check failed', CHECK_ADMIN)],
  [60005, transientThenFatal('account or signature check failed', CHECK_KEY)],
  [60006, fatal('SDKAppID invalid', 'Check --sdkappid (TIM_SDKAPPID).')],
  [60007, rateLimited('REST call frequency exceeded')],
  [60008, transient('service timeout')],
  [60009, fatal('resource error in the URL', 'Check --endpoint: scheme and host only, no path.')],
  [60010, fatal('App admin rights required', CHECK_ADMIN)],
  [60011, rateLimited('SDKAppID request frequency exceeded')],
  [60012, fatal('sdkappid missing in the URL', 'Check --sdkappid (TIM_SDKAPPID).')],
  [
    60013,
    transientThenFatal('the service could not parse an internal reply', 'Ask the vendor, with the time of the calls.'),
  ],
  [60014, transient('account check timed out')],
  [60015, fatal('a UserID in the body is not a string', REPORT_IT)],
  [60016, fatal('SDKAppID disabled', CHECK_ENABLED)],
  [60017, commandRefused('request disabled', CHECK_ENABLED)],
  [60018, rateLimited('requests too frequent')],
  [60019, rateLimited('requests too frequent')],
  [60020, fatal('plan not bought, expired, or account in arrears', CHECK_PLAN)],
  [
    60021,
    fatal('source IP not allowed', 'Allow this machine’s public address in the console, or run from an allowed one.'),
  ],
  [60025, fatal('sdkappid, identifier, usersig or contenttype wrong', CHECK_PARAMETERS)],
  [60026, fatal('the host does not serve this SDKAppID', CHECK_REGION)],
  [60027, commandRefused('this product type may not call the API', CHECK_PLAN)],
  [60028, fatal('Trial Edition: the quota of 24 hours is used up', 'Wait for the next day, or upgrade the plan.')],
  [80005, fatal('service deactivated: expired or in arrears', CHECK_PLAN)],

  [70001, newUserSig('UserSig expired', NEW_SIGNATURE)],
  [70002, newUserSig('UserSig empty', NEW_SIGNATURE)],
  [70003, newUserSig('UserSig illegal', NEW_SIGNATURE)],
  [70005, newUserSig('UserSig illegal', NEW_SIGNATURE)],
  [70009, fatal('UserSig verification failed: usually the key of another SDKAppID', CHECK_KEY)],
  [70013, fatal('the admin differs from the one in the UserSig', CHECK_SIGNED_FOR)],
  [70014, fatal('the SDKAppID differs from the one in the UserSig', CHECK_SIGNED_FOR)],
  [70016, fatal('key not found in this data center', CHECK_REGION)],
  [70020, fatal('SDKAppID not found in this data center', CHECK_REGION)],
  [70050, { ...fatal('verification failed too many times', `Wait a minute. ${CHECK_KEY}`), pauseMs: 60_000 }],
  [70051, fatal('account block-listed', CHECK_ADMIN)],
  [70107, { ...refused('the account is not imported'), ofAccount: true }],
  [70169, transient('internal timeout')],
  [70202, transient('internal timeout')],
  [70206, refused('batch count illegal')],
  [70346, fatal('UserSig made with another algorithm or key', CHECK_KEY)],
  [70398, fatal('too many accounts', CHECK_PLAN)],
  [70399, fatal('an account is imported again after its deletion', CHECK_ENABLED)],
  [70402, refused('parameter illegal')],
  [70403, fatal('admin rights required', CHECK_ADMIN)],
  [70500, transient('internal error')],
  [71000, fatal('account deletion refused', CHECK_ENABLED)],
  [72000, fatal('quota of daily active users exceeded', CHECK_PLAN)],
  [72002, fatal('quota of monthly active users exceeded', CHECK_PLAN)],

  [10002, transient('internal error of the group service')],
  [10003, commandRefused('unknown command', 'Check --endpoint: scheme and host only, no path.')],
  [10004, refused('invalid parameter')],
  [10005, fatal('too many accounts in one request', REPORT_IT)],
  [10006, rateLimited('operation frequency limit of the group service')],
  [
    10007,
    {
      ...refused('no permission: the group type, the member, or the rights of the admin'),
      remedy: CHECK_ADMIN,
      doubtful: true,
    },
  ],
  [10008, newUserSig('bad request, the signature suspected', NEW_SIGNATURE)],
  [10010, groupRefused('the group does not exist or was dismissed')],
  [10011, fatal('the request could not be parsed', REPORT_IT)],
  [10012, fatal('the UserID of the admin is illegal', CHECK_ADMIN)],
  [10015, groupRefused('the group ID is invalid, or the group was dismissed')],
  [10016, refused('refused by the app’s own webhook')],
  [10018, refused('the reply would be larger than the 1 MB there is for it')],
  [10019, { ...refused('the account does not exist'), ofAccount: true }],
  [10026, commandRefused('the command is disabled for this SDKAppID', CHECK_ENABLED)],
  [11000, groupRefused('the Community feature is not enabled')],
  // "Not expected from these endpoints": one row's own trouble, should they come all the same.
  ...[
    10009, 10013, 10014, 10017, 10021, 10023, 10024, 10025, 10030, 10031, 10032, 10033, 10034, 10035, 10036, 10037,
    10038, 10041, 10044, 10045, 10046, 10047, 10048, 10049, 10050, 10051, 10052, 10053, 10054, 10056, 10058, 10059,
    10060, 10061, 10062, 10063, 10070, 110006, 110008, 110009, 110010, 110011, 110012, 110013, 110014,
  ].map((code) => [code, refused('refused by the group service')] as const),
  [110007, transient('internal error of the topic service')],
]);

const UNKNOWN: ReplyRule = refused('a code that no document lists');

/** @param errorCode - `ErrorCode` of a reply, any integer */
export const replyRule = (errorCode: number): ReplyRule => RULES.get(errorCode) ?? UNKNOWN;

export const isKnownCode = (errorCode: number): boolean => RULES.has(errorCode);

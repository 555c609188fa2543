import type { ErrorName } from '../../core/error-codes.ts';
import type { ExitCode } from '../../core/errors/error.ts';
import type { ShellStatus } from '../../core/explained.ts';
import type { FailureClass } from '../../core/target/outcome.ts';
import type { Cause, ReplyClass } from '../../core/target/reply-codes.ts';

/** `means`: only where no other text of the catalogue says it. */
type Explanation = { readonly means: string; readonly why: string; readonly next: string };

/** What `explain` and the page of error codes say beside the meanings and remedies of codes. */
export const explanations = {
  /** labels before a line, at most eight columns */
  labels: { means: 'means', why: 'why', next: 'do', follows: 'then', exit: 'exit' },
  titleOfReply: (code: number): string => `ErrorCode ${code} of the API`,
  titleOfError: (code: string): string => code,
  titleOfSystem: (code: string): string => `System error ${code}`,
  titleOfClass: (code: string): string => `class ${code} of failures.csv, check.csv or verify.csv`,
  titleOfStatus: (code: number): string => `exit status ${code}`,

  /** what the tool does about a reply */
  follows: {
    ok: 'The row is set.',
    refused: 'The row fails and stands in failures.csv; the run goes on.',
    'group-refused': 'The row fails, and later rows of its group fail without a call; the run goes on.',
    transient: 'The row is tried again, with growing pauses; after --max-attempts it fails as exhausted.',
    'rate-limited': 'The command slows down and tries again; no row fails.',
    'new-usersig': 'With a key the call is signed anew and repeated once; if that is refused too, the run stops.',
    fatal: 'The run stops at once (TU_FATAL_REPLY); its rows stay pending.',
  } satisfies Record<ReplyClass, string>,
  /** of a code that is tried again first */
  transientThenFatal: 'The row is tried again; where nothing gets through, the run stops, and its rows stay pending.',

  /** why a code of the API comes, and what to do where no remedy is known for it */
  causes: {
    none: { why: 'It is no error.', next: 'Nothing.' },
    admin: {
      why: 'The account of --admin is no App admin of this app, or was deleted or blocked.',
      next: 'Make it an App admin in the console.',
    },
    signature: {
      why: 'The UserSig is expired, or was made with another key, for another account or another SDKAppID.',
      next: 'Check the key, --sdkappid, --admin and the clock.',
    },
    place: {
      why: 'The app lives in another data center, or its SDKAppID is mistyped.',
      next: 'Check --sdkappid and --region.',
    },
    address: {
      why: '--endpoint has a path or is another host, or something on the way changes the calls.',
      next: 'Check --endpoint.',
    },
    plan: {
      why: 'The plan or the balance of the app does not cover the call.',
      next: 'Look at the app in the console.',
    },
    disabled: { why: 'The app, or this command, is switched off.', next: 'Look at the app in the console.' },
    network: {
      why: 'The console allows calls from certain addresses only.',
      next: 'Allow this machine’s address.',
    },
    frequency: {
      why: 'More calls came than the limit of the app allows, also those of other programs with the same SDKAppID.',
      next: 'Nothing: the run slows down by itself. If it happens all the time, lower --rate, or let no other program call.',
    },
    service: {
      why: 'The service had a fault for a moment.',
      next: 'Nothing: the row is tried again. Rows that failed as exhausted can be imported once more as they are.',
    },
    ours: { why: 'The call was not built as the API wants it.', next: 'Report it, with the log.' },
    group: {
      why: 'The group was dismissed, its ID is mistyped or cut off, or it was made in another app or region.',
      next: 'Compare the GroupId with the list of groups in the console. Create the group first if it is missing; else correct or remove the rows, and import the copy.',
    },
    community: {
      why: 'The rows are of Community groups (@TGS#_), and the app has not enabled these.',
      next: 'Enable Community in the console, then import the copy.',
    },
    account: {
      why: 'The account was never imported (account_import), was deleted, or its UserID is mistyped.',
      next: 'Import the account, or correct the UserID (it is case-sensitive); then import the copy.',
    },
    permission: {
      why: 'The account is no member of the group, the group is of a type that keeps no count, or --admin is no App admin.',
      next: 'Add the member first (import_group_member), or remove the row; if every row fails so, check --admin.',
    },
    parameter: {
      why: 'A value is not as the API wants it: an ID that is too long or has odd characters, or a count out of range.',
      next: 'Look at Message in failures.csv, correct the row, and import the copy.',
    },
    webhook: {
      why: 'A webhook of your own app refuses the call.',
      next: 'Switch the webhook off for the time of the migration, or let it accept the call; then import the copy.',
    },
    size: {
      why: 'The reply would be larger than the API sends.',
      next: 'Of a question: nothing, it is asked again in smaller parts. Of a row, where it should not come: import the copy as it is.',
    },
    elsewhere: {
      why: 'The documents know this code of other commands; here it should not come.',
      next: 'Look at the vendor’s page of error codes; correct or remove the row.',
    },
    unlisted: {
      why: 'It is newer than this version, or of a product that the documents do not describe.',
      next: 'Look it up on the vendor’s page of error codes (https://cloud.tencent.com/document/product/269/1671).',
    },
  } satisfies Record<Cause, { readonly why: string; readonly next: string }>,

  errors: {
    TU_USAGE: {
      means: 'The command line itself cannot be understood. Nothing was sent.',
      why: 'A command or a flag that there is not, a flag without its value, or no file.',
      next: 'The message names it; tim-unread COMMAND --help shows every flag.',
    },
    TU_BUG: {
      means: 'A bug in tim-unread.',
      why: 'Something came that nobody foresaw. Nothing is lost.',
      next: 'Report it with the log or the file that the message names, and the page of tim-unread doctor. The same command goes on.',
    },
    TU_SETTINGS: {
      means: 'A flag, a variable or a file of settings makes no sense. Nothing was sent.',
      why: 'A value is mistyped or missing, or two settings contradict each other.',
      next: 'The message names the setting and what it should be. tim-unread doctor shows every setting and where it comes from.',
    },
    TU_INPUT: {
      means: 'The input cannot be opened, or no row can be found in it. Nothing was sent.',
      why: 'The file is not there, is of another format or encoding, or its columns have other names.',
      next: 'Type the command that the message proposes; tim-unread inspect shows how a file is read.',
    },
    TU_DUPLICATES: {
      means:
        'Rows of the same member in the same group stand in the input, and --on-duplicate is error. Nothing was sent.',
      why: 'The export holds a pair more than once.',
      next: 'Correct the file, or choose which row counts: --on-duplicate last, first or max.',
    },
    TU_STATE_FOLDER: {
      means: 'The state folder cannot be used. Nothing was sent.',
      why: '--restart would move it, and it holds other files too; or it is on a disk that is read only, or its name is that of a file.',
      next: 'Make the folder writable, or give another with --state-dir.',
    },
    TU_INPUT_BROKE_OFF: {
      means: 'The input was opened, but could not be read to its end. What was sent is recorded.',
      why: 'An archive is cut off or damaged, or the disk failed.',
      next: 'Copy or export the file again, then type the same command: rows that are done are not sent again.',
    },
    TU_INPUT_CHANGED: {
      means: 'What was read of the input is no longer in it. The run stopped.',
      why: 'Somebody wrote to the file while it was read.',
      next: 'Put the file back and type the same command, or begin again with --restart.',
    },
    TU_JOURNAL: {
      means: 'The disk or the system refused a file of the state folder. The run stopped; nothing is lost.',
      why: 'The disk is full, or the folder is no longer writable.',
      next: 'Make room, then type the same command.',
    },
    TU_FATAL_REPLY: {
      means: 'The target answered in a way that no row can succeed. The run stopped; its rows stay pending.',
      why: 'Wrong credentials, app or region, missing rights, or a plan that has ended.',
      next: 'The message has the ErrorCode: tim-unread explain CODE. Remove the cause, then type the same command.',
    },
    TU_READS_REFUSED: {
      means: 'The target refuses every question about counts and groups. Nothing was written.',
      why: '--admin is no App admin, or the app may not call the commands that check and verify need.',
      next: 'Check --admin and the rights of the app. import does without these questions: --no-group-check.',
    },
    TU_OUT_OF_REACH: {
      means: 'No call got through for longer than --give-up-after. Rows stay pending.',
      why: 'The network, a proxy, a firewall or the service is down, or --endpoint is another host.',
      next: 'tim-unread doctor --online shows how far a call gets. Then type the same command.',
    },
    TU_TOO_MANY_FAILURES: {
      means: 'More rows failed than --max-failures allows. The others stay pending.',
      why: 'Many rows have the same fault, or the limit is small.',
      next: 'Look at failures.csv. To go on all the same, leave --max-failures out or give a larger one.',
    },
    TU_WRONG_STATE: {
      means:
        'The state folder belongs to another input, another target, other settings, or a run that is still on. Nothing was sent.',
      why: 'The file or a flag was changed since the run began, or the same command runs in another terminal.',
      next: 'Give the file and the flags of that run, another --state-dir, or --restart to begin again from row 1.',
    },
    TU_INTERRUPTED: {
      means: 'Somebody stopped the run, or the terminal was closed. Calls in flight were still recorded.',
      why: 'Ctrl-C (130), SIGTERM (143), a closed terminal (129).',
      next: 'Type the same command: it goes on where it stopped.',
    },
  } satisfies Record<ErrorName, Explanation>,

  classes: {
    invalid: {
      why: 'The row breaks a rule: an ID or a count is missing, has odd characters, or is no whole number.',
      next: 'Message says what to write. Correct it in a copy of failures.csv, and import the copy.',
    },
    refused: {
      why: 'The API said no to this row; ErrorCode is its code.',
      next: 'tim-unread explain CODE; correct or remove the row in a copy of failures.csv, and import the copy.',
    },
    group_refused: {
      why: 'The group was dismissed, was never made in this app, or its ID is mistyped.',
      next: 'Create the group, or correct or remove its rows in a copy of failures.csv, and import the copy.',
    },
    unsupported_group: {
      why: 'Meeting (ChatRoom) and AVChatRoom keep no unread count.',
      next: 'Leave these rows out. Where a ticket has opened Meeting groups for your app: --no-group-check.',
    },
    exhausted: {
      why: 'The target did not answer, or answered with a fault, in every attempt.',
      next: 'The row needs no correction: import a copy of failures.csv as it is when the target is well.',
    },
    not_member: {
      why: 'The account has left the group, or was never added.',
      next: 'Add the member (import_group_member), or leave the row out.',
    },
    no_account: {
      why: 'The account was never imported, or its UserID is mistyped.',
      next: 'Import the account (account_import), or correct the UserID.',
    },
    lowered: {
      why: 'The row asks for more than its group has messages; the service lowers such a count without an error.',
      next: 'Import the missing messages first, or accept the lower count.',
    },
    different: {
      why: 'Another row or program has set it since, or the member has read messages.',
      next: 'To set it again, keep these rows in a copy of verify.csv, and import the copy.',
    },
    new_messages: {
      why: 'The group has received messages since the import began.',
      next: 'Nothing: to set the count again would remove the new messages from it.',
    },
    unknown: {
      why: 'The target did not answer the question about this row, or contradicted itself.',
      next: 'Message says why. Ask again with the same command.',
    },
  } satisfies Record<FailureClass, { readonly why: string; readonly next: string }>,

  statuses: {
    0: {
      means: 'Complete, every row ok. Of validate, check and verify: nothing wrong was found.',
      why: 'The command did what it was asked.',
      next: 'After import: verify.',
    },
    1: {
      means: 'A bug in tim-unread.',
      why: 'Something came that nobody foresaw. Nothing is lost.',
      next: 'The stack trace is in the log; report it with the page of tim-unread doctor. The same command goes on.',
    },
    2: {
      means: 'Usage, settings, or an input that cannot be read. Nothing was sent.',
      why: 'TU_USAGE, TU_SETTINGS, TU_INPUT, TU_DUPLICATES, TU_STATE_FOLDER.',
      next: 'Do what the message says, then type the command again.',
    },
    3: {
      means:
        'Finished, but rows failed. Of validate, check and verify: some rows are not right, or could not be checked.',
      why: 'Single rows were invalid or refused; all others are done.',
      next: 'Correct them in a copy of failures.csv (check.csv, verify.csv), and import the copy.',
    },
    4: {
      means: 'Stopped early; rows are pending.',
      why: 'TU_FATAL_REPLY, TU_OUT_OF_REACH, TU_TOO_MANY_FAILURES, TU_READS_REFUSED, TU_INPUT_BROKE_OFF, TU_INPUT_CHANGED, TU_JOURNAL, or --limit.',
      next: 'Remove the cause that the message names; the same command goes on where it stopped.',
    },
    5: {
      means: 'The state folder belongs to another input, another target or a run that is still on. Nothing was sent.',
      why: 'TU_WRONG_STATE.',
      next: 'Do what the message says: the file and the flags of that run, another --state-dir, or --restart.',
    },
    126: {
      means: 'The command could not be started: it may not be run. Nothing was sent.',
      why: 'bin/tim-unread.js or node has no right to be executed, or its disk forbids programs (noexec).',
      next: 'Type node bin/tim-unread.js, or start it with npx tim-unread.',
    },
    127: {
      means: 'The command was not found. Nothing was sent.',
      why: 'Node or tim-unread is not installed, or not in PATH, which is another one with sudo, cron and ssh.',
      next: 'Look with command -v node tim-unread, and write the whole path.',
    },
    129: {
      means: 'The terminal was closed; rows are pending.',
      why: 'SIGHUP.',
      next: 'Type the same command. For long runs use tmux, screen or setsid; nohup does not protect a Node program.',
    },
    130: { means: 'Ctrl-C; rows are pending.', why: 'SIGINT.', next: 'Type the same command.' },
    131: {
      means: 'Stopped at once by Ctrl-\\, with rows pending. Nothing is lost.',
      why: 'SIGQUIT.',
      next: 'The same command goes on.',
    },
    134: {
      means: 'Node gave up, most likely without memory. Nothing is lost.',
      why: 'SIGABRT: the heap of Node is full, and above it says “heap out of memory”; or Node itself has a fault.',
      next: 'The same command goes on. If it comes again, report what stands above it.',
    },
    135: {
      means: 'Ended by the system: a file on the disk cannot be reached. Nothing is lost.',
      why: 'SIGBUS: the disk or the network drive has a fault, or the disk is full.',
      next: 'Check the disk; then the same command goes on.',
    },
    137: {
      means: 'Killed, with rows pending. Nothing is lost.',
      why: 'SIGKILL: kill -9, or the system or the container had no memory left (OOM).',
      next: 'The same command goes on where it stopped. If it comes again, look at dmesg or the log of the container, and give it more memory.',
    },
    139: {
      means: 'Node crashed. Nothing is lost.',
      why: 'SIGSEGV: Node itself or one of its binary modules has a fault.',
      next: 'Update Node; then the same command goes on. If it comes again, report it with the page of tim-unread doctor.',
    },
    143: {
      means: 'SIGTERM; rows are pending.',
      why: 'The system or a scheduler stopped the process.',
      next: 'Type the same command.',
    },
  } satisfies Record<ExitCode | ShellStatus, Explanation>,

  /** of the page of error codes */
  page: {
    title: 'Error codes',
    intro:
      'What each code means, why it comes, and what to do: `tim-unread explain CODE` says the same in a terminal. This page is made from the table of the program.',
    replies: 'Codes of the API',
    repliesIntro:
      'The `ErrorCode` of a reply; it stands in `failures.csv` and in messages. The vendor’s list: <https://cloud.tencent.com/document/product/269/1671>.',
    errors: 'Codes of the program',
    errorsIntro:
      'A foreseen error ends with its code in brackets. Only that of a mistyped command line (TU_USAGE) stands in --json alone.',
    classes: 'Classes of rows',
    classesIntro: 'The column `Class` of `failures.csv`, `check.csv` and `verify.csv`.',
    statuses: 'Exit statuses',
    statusesIntro:
      '126, 127 and 131 to 139 come from the shell, where the process could not give one: nothing was started, or a signal ended it (128 and the number of the signal).',
    system: 'Codes of the system',
    systemIntro: 'Codes of the operating system, of the network and of TLS, as they stand in brackets in a message.',
    head: {
      code: 'code',
      means: 'what it means',
      why: 'why it comes',
      next: 'what to do',
      follows: 'what the tool does',
    },
    unexpected: 'other documented codes',
    unknown: 'any other code',
  },
};

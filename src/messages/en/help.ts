/** What `--help` shows, for a terminal of 80 columns. */
export const help = {
  description:
    'Moves unread counts into Tencent Cloud IM (即时通信 IM 未读数迁移):\nthrottled, resumable, every row accounted for.',
  version: 'output the version number',
  help: 'display help for command',

  /** words of a line of usage */
  words: { options: '[options]', command: '[command]', file: 'file', code: 'code', rate: 'rate' },
  /** @returns the placeholder of a value, from its English name */
  value: (name: string): string => name,

  /** headings, by the names that commander uses */
  titles: { 'Usage:': 'Usage:', 'Arguments:': 'Arguments:', 'Options:': 'Options:', 'Commands:': 'Commands:' },

  commands: {
    import: 'set the unread count of every row; goes on by itself where it was interrupted',
    inspect: 'what a file is, five rows as they are read, and the command to type; looks at a few megabytes',
    validate: 'read by the same rules, list every problem, send nothing',
    check: 'ask the target before the first write: groups, their types, members, counts that would be lowered',
    verify: 'read the counts back after an import, and sort every row',
    status: 'what the state folder of an input says: done, failed, pending, how to go on',
    report: 'one page to look at and to sign, report.html, also in the middle of a run',
    doctor: 'one page about host, settings and where each came from, secrets hidden; for a report',
    simulate: 'serve a local TIM to rehearse against; prints the environment to paste',
    rate: 'change the rate of the run that is on; 0 pauses it',
    explain:
      'what a code means, why it comes, what to do: of the API, of the program, of a row, of the system, an exit status',
    usersig: 'print a UserSig for the configured admin, for curl or the vendor’s debug page',
  },

  inputs: {
    rows: 'CSV, TSV, JSONL, JSON or .xlsx',
    imported: 'the input of the import',
    ofRun: 'the input of the run',
    rated: 'the inputs of the run, and behind them its new rate: calls a second, or "08:00,60 23:00,200"',
    codes: 'such as 10010, TU_READS_REFUSED, exhausted or 4',
  },

  flags: {
    format: 'csv, tsv, jsonl or json (default: from the file name)',
    encoding: 'a label of the Encoding Standard: gb18030, gbk, big5, utf-16le, … (default: utf-8)',
    delimiter:
      'between the values of a CSV line (default: what a first line sep=; says, else a comma, a tab for tsv); a control character as \\t or \\x01',
    quote: 'what values are quoted with: " or \', or none (default: " in CSV; in TSV none unless the file shows it)',
    escape: 'a backslash before a character that would mean something else (default: where the file shows it)',
    skipLines: 'lines before the header: titles, warnings of a client (default: 0)',
    comment: 'lines that begin with it are no rows',
    trim: 'take spaces off the edges of IDs and counts, no-break and full-width ones too',
    strict: 'what would only be warned of in an input stops with 2 before the first call',
    noHeader: 'the first line of the CSV file is a row; columns 1, 2, 3 unless --columns says otherwise',
    columns:
      'GroupId=NAME,Member_Account=NAME,UnreadMsgNum=NAME where the input has other names; with --no-header positions from 1',
    maxUnpacked:
      'how much an archive may unpack to, such as 50G (default: 1G or 500 times its size, whichever is more)',
    missingCount: 'the count of a row that has none (empty, NULL, NaN, \\N)',
    groupSeqs: 'CSV with GroupId and LastSeq; UnreadMsgNum is then the sequence up to which a member has read',
    jsonPath: 'where the array of the rows stands in a JSON document: data.items',
    sheet: 'the sheet of a workbook (.xlsx) to read (default: the only one, or all with the same first row)',
    onDuplicate: 'which row of one member in one group is sent: last, first or max; error refuses the input',
    stateDir: 'where the files of the run live (default: <input>.tim-unread)',
    envFile: 'settings as NAME=value lines (or --env-file)',
    sdkappid: 'application id (TIM_SDKAPPID)',
    admin: 'App admin account (TIM_ADMIN)',
    secretKeyFile: 'file with the secret key and nothing else (or TIM_SECRET_KEY)',
    region: 'cn, sgp, kr, jpn, ger, usa, idn, ksa or ind (TIM_REGION; default: cn)',
    redis:
      'share the limit with all processes of this app that name the same Redis (TIM_REDIS, where it has a password)',
    endpoint: 'https: anywhere, http: on loopback only (TIM_ENDPOINT; default: from the region)',
    simulator: 'rehearse: against a simulator in this process, no account needed',
    rate: 'most calls per second of each command of the API, or by the time of the day: "08:00,60 23:00,200" (TIM_RATE; default: 200)',
    rateOfValidate: 'calls per second, for the shortest duration (TIM_RATE; default: 200)',
    concurrency: 'most calls in flight (default: auto, as many as the rate needs)',
    timeout: 'of one call; above the vendor’s own 3000 (default: 5000)',
    maxAttempts: 'attempts of one call before it fails (default: 5)',
    giveUpAfter: 'how long the target may stay out of reach (default: 30m)',
    maxFailures: 'stop early when more rows than this have failed: 100, or 5%',
    limit: 'send at most this many rows, then stop with the rest pending',
    noGroupCheck: 'do not look groups up (get_group_info) before writing to them',
    onlyChanges: 'read the counts first, and skip rows that are right already',
    shard: 'take only the i-th of n shares of the rows: 1/4',
    sample: 'look at this many rows only, spread evenly: 5000, or 1%',
    seed: 'a different number takes a different sample (default: 1)',
    restart: 'begin again from row 1; the earlier state folder is kept under a dated name',
    restartOfCheck: 'begin again from row 1 where a check was interrupted',
    restartOfVerify: 'begin again from row 1 where a verify was interrupted',
    dryRun: 'the same as validate',
    expire: 'lifetime (default: 24h, the least the vendor advises)',
    xlsx: 'write failures.xlsx too: IDs as text, a sheet for each class, and what to do',
    output: 'where the page goes (default: report.html in the state folder)',
    online: 'ask the target one question: DNS, TLS, clock, credentials',
    json: 'standard output is exactly one JSON summary',
    watch: 'look again every two seconds until no run is on',
    jsonOfStatus: 'standard output is exactly one JSON object',
    progress: 'auto, bar, line or none (default: auto)',
    logLevel: 'of log.jsonl: debug adds a line per ok row (default: info)',
    port: 'on 127.0.0.1 (default: any free one)',
    simulatedSdkappid: 'of the simulated app (default: 1400000000)',
    simulatedAdmin: 'its App admin (default: administrator)',
    simulatedRate:
      'calls per second of each command; 5 % more are refused with 60007 (default: 200, and 100 for account_check)',
    latency: 'of every reply (default: 20)',
    jitter: 'at most this much more, at random (default: 30)',
    fault: 'what goes wrong, see below; may be given again',
    groups: 'JSON: the groups there are (default: every group that is named)',
    accounts: 'JSON: the accounts there are, beside the members of --groups (default: every account)',
    readBack: 'how counts can be read, see below: seq, unread or unrelated (default: seq)',
    simulatorSeed: 'of the random numbers (default: 1)',
    record: 'keep every call for /simulator/state; memory grows with the calls',
    lang: 'the language of all texts: en or zh-CN (default: what LC_ALL, LC_MESSAGES or LANG says)',
  },

  exitStatuses: `
Exit status:
  0    complete, every row ok (validate, check, verify: nothing wrong was found)
  1    a bug in tim-unread; the stack trace stands in the log
  2    usage, settings, or an input that cannot be read; nothing was sent
  3    finished, but rows failed (validate, check, verify: some are not right)
  4    stopped early with rows pending; the same command goes on
  5    the state folder belongs to another input, target or running process;
       nothing was sent
  130  interrupted by Ctrl-C, 143 by SIGTERM, 129 by a closed terminal; the same
       command goes on`,

  program: `
The whole way, in this order:
  tim-unread validate members.csv                look for mistakes, send nothing
  tim-unread check members.csv --settings .env   ask the target, write nothing
  tim-unread import members.csv --settings .env  set the counts; again, to go
                                                 on after a stop
  tim-unread verify members.csv --settings .env  read the counts back

Or first without an account, on this machine only:
  tim-unread import members.csv --simulator

Run it after the last import_group_msg: that call sets every unread count to 0.
`,

  /** below the flags of a command */
  examples: {
    import: `
Settings come from the flag, else the environment, else --settings, else the
default. The secret key is never a flag: flags show in the list of processes.
TIM_SECRET_KEY holds the key itself, TIM_USERSIG a ready-made UserSig.

Input: columns GroupId, Member_Account, UnreadMsgNum; CSV or TSV with a header,
a workbook (.xlsx), JSON, or JSONL (one object a line); .gz, .br and .zst too;
- for standard input (with --format and --state-dir).

Rows of the same (GroupId, Member_Account): all are sent in the order of the
file, so the last one wins. --on-duplicate first sends only the first of them,
max only the one with the largest count, error refuses the file.

Groups are looked up before rows are sent, 50 a call. So rows of groups that
keep no count fail instead of being called ok. Rows whose count is above the
number of messages in their group are reported: the service lowers those without
an error.

--only-changes also reads the counts, and skips rows that are right already. It
believes what it reads only after 20 rows that it has just set have been read
back as they were set. It reads the file once more before it begins.

Examples:
  tim-unread import members.csv --simulator
  tim-unread import members.csv --settings .env
  tim-unread import members.csv --sdkappid 1400000000 --admin administrator \\
    --secret-key-file key.txt --region sgp
  tim-unread import export.csv --delimiter ';' \\
    --columns GroupId=room,Member_Account=uid,UnreadMsgNum=unread
  tim-unread import export.csv --no-header \\
    --columns GroupId=2,Member_Account=3,UnreadMsgNum=1
  tim-unread import members.csv --settings .env --limit 100
                                 100 rows, then stop; again without it: the rest
  tim-unread import members.csv --settings .env --only-changes --restart
                                 once more; rows that are right are not written

Files, in <input>.tim-unread: failures.csv (correct a copy and import that),
lowered.csv (set, but to less than asked), checkpoint.json, log.jsonl,
summary.json.
`,

    inspect: `
Examples:
  tim-unread inspect members.csv
  tim-unread inspect export.txt --json
`,

    validate: `
Examples:
  tim-unread validate members.csv
  tim-unread validate export.csv \\
    --columns 'GroupId=Group ID,Member_Account=User ID,UnreadMsgNum=Unread'
  tim-unread validate export.csv --no-header \\
    --columns GroupId=2,Member_Account=3,UnreadMsgNum=1
`,

    check: `
Looks up every group (get_group_info, 50 a call) and every membership
(get_role_in_group, up to 500 members a call), and whether accounts that are not
members exist (account_check). Writes nothing to the target.

Example:
  tim-unread check members.csv --settings .env

Files, in <input>.tim-unread: check.csv, every row that would not be set as
asked, and why; check-summary.json; check-checkpoint.json; log.jsonl.
`,

    verify: `
Reads every count back, in as few calls as it takes, and sorts the rows: exact,
lowered (the group has fewer messages), different, new messages since the import
began, not a member, group gone, unsupported. Writes nothing to the target.

Give it the flags of the import, and run it where the import ran: its state
folder holds the time from which messages count as new. It reads the file once
more before it begins, so it cannot take standard input.

Examples:
  tim-unread verify members.csv --settings .env
  tim-unread verify members.csv --settings .env --sample 5000
  tim-unread verify members.csv --settings .env --sample 1% --seed 2

Files, in <input>.tim-unread: verify.csv, every row that is neither exact nor
lowered, and why; verify-summary.json; verify-checkpoint.json; log.jsonl.
`,

    status: '',

    report: `
One self-contained file in English and Chinese: numbers first, what check,
import and verify found, curves of calls and reply times, failures with what to
do. It asks nobody and locks nothing. import, check and verify write it by
themselves when they end. Of several inputs one page is written,
tim-unread-report.html in the current folder.

Examples:
  tim-unread report members.csv
  tim-unread report monday.csv tuesday.csv --output both.html
  tim-unread report members.csv --xlsx
`,

    doctor: `
Exits with 0 when a run could begin. It takes the flags of import. Nothing is
written, here or there; without --online nothing is sent either. Secrets are
hidden: read the page, and attach it to a report.

Examples:
  tim-unread doctor
  tim-unread doctor members.csv --settings .env
  tim-unread doctor members.csv --settings .env --online
`,

    simulate: `
Commands: set_unread_msg_num, get_group_info, get_role_in_group,
get_specified_group_member_info, get_joined_group_list and account_check.

Faults: KIND:SHARE%, several allowed. KIND is an ErrorCode (10002), an HTTP
status below 1000 (502), or one of
  reset, reset-after   the connection is closed, before or after the call was
                       applied
  hang, hang-after     no reply ever comes
  cut                  the reply ends in the middle
  html                 a page instead of JSON
  drip                 the reply comes a byte at a time
  continue             HTTP 100 before the reply, which nobody asked for
  headers              64 KiB of headers before the reply
  late                 no reply comes, and the call is applied 4.5 s later
or both a status and an ErrorCode (503/10002), or a status and the seconds of
its Retry-After (503-after-5), or a reply that contradicts itself:
  fail-0, no-status    ErrorCode 0 beside ActionStatus FAIL, or without any; a
                       count is not set then
  next-seq-0           NextMsgSeq is 0
  seq-beyond           MsgSeq lies beyond NextMsgSeq - 1
  two-counts           UnreadMsgNum is one more than NextMsgSeq - 1 - MsgSeq
  other-group, other-member
                       it is about others than were asked about
  short-page           half of the list comes, whatever was asked for
  left-out             the last element of the list does not come
  odd-role             members have a role that no document names
  no-members           nobody is a member
  no-groups            no group exists, as for a server that lacks them, and no
                       count is set
  spoilt               a list in which anything does not exist, or is no member,
                       is refused as a whole
KIND:SHARE%@COMMAND affects that command only; without @COMMAND, a fault affects
every command. KIND:SHARE%@COMMAND:GROUP affects calls that name this group.
A number without % is that many calls: 403:1 affects the first one only.

Reading back: how a count that was set shows in what can be read. The documents
leave it open.
  seq         it moves the member's MsgSeq: unread = NextMsgSeq - 1 - MsgSeq
  unread      the same, and get_joined_group_list has UnreadMsgNum on request
  unrelated   it is kept elsewhere, MsgSeq stays where it is

Groups: [{"groupId": "g1", "type": "Public", "messages": 100}], each with, if
wanted,
  members         accounts: the first owns the group, the second is an admin
                  (default: everybody is a member)
  isActive        false: a Private group whose owner has not sent anything yet
  lastMessageAt   seconds since 1970
  unread          {"alice": 3}: counts at the start (default: 0)

Examples:
  tim-unread simulate
  tim-unread simulate --rate 100 --latency 50 --jitter 100 --fault 10002:5% \\
    --fault reset:1%@get_group_info
  tim-unread simulate --groups fixtures/groups.json \\
    --accounts fixtures/accounts.json
                                 groups and accounts in no file do not exist
  curl -H "Authorization: Bearer $TIM_SIMULATOR_TOKEN" \\
    "$TIM_ENDPOINT/simulator/state"
                                 what was set, and how fast the calls came
  curl -H "Authorization: Bearer $TIM_SIMULATOR_TOKEN" \\
    "$TIM_ENDPOINT/simulator/change" \\
    -d '{"newMessages": [{"groupId": "project-apollo", "count": 2}]}'
`,

    usersig: `
Example:
  tim-unread usersig --settings .env
`,

    rate: `
Examples:
  tim-unread rate members.csv 80
  tim-unread rate members.csv 0
  tim-unread rate members.csv "08:00,60 23:00,200"
`,
    explain: `
Examples:
  tim-unread explain 10010
  tim-unread explain TU_READS_REFUSED
  tim-unread explain exhausted 4
  tim-unread explain ENOSPC ECONNREFUSED 137
`,
  },
};

import * as v from 'valibot';

// What `--json` prints, for every command and every end: docs/scripting.md. The types of this room and
// docs/json.schema.json are made from it. Durations in seconds, times ISO 8601 UTC; null is what nobody knows.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.minValue(0));
const time = v.pipe(v.string(), v.isoTimestamp());
const status = v.picklist([0, 1, 2, 3, 4, 5, 129, 130, 143]);

const rows = v.strictObject({
  read: v.nullable(count),
  ok: v.nullable(count),
  failed: v.nullable(count),
  skipped: v.nullable(count),
  pending: v.nullable(count),
  unchanged: v.nullable(count),
  /** of the skipped rows: in another share; only with `--shard` */
  otherShard: v.optional(count),
  /** null too where no total of a group was looked up */
  lowered: v.nullable(count),
  /** ok rows of groups without a known total */
  totalUnknown: v.nullable(count),
});

const failures = v.array(
  v.strictObject({ class: v.string(), errorCode: v.nullable(v.pipe(v.number(), v.integer())), count }),
);

const calls = { sent: count, retried: count, rateLimited: count };

/** Calls per second of one and the same calls: `mean <= peakPerSecond <= limit`. */
const rate = { limit: amount, mean: v.nullable(amount), peakPerSecond: amount };

const reads = v.strictObject({ command: v.string(), ...calls, ...rate });

const files = v.strictObject({
  checkpoint: v.string(),
  failures: v.string(),
  lowered: v.nullable(v.string()),
  log: v.string(),
  report: v.nullable(v.string()),
});

const takenOver = v.nullable(
  v.strictObject({ rows: count, from: v.nullable(v.strictObject({ user: v.string(), host: v.string() })) }),
);

const place = {
  line: count,
  index: v.optional(count),
  /** where the lines of a workbook are those of several sheets */
  sheet: v.optional(v.strictObject({ name: v.string(), row: count })),
};

/** Of `check` and `verify` a few rows of each class; of `import` one of each class and code that failed in this run. */
const examples = v.array(
  v.strictObject({
    class: v.string(),
    errorCode: v.optional(v.nullable(v.pipe(v.number(), v.integer()))),
    ...place,
    /** where many inputs are one run: the one that it stands in */
    input: v.optional(v.string()),
    groupId: v.string(),
    account: v.string(),
    message: v.string(),
  }),
);

const summary = {
  verdict: v.picklist(['COMPLETE', 'COMPLETE WITH FAILURES', 'INCOMPLETE']),
  exitCode: status,
  /** why it ended early */
  reason: v.nullable(v.string()),
  /** what `reason` says, for programs; only in the state folder, where the program that reads it may speak another language */
  fact: v.optional(v.looseObject({ kind: v.string() })),
  rehearsal: v.boolean(),
  target: v.string(),
  input: v.strictObject({
    path: v.string(),
    /** how many are in the folder `path`, where many inputs are one run */
    inputs: v.optional(count),
    sizeBytes: v.nullable(count),
    doneBytes: v.nullable(count),
    /** whether `rows.read` are all rows of the input */
    atEnd: v.nullable(v.boolean()),
  }),
  rows,
  failures: v.nullable(failures),
  calls: v.strictObject(calls),
  /** `concurrencyPerSecond`: what a fixed number of calls in flight allows, where it keeps the pace down */
  rate: v.strictObject({ ...rate, concurrencyPerSecond: v.nullable(amount) }),
  resumed: v.nullable(v.boolean()),
  takenOver,
  startedAt: time,
  finishedAt: time,
  durationS: amount,
  /** the reads, by command */
  reads: v.array(reads),
  examples,
  files,
};

const summaries = {
  import: v.strictObject({
    command: v.literal('import'),
    ...summary,
    /** of `--only-changes` that ended by itself and skipped no row: why */
    wroteAll: v.optional(v.strictObject({ code: v.string(), message: v.string() })),
  }),
  check: v.strictObject({
    command: v.literal('check'),
    ...summary,
    /** what the import will take at least */
    import: v.strictObject({ calls: v.nullable(count), durationS: v.nullable(amount) }),
  }),
  verify: v.strictObject({
    command: v.literal('verify'),
    ...summary,
    countSources: v.array(v.strictObject({ source: v.string(), count })),
  }),
};

const validation = v.strictObject({
  command: v.literal('validate'),
  verdict: v.string(),
  exitCode: status,
  reason: v.nullable(v.string()),
  input: v.strictObject({
    path: v.string(),
    sizeBytes: v.nullable(count),
    doneBytes: v.nullable(count),
    atEnd: v.boolean(),
  }),
  rows: v.strictObject({ read: count, valid: count, invalid: count, duplicate: count }),
  failures,
  groups: count,
  problems: v.array(
    v.strictObject({ kind: v.string(), count, examples: v.array(v.strictObject({ ...place, message: v.string() })) }),
  ),
  suspicions: v.array(v.looseObject({ kind: v.string() })),
  duplicatesDiffering: count,
  duplicates: v.array(v.looseObject({})),
  shortestDurationS: amount,
  resumed: v.literal(false),
  startedAt: time,
  finishedAt: time,
  durationS: amount,
  files: v.strictObject({ checkpoint: v.null(), failures: v.null(), log: v.null(), report: v.null() }),
});

const audit = v.nullable(
  v.strictObject({ finished: v.boolean(), savedAt: v.string(), rows, failures, found: v.string(), takenOver }),
);

const statusOfInput = v.strictObject({
  command: v.literal('status'),
  verdict: v.picklist(['COMPLETE', 'COMPLETE WITH FAILURES', 'INCOMPLETE', 'RUNNING', 'NOT STARTED']),
  exitCode: status,
  reason: v.nullable(v.string()),
  running: v.nullable(
    v.strictObject({
      command: v.string(),
      pid: v.nullable(count),
      host: v.nullable(v.string()),
      since: v.nullable(v.string()),
      perSecond: v.nullable(v.number()),
      etaS: v.nullable(v.number()),
      /** for calls to get through, until when it gives up; for a rate above 0; or for the input, which is read before the first call */
      waiting: v.nullable(
        v.strictObject({
          for: v.picklist(['target', 'rate', 'input']),
          reason: v.nullable(v.string()),
          since: v.string(),
          until: v.nullable(v.string()),
        }),
      ),
    }),
  ),
  rehearsal: v.nullable(v.boolean()),
  input: v.strictObject({
    path: v.string(),
    /** how many are in the folder `path`, where many inputs are one run */
    inputs: v.optional(count),
    now: v.picklist(['same', 'grown', 'edited', 'gone', 'unread']),
    sizeBytes: v.nullable(count),
    doneBytes: v.nullable(count),
    atEnd: v.nullable(v.boolean()),
  }),
  rows: v.nullable(rows),
  failures,
  /** where several processes take a share of the rows each */
  shares: v.optional(
    v.array(v.strictObject({ shard: v.string(), stateDir: v.string(), verdict: v.string(), rows: v.nullable(rows) })),
  ),
  /** where many inputs are one run: how many have rows that failed, and those with the most of them */
  failedInputs: v.optional(
    v.nullable(v.strictObject({ inputs: count, most: v.array(v.strictObject({ input: v.string(), failed: count })) })),
  ),
  takenOver,
  target: v.nullable(v.string()),
  savedAt: v.nullable(v.string()),
  check: audit,
  verify: audit,
  /** of several shares: each has its log and its checkpoint in its own folder */
  files: v.nullable(
    v.strictObject({ ...files.entries, checkpoint: v.nullable(v.string()), log: v.nullable(v.string()) }),
  ),
  next: v.array(v.strictObject({ text: v.string(), commands: v.array(v.string()) })),
});

const inspection = v.looseObject({
  command: v.literal('inspect'),
  verdict: v.picklist(['READABLE', 'INCOMPLETE']),
  exitCode: status,
  reason: v.nullable(v.string()),
  next: v.array(v.string()),
});

const error = v.strictObject({ code: v.string(), message: v.string(), next: v.string() });

/** An input that cannot be read, beside others. */
const uninspected = v.strictObject({
  command: v.literal('inspect'),
  verdict: v.literal('REFUSED'),
  exitCode: status,
  input: v.strictObject({ path: v.string() }),
  error,
});

const diagnosis = v.looseObject({
  command: v.literal('doctor'),
  verdict: v.picklist(['READY', 'NOT READY']),
  exitCode: status,
  obstacles: v.array(v.strictObject({ code: v.string(), message: v.string(), next: v.string() })),
});

const explanation = v.strictObject({
  command: v.literal('explain'),
  verdict: v.literal('EXPLAINED'),
  exitCode: v.literal(0),
  of: v.picklist(['reply', 'error', 'class', 'status', 'system']),
  code: v.union([v.string(), count]),
  means: v.string(),
  why: v.string(),
  next: v.string(),
  /** what the tool does about it; null where `means` says it */
  follows: v.nullable(v.string()),
  /** the exit statuses that go with it */
  exits: v.array(status),
});

const refused = v.strictObject({
  command: v.nullable(v.string()),
  verdict: v.literal('REFUSED'),
  exitCode: status,
  error,
});

/** Of a command that only looks, which a signal has ended before its result. */
const interrupted = v.strictObject({
  command: v.string(),
  verdict: v.literal('INCOMPLETE'),
  exitCode: status,
  reason: v.string(),
  /** as it was typed; only of commands that read inputs */
  input: v.optional(v.strictObject({ path: v.string(), sizeBytes: v.null(), doneBytes: v.null(), atEnd: v.null() })),
  rows: v.optional(
    v.nullable(v.strictObject({ read: v.null(), valid: v.null(), invalid: v.null(), duplicate: v.null() })),
  ),
  error,
});

const ofInput = v.union([
  summaries.import,
  summaries.check,
  summaries.verify,
  validation,
  statusOfInput,
  inspection,
  uninspected,
  diagnosis,
  explanation,
]);

/** What standard output holds with `--json`: one object for one input or code, an array for several. */
export const jsonOutput = v.union([ofInput, v.array(ofInput), refused, interrupted, v.array(interrupted)]);

/** What `--json` prints of a run, and `summary.json` holds. */
export type SummaryJson = Omit<v.InferOutput<typeof summaries.import>, 'command'> & {
  readonly command: keyof typeof summaries;
} & Partial<Pick<v.InferOutput<typeof summaries.check>, 'import'>> &
  Partial<Pick<v.InferOutput<typeof summaries.verify>, 'countSources'>>;
export type RowsJson = v.InferOutput<typeof rows>;
export type RateJson = v.InferOutput<v.StrictObjectSchema<typeof rate, undefined>>;
export type ReadsJson = v.InferOutput<typeof reads>;
export type FilesJson = v.InferOutput<typeof files>;
export type RefusedJson = v.InferOutput<typeof refused>;
export type UninspectedJson = v.InferOutput<typeof uninspected>;
export type InterruptedJson = v.InferOutput<typeof interrupted>;
export type ExplanationJson = v.InferOutput<typeof explanation>;

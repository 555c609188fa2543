import type { en } from '../../../src/messages/en.ts';
import { REAL, rowsOf } from '../../report/summaries.ts';

type Talk = typeof en.talk;
type Spoken = { readonly [K in keyof Talk as Talk[K] extends (...values: never) => string ? K : never]: Talk[K] };
type Calls = {
  readonly [K in keyof Spoken]: Spoken[K] extends (...values: infer Values) => string ? readonly Values[] : never;
};

const because = { code: 'reply', errorCode: 60008, said: '' } as const;
const rows = rowsOf({ ok: 700, failed: 3 });
const started = { type: 'started', input: 'members.csv', target: REAL, rows, wasFinished: false } as const;
const calls = { total: 25, peak: 25, overLimit: 0 };

/** What is said during a run: the compiler asks for every text. */
export const TALK: Calls = {
  commandToFill: [
    ['?', true],
    ['?', false],
  ],
  coded: [['the input is empty', 'TU_INPUT']],
  warning: [['members.csv holds no rows']],
  bug: [
    [{ stack: 'Error: boom', file: undefined, isLog: false }],
    [{ stack: 'Error: boom', file: 'log.jsonl', isLog: true }],
    [{ stack: 'Error: boom', file: '/tmp/crash.txt', isLog: false }],
  ],
  counts: [[{ rows, command: 'import' }], [{ rows, command: 'check' }]],
  pace: [
    [99.94, undefined],
    [99.94, 120],
  ],
  answered: [[1], [2000]],
  inputOf: [[2, 3]],
  timeLeft: [[3700]],
  started: [
    ...(['import', 'check', 'verify'] as const).flatMap((command) =>
      [false, true].map((resumed) => [{ ...started, command, resumed }] as const),
    ),
    [{ ...started, command: 'import', resumed: true, wasFinished: true }],
  ] as Calls['started'],
  groupsNotChecked: [[{ type: 'groups-not-checked', reason: because }]],
  calibrated: [[{ type: 'calibrated', rows: 20, source: 'UnreadMsgNum' }]],
  calibrationRefused: [[{ type: 'calibration-refused', source: 'UnreadMsgNum', reason: because }]],
  rateLimited: [[{ type: 'rate-limited', errorCode: 60007, perSecond: 160 }]],
  rateChanged: [
    [{ type: 'rate-changed', perSecond: 60, isAsked: false, zone: 'Asia/Shanghai' }],
    [{ type: 'rate-changed', perSecond: 0, isAsked: true, zone: 'Asia/Shanghai' }],
  ],
  rateAsked: [
    [{ rates: [{ fromMinute: 0, perSecond: 80 }], runs: 1 }],
    [{ rates: [{ fromMinute: 0, perSecond: 0 }], runs: 2 }],
    [
      {
        rates: [
          { fromMinute: 480, perSecond: 60 },
          { fromMinute: 1380, perSecond: 200 },
        ],
        runs: 1,
      },
    ],
  ],
  pauseAsked: [[{ type: 'pause-asked', status: 429, ms: 30_000 }]],
  waiting: [
    [{ type: 'waiting', reason: because, isLasting: false, giveUpInMs: 1_800_000 }],
    [{ type: 'waiting', reason: because, isLasting: true, giveUpInMs: 10_000 }],
  ],
  inputBrokeOff: [['part-7.csv.gz could not be read any further: the gzip data is cut off']],
  restored: [
    [{ type: 'restored', path: 'rows.csv.tim-unread', keptAs: undefined }],
    [{ type: 'restored', path: 'failures.csv', keptAs: 'failures.edited-1.csv' }],
  ],
  clockOff: [[{ type: 'clock-off', aheadMs: 90_000 }], [{ type: 'clock-off', aheadMs: -90_000 }]],
  back: [[{ type: 'back', of: 'target', afterMs: 90_000 }], [{ type: 'back', of: 'budget', afterMs: 90_000 }]],
  stoppedBeforeCalls: [['5 rows failed, more than --max-failures 4 allows']],
  stopping: [
    [{ reason: 'interrupted by SIGINT', isInterrupted: true }],
    [{ reason: 'the disk is full', isInterrupted: false }],
  ],
  lookingForDuplicates: [[{ path: 'members.csv', doneBytes: 1000, sizeBytes: 5000 }]],
  resultLost: [['ENOSPC: no space left on device, write']],
  simulatorEnded: [[{ ...calls, countsSet: 25 }]],
  simulatedCommand: [[{ ...calls, command: 'get_group_info' }]],
};

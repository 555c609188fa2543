import { expect, test } from 'vitest';
import type { TimUnreadError } from '../../src/core/errors/error.ts';
import { SettingsError } from '../../src/core/errors/settings-error.ts';
import { JournalError, StateFolderError, WrongStateError } from '../../src/core/errors/state-error.ts';
import { en } from '../../src/messages/en.ts';
import { told, warningText } from '../../src/messages/messages.ts';

const app = (sdkappid: number) => ({ kind: 'tim', sdkappid, endpoint: 'https://console.tim.qq.com' }) as const;
const local = { kind: 'tim', sdkappid: 1, endpoint: 'http://127.0.0.1:8080' } as const;
const simulator = { kind: 'simulator' } as const;
const holder = { pid: 7, host: 'db\u001b1', since: '2026-11-22T20:30:00.000Z' };

const AGAIN = 'begin again from row 1 with --restart (the state folder is kept under a dated name).';
const RESTART = 'To begin again from row 1, add --restart (this folder is kept under a dated name).';
const RESTART_AUDIT = 'To begin again from row 1, add --restart (what an import has left here stays as it is).';
const READING = '--format, --encoding, --delimiter, --columns, --no-header';

test.each<{ error: TimUnreadError; text: string; next: string }>([
  ...(
    [
      ['empty', 'c.json is empty; nothing is guessed from it'],
      ['not-json', 'c.json is not JSON, or cut off; nothing is guessed from it'],
      ['damaged', 'c.json is damaged; nothing is guessed from it'],
      ['wrong-checksum', 'c.json was changed: its checksum does not fit its content; nothing is guessed from it'],
    ] as const
  ).map(([why, text]) => ({
    error: new WrongStateError({ kind: 'checkpoint-unreliable', path: 'c.json', why }),
    text,
    next: `Put back a good copy, or ${AGAIN}`,
  })),
  {
    error: new WrongStateError({ kind: 'checkpoint-newer', path: 'c.json', version: 2, knownVersion: 1 }),
    text: 'c.json was written by a newer tim-unread (layout 2, this one knows 1)',
    next: `Use that version, or ${AGAIN}`,
  },
  {
    error: new WrongStateError({ kind: 'checkpoint-missing', path: 'c.json', foreign: [] }),
    text: 'c.json is missing beside the other files of a run',
    next: `Put it back. ${RESTART}`,
  },
  {
    error: new WrongStateError({ kind: 'rows-file-missing', path: 'failures.csv' }),
    text: 'failures.csv is gone',
    next: `Put it back as it was, or ${AGAIN}`,
  },
  {
    error: new WrongStateError({ kind: 'rows-file-changed', path: 'failures.csv', endedAtByte: 71 }),
    text: 'failures.csv was changed: it ended at byte 71 when the checkpoint was written',
    next: `Put it back as it was, or ${AGAIN}`,
  },
  {
    error: new WrongStateError({ kind: 'state-of-real-run', folder: 'state' }),
    text: 'state belongs to a real run; a rehearsal would overwrite what it knows',
    next: 'Rehearse in another folder: --state-dir DIR.',
  },
  {
    error: new WrongStateError({
      kind: 'state-of-other-target',
      folder: 'state',
      isAudit: false,
      before: app(1),
      now: app(2),
    }),
    text: 'state belongs to a run against SDKAppID 1 at https://console.tim.qq.com, not SDKAppID 2 at https://console.tim.qq.com',
    next: `Give the settings of that run, or another folder with --state-dir. ${RESTART}`,
  },
  {
    error: new WrongStateError({
      kind: 'state-of-other-target',
      folder: 'state',
      isAudit: true,
      before: simulator,
      now: local,
    }),
    text: 'state belongs to a run against the simulator of this process, not SDKAppID 1 at http://127.0.0.1:8080 (on this machine)',
    next: `Give the settings of that run, or another folder with --state-dir. ${RESTART_AUDIT}`,
  },
  {
    error: new WrongStateError({
      kind: 'state-of-other-reading',
      folder: 'state',
      isAudit: false,
      differences: [
        { field: 'delimiter', before: ';', now: ',' },
        { field: 'onDuplicate', before: undefined, now: 'max' },
        { field: 'positions', before: [1, 2, 3], now: undefined },
        { field: 'header', before: true, now: false },
      ],
    }),
    text: 'state belongs to a run that read the input with other settings: --delimiter ";", now ","; --on-duplicate not given, now "max"; --columns [1,2,3], now not given; header true, now false',
    next: `Give the same ${READING} and --on-duplicate. ${RESTART}`,
  },
  {
    error: new WrongStateError({
      kind: 'state-of-other-reading',
      folder: 'state',
      isAudit: false,
      differences: [
        { field: 'quote', before: undefined, now: 'none' },
        { field: 'escape', before: undefined, now: '\\' },
      ],
    }),
    text: 'state belongs to a run that read the input with other settings: --quote not given, now "none"; --escape not given, now "\\\\"',
    next: `Leave --quote and --escape out: the run goes on as it began. ${RESTART}`,
  },
  {
    error: new WrongStateError({
      kind: 'state-of-other-reading',
      folder: 'state',
      isAudit: true,
      differences: [{ field: 'sample', before: 10, now: 20 }],
    }),
    text: 'state belongs to a run that read the input with other settings: --sample 10, now 20',
    next: `Give the same ${READING}, --on-duplicate, --sample and --seed. ${RESTART_AUDIT}`,
  },
  {
    error: new WrongStateError({ kind: 'state-made-just-now', folder: 'state' }),
    text: 'state was made by another run just now',
    next: 'Type the same command again.',
  },
  ...(
    [
      [holder, false, 'state is in use by process 7 on db\\u001b1, since 2026-11-22 20:30:00 +00:00'],
      [holder, true, 'state is in use by this same command, under another name of the folder'],
      [undefined, false, 'state is in use by another process, which has just begun'],
    ] as const
  ).map(([by, isThisProcess, text]) => ({
    error: new WrongStateError({ kind: 'state-in-use', folder: 'state', holder: by, isThisProcess }),
    text,
    next: 'Wait for that run to end, or stop it with Ctrl-C there; then type the same command again.',
  })),
  {
    error: new StateFolderError({ kind: 'state-folder-unusable', path: 'state', reason: 'ENOENT: no such file' }),
    text: 'the state folder state cannot be used: there is no such file or folder (ENOENT)',
    next: 'Make sure that the folder above it is there, or give another one with --state-dir.',
  },
  {
    error: new StateFolderError({
      kind: 'state-folder-has-foreign-files',
      folder: 'state',
      names: ['a', 'b', 'c', 'd', 'e', 'f'],
    }),
    text: 'state holds files that no run has left there: a, b, c, d, e',
    next: 'Give another folder with --state-dir, or move those files.',
  },
  {
    error: new StateFolderError({ kind: 'state-folder-not-movable', folder: 'state', errorCode: 'EBUSY' }),
    text: 'the state folder state cannot be set aside: it is a mount point, or in use (EBUSY)',
    next: 'Give a folder inside it, or another one, with --state-dir.',
  },
  {
    error: new StateFolderError({ kind: 'state-lock-is-foreign', path: 'lock' }),
    text: 'lock is a file that no run has left there',
    next: 'Give another folder with --state-dir, or move that file.',
  },
  {
    error: new SettingsError({ kind: 'state-folder-is-file', folder: 'state' }),
    text: 'state is a file, not a folder',
    next: 'Give another folder with --state-dir.',
  },
  {
    error: new JournalError({ kind: 'state-not-read', path: 'c.json', reason: 'EIO: i/o error, read' }),
    text: 'c.json could not be read: the disk or the network drive answers with a fault (EIO)',
    next: 'Mend that disk, or copy the folder to another one; then the same command goes on, and nothing is lost.',
  },
  {
    error: new JournalError({ kind: 'state-not-written', path: 'c.json', reason: 'ENOSPC: no space left on device' }),
    text: 'c.json could not be written: no space is left on the disk (ENOSPC)',
    next: 'Mend that disk, or copy the folder to another one; then the same command goes on, and nothing is lost.',
  },
])('$text', ({ error, text, next }) => expect(told(en, error)).toEqual({ text, next }));

test('a run that goes on without its log says so', () => {
  expect(warningText(en, { kind: 'log-not-written', path: 'log.jsonl', reason: 'EACCES: permission denied' })).toBe(
    'log.jsonl cannot be written, the run goes on without a log: permission denied (EACCES)',
  );
});

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/core/books/ledger.ts';
import { WrongStateError } from '../../../src/core/errors/state-error.ts';
import {
  type CheckpointInstant,
  type CheckpointRun,
  checkpointOf,
  checkpointText,
  parseCheckpoint,
} from '../../../src/io/journal/checkpoint.ts';
import { newPaths, READING, REAL, runTo } from '../../support/state-folder.ts';

const run: CheckpointRun = {
  inputPath: 'rows.csv',
  inputBytes: 100,
  reading: READING,
  target: REAL,
  startedAt: '2026-11-22T20:30:00.000Z',
};
const snapshot: Snapshot = {
  next: { row: 4, line: 5, byte: 40 },
  doneBytes: 50,
  settledAhead: [
    [5, 5],
    [7, 8],
  ],
  proven: { bytes: 90, sha256: '0123456789abcdef'.repeat(4) },
  counts: { read: 8, ok: 3, failed: 2, skipped: 1, pending: 2, unchanged: 1, lowered: 0, totalUnknown: 3 },
  failures: [{ class: 'refused', errorCode: 10004, count: 2 }],
};
const instant: CheckpointInstant = {
  savedAt: '2026-11-22T20:40:00.000Z',
  state: 'unfinished',
  isTargetBound: true,
  failuresBytes: 170,
  loweredBytes: 52,
  stoppedBy: undefined,
};
const checkpoint = checkpointOf(run, snapshot, instant);

/** A checkpoint as any version may have written it, with the right checksum. */
const textOf = (content: object): string => {
  const checksum = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return JSON.stringify({ ...content, checksum });
};

test('the file is one that people can read, with its fields in this order', () => {
  expect(checkpointText(checkpoint)).toBe(`{
  "version": 1,
  "savedAt": "2026-11-22T20:40:00.000Z",
  "startedAt": "2026-11-22T20:30:00.000Z",
  "state": "unfinished",
  "input": {
    "path": "rows.csv",
    "sizeBytes": 100
  },
  "reading": {
    "kind": "csv",
    "delimiter": ","
  },
  "rehearsal": false,
  "target": {
    "kind": "tim",
    "sdkappid": 1,
    "endpoint": "https://console.tim.qq.com"
  },
  "next": {
    "row": 4,
    "line": 5,
    "byte": 40
  },
  "doneBytes": 50,
  "settledAhead": [
    [5, 5],
    [7, 8]
  ],
  "proven": {
    "bytes": 90,
    "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  },
  "counts": {
    "read": 8,
    "ok": 3,
    "failed": 2,
    "skipped": 1,
    "pending": 2,
    "unchanged": 1,
    "lowered": 0,
    "totalUnknown": 3
  },
  "failures": [
    {
      "class": "refused",
      "errorCode": 10004,
      "count": 2
    }
  ],
  "failuresBytes": 170,
  "loweredBytes": 52,
  "checksum": "39fa5648fba85e96a51da2c4beedc4a5c350e29a064c9b7cee12266fbc164047"
}
`);
});

test('what was written reads back equal', () => {
  expect(parseCheckpoint('c', checkpointText(checkpoint))).toEqual({ ...checkpoint, isMadeHere: false });
});

test('what older versions did not write is filled in', () => {
  const { startedAt: _, loweredBytes: __, ...older } = checkpoint;
  const { read, ok, failed, skipped, pending } = checkpoint.counts;
  const counts = { read, ok, failed, skipped, pending };
  expect(parseCheckpoint('c', textOf({ ...older, counts }))).toEqual({
    isMadeHere: false,
    ...older,
    counts: { ...counts, unchanged: 0, lowered: 0, totalUnknown: ok },
  });
});

describe('a checkpoint that no run can have written is refused, also with the right checksum', () => {
  const { counts, next } = checkpoint;
  test.each<[string, object]>([
    ['counts that do not add up', { counts: { ...counts, read: 9 } }],
    ['a count below zero', { counts: { ...counts, read: 7, pending: 1, failed: 3, skipped: -1 } }],
    ['a count that is no whole number', { failuresBytes: 0.5 }],
    ['a count that is too large to be exact', { failuresBytes: 2 ** 53 }],
    ['a range before the next row', { settledAhead: [[3, 3]] }],
    ['a range that ends before it begins', { settledAhead: [[6, 5]] }],
    [
      'ranges out of order',
      {
        settledAhead: [
          [7, 8],
          [5, 5],
        ],
      },
    ],
    ['a range of three', { settledAhead: [[5, 6, 7]] }],
    ['less proven than is done', { next: { ...next, byte: 91 } }],
    ['a hash that is none', { proven: { bytes: 90, sha256: 'F'.repeat(64) } }],
    ['another version', { version: 0 }],
    ['an unknown state', { state: 'begun' }],
    ['no input', { input: undefined }],
    ['a reading that is a list', { reading: [] }],
    ['an unknown target', { target: { kind: 'file' } }],
    ['a target without its app', { target: { kind: 'tim', endpoint: 'https://console.tim.qq.com' } }],
    ['an unknown class of failures', { failures: [{ class: 'lost', errorCode: null, count: 1 }] }],
    ['a time that is none', { startedAt: null }],
  ])('%s', (_name, change) => {
    expect(() => parseCheckpoint('c', textOf({ ...checkpoint, ...change }))).toThrow(
      expect.objectContaining({ fact: { kind: 'checkpoint-unreliable', path: 'c', why: 'damaged' } }),
    );
  });
});

test('a checkpoint in which any character was changed, or that was cut off anywhere, is never trusted', async () => {
  const paths = await newPaths();
  await runTo(paths, 5);
  const text = await readFile(paths.checkpoint, 'utf8');
  const whole = JSON.stringify(parseCheckpoint('c', text));
  for (let at = 0; at < text.length; at += 1) {
    const head = text.slice(0, at);
    const spoilt = [head, ...[...' -09"'].map((character) => head + character + text.slice(at + 1))];
    for (const one of spoilt) {
      try {
        // White space does not count, and -0 is 0.
        expect(JSON.stringify(parseCheckpoint('c', one))).toBe(whole);
      } catch (error) {
        expect(error).toBeInstanceOf(WrongStateError);
      }
    }
  }
});

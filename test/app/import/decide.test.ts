import { expect, test } from 'vitest';
import { canSupersede, decide } from '../../../src/app/import/decide.ts';
import { notSent } from '../../../src/core/target/finding.ts';
import { inputRow } from '../../support/rows.ts';

const valid = inputRow(1, { groupId: 'g' });
const invalid = inputRow(1, { groupId: 'g', unread: 'x' });
const superseded = { ...valid, supersededByLine: 9 };
const gone = notSent('group_refused', { code: 'reply', errorCode: 10010, said: '' }, 10010);

const SEND = { act: 'send', row: { groupId: 'g', account: 'user1', unread: 1 } };
const FAIL_GROUP = { act: 'fail', failure: gone };
const FAIL_ROW = { act: 'fail', failure: { class: 'invalid', errorCode: null, attempts: 0 } };
const SUPERSEDE = { act: 'supersede', byLine: 9 };

test.each([
  { row: 'valid', input: valid, isGone: false, isUnchanged: false, becomes: SEND },
  { row: 'valid', input: valid, isGone: false, isUnchanged: true, becomes: { act: 'leave' } },
  { row: 'valid', input: valid, isGone: true, isUnchanged: false, becomes: FAIL_GROUP },
  { row: 'valid', input: valid, isGone: true, isUnchanged: true, becomes: FAIL_GROUP },
  { row: 'superseded', input: superseded, isGone: false, isUnchanged: false, becomes: SUPERSEDE },
  { row: 'superseded', input: superseded, isGone: true, isUnchanged: true, becomes: SUPERSEDE },
  { row: 'invalid', input: invalid, isGone: false, isUnchanged: false, becomes: FAIL_ROW },
  { row: 'invalid', input: invalid, isGone: true, isUnchanged: true, becomes: FAIL_ROW },
])(
  'a row that is $row, its group gone: $isGone, its count right: $isUnchanged',
  ({ input, isGone, isUnchanged, becomes }) => {
    const known = { failureOfGroup: () => (isGone ? gone : undefined), isUnchanged: () => isUnchanged };
    expect(decide(input, known)).toMatchObject(becomes);
  },
);

test.each([
  { onDuplicate: 'last', comparesCounts: false, can: false }, // all rows of a pair are sent in their order
  { onDuplicate: 'last', comparesCounts: true, can: true },
  { onDuplicate: 'first', comparesCounts: false, can: true },
  { onDuplicate: 'max', comparesCounts: false, can: true },
  { onDuplicate: 'error', comparesCounts: false, can: true },
] as const)('rows can be superseded with $onDuplicate, counts compared: $comparesCounts: $can', ({ can, ...plan }) =>
  expect(canSupersede(plan)).toBe(can),
);

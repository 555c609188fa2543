import { expect, test } from 'vitest';
import { canSupersede, decide } from '../../../src/app/import/decide.ts';
import { notSent } from '../../../src/core/target/finding.ts';
import { inputRow } from '../../support/rows.ts';

const valid = inputRow(1, { groupId: 'g' });
const invalid = inputRow(1, { groupId: 'g', unread: 'x' });
const superseded = { ...valid, supersededByLine: 9 };
const gone = notSent('group_refused', { code: 'reply', errorCode: 10010, said: '' }, 10010);

const SEND = { fate: 'send', row: { groupId: 'g', account: 'user1', unread: 1 } };
const GROUP_REFUSED = { fate: 'group refused', failure: gone };
const INVALID = { fate: 'invalid', failure: { class: 'invalid', errorCode: null, attempts: 0 } };
const SUPERSEDED = { fate: 'superseded', byLine: 9 };

test.each([
  { row: 'valid', input: valid, isGone: false, isUnchanged: false, becomes: SEND },
  { row: 'valid', input: valid, isGone: false, isUnchanged: true, becomes: { fate: 'unchanged' } },
  { row: 'valid', input: valid, isGone: true, isUnchanged: false, becomes: GROUP_REFUSED },
  { row: 'valid', input: valid, isGone: true, isUnchanged: true, becomes: GROUP_REFUSED },
  { row: 'superseded', input: superseded, isGone: false, isUnchanged: false, becomes: SUPERSEDED },
  { row: 'superseded', input: superseded, isGone: true, isUnchanged: true, becomes: SUPERSEDED },
  { row: 'invalid', input: invalid, isGone: false, isUnchanged: false, becomes: INVALID },
  { row: 'invalid', input: invalid, isGone: true, isUnchanged: true, becomes: INVALID },
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

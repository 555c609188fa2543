import { describe, expect, test } from 'vitest';
import { doubtsOf } from '../../../../src/io/source/recognition/doubts.ts';
import { recognise } from '../../../../src/io/source/recognition/recognise.ts';
import { type InputWish, NO_WISH } from '../../../../src/io/source/recognition/wish.ts';

const H = 'GroupId,Member_Account,UnreadMsgNum,nick\n';

const doubts = (text: string, wish: Partial<InputWish> = {}, path = 'a.csv') => {
  const asked = { ...NO_WISH, ...wish };
  const head = Buffer.from(text);
  return doubtsOf(head, recognise(path, head, asked), asked);
};

describe('two backslashes', () => {
  test('in an ID may be one', () =>
    expect(doubts(`${H}g1,CORP\\\\eve,3,x\ng1,bob,4,x\n`)).toEqual([{ kind: 'backslashes-unclear', lines: [2] }]));

  test('of a file without a header too', () => {
    const choice = { positions: { groupId: 1, account: 2, unread: 3 } };
    expect(doubts('g1,bob,3\ng1,CORP\\\\eve,3\n', { choice })).toEqual([{ kind: 'backslashes-unclear', lines: [2] }]);
  });

  test.each([
    { name: 'in a column that is not used', text: `${H}g1,eve,3,a\\\\b\n` },
    { name: 'in a header', text: `${H.trimEnd()},a\\\\b\ng1,eve,3,x,y\n` },
    {
      name: 'beside a single one, which no writer that escapes leaves',
      text: `${H}g1,CORP\\\\eve,3,x\ng1,CORP\\yan,3,x\n`,
    },
  ])('$name are no doubt', ({ text }) => expect(doubts(text)).toEqual([]));

  test('of which somebody has said what they are', () =>
    expect(doubts(`${H}g1,CORP\\\\eve,3,x\n`, { escape: '\\' })).toEqual([]));
});

describe('quotes around whole rows', () => {
  const STRAY = `${H}g1,a,1,x\ng1,b,2,"The\ng1,c,3,y\ng1,d,4,end"\n`;

  test('are told with their lines, whichever way they are read', () => {
    const [doubt] = doubts(STRAY);
    expect(doubt).toMatchObject({ kind: 'rows-in-quotes', places: [[3, 5]] });
  });

  test('are no doubt where somebody has named the quotes', () => {
    expect(doubts(STRAY, { quote: 'none' })).toEqual([]);
    expect(doubts(STRAY, { quote: '"' })).toEqual([]);
  });

  test('a value of several lines is none', () => expect(doubts(`${H}g1,b,2,"one\ntwo, three"\n`)).toEqual([]));
  test('a tab file has no quotes', () => expect(doubts(STRAY.replaceAll(',', '\t'), {}, 'a.tsv')).toEqual([]));
});

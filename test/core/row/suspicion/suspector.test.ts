import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InputRow } from '../../../../src/core/row/row.ts';
import { checkRow } from '../../../../src/core/row/rules.ts';
import { Suspector } from '../../../../src/core/row/suspicion/suspector.ts';
import type { Suspicion } from '../../../../src/core/row/suspicion/suspicion.ts';
import { fuzzRuns } from '../../../support/fuzz.ts';

type Values = readonly [groupId: unknown, account: unknown, unread: unknown];

const rowOf = ([groupId, account, unread]: Values, at: number): InputRow => {
  const place = { number: at + 1, line: at + 2, nextLine: at + 3, startByte: 0, endByte: 0, proof: undefined };
  return { ...place, ...checkRow({ groupId, account, unread }) };
};

const judged = (rows: readonly Values[]): Suspicion[] => {
  const suspector = new Suspector();
  rows.forEach((row, at) => {
    suspector.observe(rowOf(row, at));
  });
  return suspector.judge(true);
};
const kindsOf = (rows: readonly Values[]): string[] => judged(rows).map(({ kind }) => kind);

/** Rows numbered from 0. */
const rows = (count: number, of: (at: number) => Values): Values[] => Array.from({ length: count }, (_, at) => of(at));

/** 19 digits. */
const drawn = (at: number): string =>
  String(4n * 10n ** 18n + (((BigInt(at) + 1n) * 982_451_653_271_828_183n) % 10n ** 18n));
const rounded = (id: string): string => id.slice(0, 15).padEnd(id.length, '0');

/** Unread counts as they are: many small ones, a few large ones. */
const someCount = (at: number): number => ((at * 7919 + 13) % 97) % ((at % 11) + 1);

test.each([
  { name: 'two backslashes', isJson: true, ids: ['CORP\\\\eve', 'CORP\\\\bob', 'ann'], kinds: ['backslashes-doubled'] },
  { name: 'one that is doubled, and one that is not', isJson: true, ids: ['CORP\\\\eve', 'CORP\\bob'], kinds: [] },
  { name: 'one', isJson: true, ids: ['CORP\\eve'], kinds: [] },
  { name: 'two of CSV, where --escape says what they are', isJson: false, ids: ['CORP\\\\eve'], kinds: [] },
])('$name in IDs: $kinds', ({ isJson, ids, kinds }) => {
  const suspector = new Suspector({ isJson });
  ids.forEach((id, at) => {
    suspector.observe(rowOf(['g1', id, '3'], at));
  });
  expect(suspector.judge(true).map(({ kind }) => kind)).toEqual(kinds);
});

describe('what is told of a whole input', () => {
  test('with the columns, the count in each and the first lines', () => {
    expect(
      judged([
        ['grp_a ', 'user_1', '3'],
        ['grp_a ', 'user_2', '4'],
        ['grp_b', 'user_3 ', '5'],
      ]),
    ).toEqual([
      {
        kind: 'space-at-edge',
        columns: [
          { field: 'groupId', count: 2 },
          { field: 'account', count: 1 },
        ],
        rows: 3,
        isAll: true,
        places: 'line',
        examples: [
          { line: 2, field: 'groupId', value: 'grp_a ' },
          { line: 4, field: 'account', value: 'user_3 ' },
          { line: 3, field: 'groupId', value: 'grp_a ' },
        ],
      },
    ]);
  });

  const cases: { readonly name: string; readonly kind: string; readonly given: readonly Values[] }[] = [
    { name: 'a space behind each comma', kind: 'space-at-edge', given: [['g1', ' u1', ' 3']] },
    { name: 'a no-break space', kind: 'space-at-edge', given: [['g1\u00a0', 'u1', '3']] },
    { name: 'a full-width space', kind: 'space-at-edge', given: [['g1', '\u3000u1', '3']] },
    {
      name: 'a space in one row of many',
      kind: 'space-at-edge',
      given: rows(1000, (at) => [`g${at}`, at === 700 ? 'u ' : `u${at}`, someCount(at)]),
    },
    { name: 'counts alone between spaces', kind: 'space-at-edge', given: [['g1', 'u1', '3 ']] },
    { name: "Excel's text mark", kind: 'apostrophe', given: [["'10001", "'20001", '3']] },
    {
      name: 'the mark on one number of many IDs',
      kind: 'apostrophe',
      given: rows(30, (at) => ['g1', at === 9 ? "'0012" : `u${at}`, someCount(at)]),
    },
    {
      name: 'the mark on one group of the platform',
      kind: 'apostrophe',
      given: rows(30, (at) => [at === 9 ? "'@TGS#2A" : `g${at}`, `u${at}`, someCount(at)]),
    },
    { name: 'the mark on names', kind: 'apostrophe', given: [["'alpha", "'beta", '1']] },
    { name: 'quotes inside quotes', kind: 'quotes', given: [['"g1"', '"u1"', '3']] },
    { name: 'apostrophes as quotes', kind: 'quotes', given: [["'g1'", "'u1'", '3']] },
    { name: 'quotes as in TeX', kind: 'quotes', given: [["``g1''", "``u1''", '3']] },
    ...['“g1”', '‘g1’', '”g1”', '«g1»', '„g1“', '「g1」', '＂g1＂', '″g1″', '´g1´'].map((id) => ({
      name: `quotes of a word processor: ${id}`,
      kind: 'written-quotes',
      given: [[id, 'u1', '3']] as Values[],
    })),
    { name: 'quotes of MySQL names', kind: 'quotes', given: [['`g1`', 'u1', '3']] },
    {
      name: 'bytes as Python prints them',
      kind: 'quotes',
      given: [
        ["b'g1'", "b'u1'", '3'],
        ["b'g1'", "b'u2'", '0'],
      ],
    },
    ...['=A2', '=$B$14', '=HYPERLINK("http://x","10001")', '=VLOOKUP(A2,B:C,2,0)', '=10001'].map((id) => ({
      name: `the formula ${id}`,
      kind: 'formula',
      given: [[id, 'u1', '3'] as const],
    })),
    ...['138****1000', 'u***', '@TGS#2J4S...'].map((id) => ({
      name: `${id}, which is not all of the ID`,
      kind: 'masked',
      given: rows(3, (at): Values => ['g1', `${at}${id}`, '3']),
    })),
    ...['mailto:u1@example.com', 'Optional[u1]', '{u1 true}'].map((id) => ({
      name: `${id} around an account`,
      kind: 'wrapped',
      given: rows(2, (at): Values => [`g${at}`, id, '3']),
    })),
    { name: "Excel's formula", kind: 'formula', given: [['="10001"', '="20001"', '3']] },
    {
      name: 'numbers with a fraction of pandas',
      kind: 'decimal-zero',
      given: rows(5, (at) => ['g1', `1000${at}.0`, someCount(at)]),
    },
    { name: 'thousands', kind: 'thousands', given: rows(5, (at) => ['g1', `1,765,43${at}`, someCount(at)]) },
    { name: 'a JSON number', kind: 'numbers', given: [['g1', 10001, '3']] },
    {
      name: 'merged cells',
      kind: 'groups-left-out',
      given: rows(9, (at) => [at % 4 ? '' : `g${at}`, `u${at}`, someCount(at)]),
    },
    ...['None', 'nil', 'null', 'undefined', 'NaN', 'N/A', '-', '?'].map((id) => ({
      name: `a word for none: ${id}`,
      kind: 'words-for-none',
      given: rows(9, (at) => [at === 5 ? id : 'g1', `u${at}`, someCount(at)]),
    })),
    { name: 'conversations', kind: 'conversations', given: [['GROUP@TGS#2A', 'u1', '3']] },
    ...['[g1]', '<g1>', 'Dev <g1>', '<b>g1</b>', 'ObjectId("65a1")', 'ObjectId(65a1)'].map((id) => ({
      name: `other text around: ${id}`,
      kind: 'wrapped',
      given: rows(3, (at) => [id, `u${at}`, someCount(at)]),
    })),
    ...['\\x40544753', '0x40544753', 'QFRHUyNBMA==', 'QFRHUyNB', 'dTA='].map((id) => ({
      name: `text that is written otherwise: ${id}`,
      kind: 'encoded',
      given: rows(3, (at) => [id, `u${at}`, someCount(at)]),
    })),
    { name: 'escapes of JSON', kind: 'escaped', given: [['\\u0040TGS\\u0023A', 'u1', '3']] },
    { name: 'texts of Python 2', kind: 'quotes', given: rows(3, (at) => ["u'g1'", `u${at}`, someCount(at)]) },
    { name: 'HTML', kind: 'escaped', given: [['R&amp;D', 'u1', '3']] },
    { name: 'UTF-7', kind: 'utf-7', given: [['+AEA-TGS+ACM-A', 'u1', '3']] },
    { name: 'a Chinese ID in UTF-7', kind: 'utf-7', given: [['g1', '+U1cEug-', '3']] },
    { name: 'parts of an address', kind: 'escaped', given: [['%40TGS%23ABC', 'u1', '3']] },
    {
      name: 'names with numbers',
      kind: 'names',
      given: rows(5, (at) => [`Sales Team ${at}`, `u${at}`, someCount(at)]),
    },
    {
      name: 'a total below the rows',
      kind: 'totals',
      given: [
        ['g1', 'u1', '3'],
        ['g2', 'u2', '4'],
        ['Total', '2', '7'],
      ],
    },
    {
      name: 'subtotals among the rows',
      kind: 'totals',
      given: [
        ['g1', 'u1', '3'],
        ['g1', 'u2', '4'],
        ['g1', 'Subtotal', '7'],
        ['g2', 'u1', '5'],
        ['g2', 'sub-total', '5'],
        ['Grand Total', 'ALL', '12'],
      ],
    },
    {
      name: 'names of groups and people',
      kind: 'names',
      given: [
        ['销售一群', '张三', '3'],
        ['销售一群', '李四', '0'],
      ],
    },
    {
      name: 'nicknames beside right groups',
      kind: 'names',
      given: [
        ['@TGS#1', '张三', '3'],
        ['@TGS#1', 'Zoë', '0'],
        ['@TGS#2', 'bob', '1'],
      ],
    },
    {
      name: 'full names in ASCII',
      kind: 'names',
      given: [
        ['g1', 'Alice Smith', '1'],
        ['g1', 'Bob Jones', '2'],
        ['g1', 'Carol van-Dyke', '0'],
        ['g1', 'Dan Brown', '0'],
        ['g1', 'Eve Stone', '4'],
        ['g1', 'Frank Hill', '4'],
        ['g1', 'Grace Wood', '4'],
        ['g1', 'Heidi Lake', '4'],
        ['g1', 'Ivan Field', '4'],
        ['g1', 'Judy Marsh', '4'],
      ],
    },
    {
      name: 'IDs in lower case',
      kind: 'lower-case',
      given: [['@tgs#2aaaaaa01', 'u1', '3']],
    },
    {
      name: 'groups on the side of the accounts',
      kind: 'swapped',
      given: [
        ['user_1', '@TGS#2AAAAAAA01', '3'],
        ['user_2', '@TGS#2AAAAAAA01', '0'],
      ],
    },
    {
      name: 'groups that are called users, and accounts that are called groups',
      kind: 'swapped',
      given: [
        ['user_1', 'group_1', '3'],
        ['u2', 'g1', '0'],
      ],
    },
    ...['2026/1/1', '1/31/2026', '31/1/2026', 'Jan-01', '2026-01-01 00:00:00', '1-Jan', '1月1日', '2026年1月'].map(
      (id) => ({
        name: `dates as ${id}`,
        kind: 'dates',
        given: rows(2, (at): Values => [id, `u${at}`, '3']),
      }),
    ),
    {
      name: 'a few names of genes that a spreadsheet knows better',
      kind: 'dates',
      given: rows(50, (at) => [at === 7 ? '2-Sep' : `GENE${at}`, `u${at}`, someCount(at)]),
    },
    ...[
      '{{groupId}}',
      `\${user}`,
      '#{id}',
      '<%= id %>',
      '%s',
      '%(user)s',
      '{0}',
      '<user_id>',
      ':group_id',
      'memberId',
    ].map((id) => ({
      name: `${id} in one row, which nobody filled in`,
      kind: 'templates',
      given: rows(50, (at): Values => ['g1', at === 7 ? id : `u${at}`, someCount(at)]),
    })),
    ...['0x2711', '1E17', '12e4'].map((id) => ({
      name: `${id} among plain digits`,
      kind: 'other-notation',
      given: rows(50, (at): Values => ['g1', at === 7 ? id : `${10_000 + at}`, someCount(at)]),
    })),
    {
      name: '.0 in three of 2,000 numbers',
      kind: 'decimal-zero',
      given: rows(2000, (at): Values => ['g1', `${10_000 + at}${at % 700 ? '' : '.0'}`, someCount(at)]),
    },
    {
      name: 'separators in one of some numbers',
      kind: 'thousands',
      given: rows(50, (at): Values => [at === 49 ? '10,049' : `${10_000 + at}`, `u${at}`, someCount(at)]),
    },
    ...['138****1000', '138xxxx1000', '****1000', 'a**@mail.com'].map((id) => ({
      name: `${id} in one row`,
      kind: 'masked',
      given: rows(50, (at): Values => ['g1', at === 7 ? id : `${13_800_131_000 + at}`, someCount(at)]),
    })),
    {
      name: 'mail addresses of which one letter is hidden',
      kind: 'masked',
      given: rows(50, (at): Values => ['g1', `a*${at}@mail.com`, someCount(at)]),
    },
    ...['u1\\n', 'u1\\r\\n', 'u1\\t'].map((id) => ({
      name: `${id} as text`,
      kind: 'breaks-written',
      given: rows(50, (at): Values => ['g1', at === 7 ? id : `u${at}`, someCount(at)]),
    })),
    ...['??1', 'room ??', '????'].map((id) => ({
      name: `${id} for characters that were lost`,
      kind: 'characters-lost',
      given: rows(50, (at): Values => [at === 7 ? id : `g${at}`, `u${at}`, someCount(at)]),
    })),
    {
      name: 'one question mark for one character in each',
      kind: 'characters-lost',
      given: rows(50, (at): Values => [`?${at >> 2}`, `u${at}`, someCount(at)]),
    },
    ...['TGS#2J4SZEAE', 'TGS#_@TGS#cQVLVHIM', '@TGS2J4SZEAE'].map((id) => ({
      name: `${id}, of which a sign is missing`,
      kind: 'platform-changed',
      given: rows(50, (at): Values => [at === 7 ? id : `@TGS#2J4SZEAE${at}`, `u${at}`, someCount(at)]),
    })),
    ...['room%20a', 'user%3a1', '%2540TGS%2523J4S', '%E7%BE%A41', '\\u7fa41', '\\xe7\\xbe\\xa41', 'a&commat;b'].map(
      (id) => ({
        name: `${id} as other programs write it`,
        kind: 'escaped',
        given: rows(50, (at): Values => [at === 7 ? id : `g${at}`, `u${at}`, someCount(at)]),
      }),
    ),
    ...['NA', '.', '(blank)', '[null]', '[object Object]', '<nil>', '<no value>'].map((id) => ({
      name: `${id} for none`,
      kind: 'words-for-none',
      given: rows(50, (at): Values => [at === 7 ? id : `g${at}`, `u${at}`, someCount(at)]),
    })),
    {
      name: '15 digits of 19',
      kind: 'zeros-at-end',
      given: [
        ['1765432109871540000', '1479386071891510000', '1'],
        ['1765432109872540000', '1479386071891520000', '2'],
      ],
    },
    {
      name: '15 digits of 19, and one line that was corrected',
      kind: 'zeros-at-end',
      given: rows(40, (at) => [
        'g1',
        at === 20 ? '1479386071891513217' : `14793860718915${(at % 9) + 1}0000`,
        someCount(at),
      ]),
    },
    {
      name: '17 digits of 19, as JavaScript writes them',
      kind: 'zeros-at-end',
      given: rows(9, (at) => ['g1', String(Number(1479386071891513217n + BigInt(at) * 7919131n)), someCount(at)]),
    },
    {
      name: '15 digits of 19 in a few among many',
      kind: 'zeros-at-end',
      given: rows(400, (at) => ['g1', at % 45 === 7 ? rounded(drawn(at)) : drawn(at), someCount(at)]),
    },
    {
      name: '15 digits of 18 in a part of the groups',
      kind: 'zeros-at-end',
      given: rows(3000, (at) => {
        const group = drawn(at >> 3).slice(0, 18);
        return [at % 80 < 8 ? rounded(group) : group, `u${at}`, someCount(at)];
      }),
    },
    {
      name: 'an ID with and without its zeros',
      kind: 'leading-zeros',
      given: [
        ['007', '0123', '3'],
        ['007', '123', '4'],
        ['7', '0124', '1'],
      ],
    },
    {
      name: 'the form without zeros first, far away',
      kind: 'leading-zeros',
      given: rows(3000, (at) => [`g${at}`, at === 2999 ? '000017' : at === 5 ? '17' : `u${at}`, someCount(at)]),
    },
    {
      name: 'addresses cut to sixteen characters',
      kind: 'cut-off',
      given: rows(400, (at) => {
        const name = 'anastasiabellechristopher'.slice(at % 7, (at % 7) + 3 + (at % 13));
        return [
          'g1',
          `${String.fromCharCode(97 + (at % 26))}${name}${at % 91}@mail.example.com`.slice(
            0,
            at % 3 === 0 ? 12 + (at % 5) : 16,
          ),
          someCount(at),
        ];
      }),
    },
    { name: 'one account in all rows', kind: 'one-account', given: rows(5, (at) => [`g${at}`, 'u1', someCount(at)]) },
    {
      name: 'one column taken for both IDs',
      kind: 'same-id-twice',
      given: rows(5, (at) => [`u${at}`, `u${at}`, someCount(at)]),
    },
    { name: 'times', kind: 'counts-like-times', given: [['g1', 'u1', '1764000000']] },
    { name: 'times in milliseconds', kind: 'counts-like-times', given: [['g1', 'u1', '1764000000123']] },
    { name: 'dates as numbers', kind: 'counts-like-times', given: [['g1', 'u1', '20251124']] },
    { name: 'dates with an hour', kind: 'counts-like-times', given: [['g1', 'u1', '2025-11-24 10:00:00']] },
    {
      name: 'times beside zeros',
      kind: 'counts-like-times',
      given: rows(50, (at) => ['g1', `u${at}`, at % 2 ? '0' : String(1764000000 + at * 37)]),
    },
    {
      name: 'days as a spreadsheet numbers them',
      kind: 'counts-like-times',
      given: rows(40, (at) => ['g1', `u${at}`, at % 9 ? 45_900 + someCount(at) : 0]),
    },
    {
      name: 'days and hours as a spreadsheet numbers them',
      kind: 'counts-like-times',
      given: rows(4, (at) => ['g1', `u${at}`, `45991.${at}416667`]),
    },
    { name: 'long numbers', kind: 'counts-like-ids', given: rows(4, (at) => ['g1', `u${at}`, `88001380${at}`]) },
    { name: 'names of accounts', kind: 'counts-like-ids', given: rows(4, (at) => ['g1', `u${at}`, `user_${at}`]) },
    {
      name: 'the ID of the row itself',
      kind: 'counts-like-ids',
      given: rows(9, (at) => ['g1', `${at * 3}`, `${at * 3}`]),
    },
    { name: 'the same count', kind: 'counts-equal', given: rows(20, (at) => ['g1', `u${at}`, '1']) },
    { name: 'the same large count', kind: 'counts-equal', given: rows(5, (at) => ['g1', `u${at}`, '37']) },
    { name: 'zero in a thousand rows', kind: 'counts-equal', given: rows(1000, (at) => ['g1', `u${at}`, '0']) },
    { name: 'numbers of rows', kind: 'counts-in-sequence', given: rows(25, (at) => ['g1', `u${at}`, at + 1]) },
    {
      name: 'numbers of rows from the last',
      kind: 'counts-in-sequence',
      given: rows(25, (at) => ['g1', `u${at}`, 25 - at]),
    },
    {
      name: 'numbers of rows from the last within each group',
      kind: 'counts-in-sequence',
      given: rows(60, (at) => [`g${Math.floor(at / 6)}`, `u${at}`, 6 - (at % 6)]),
    },
    {
      name: 'numbers of rows within each group',
      kind: 'counts-in-sequence',
      given: rows(60, (at) => [`g${Math.floor(at / 6)}`, `u${at}`, (at % 6) + 1]),
    },
  ];
  test.each(cases)('$name: $kind', ({ kind, given }) => expect(kindsOf(given)).toEqual([kind]));

  test('not the spaces that are taken off on request', () => {
    const suspector = new Suspector({ trims: true });
    suspector.observe(rowOf(['g1 ', ' u1', '3'], 0));
    expect(suspector.judge(true)).toEqual([]);
  });
});

describe('a healthy input is not suspected', () => {
  const uuid = (at: number): string =>
    `${((at * 2654435761) % 2 ** 32).toString(16).padStart(8, '0')}-1f2e-4a3b-8c4d-${(at * 40503).toString(16).padStart(12, '0')}`.slice(
      0,
      32,
    );
  const healthy: { readonly name: string; readonly given: readonly Values[] }[] = [
    { name: 'UUIDs without their end', given: rows(500, (at) => [uuid(at >> 3), uuid(at + 9), someCount(at)]) },
    {
      name: 'hexadecimal IDs of one length',
      given: rows(500, (at) => ['g1', uuid(at).replaceAll('-', ''), someCount(at)]),
    },
    { name: 'a counter', given: rows(12_000, (at) => [`${at >> 4}`, `${at + 1}`, someCount(at)]) },
    { name: 'a counter behind a name', given: rows(12_000, (at) => [`room-${at >> 4}`, `user_${at}`, someCount(at)]) },
    { name: 'a counter in hexadecimal', given: rows(9000, (at) => ['g1', `user-${at.toString(16)}`, someCount(at)]) },
    {
      name: 'a counter in base 36',
      given: rows(9000, (at) => ['g1', `customer${(at * 7).toString(36)}`, someCount(at)]),
    },
    { name: 'groups of the platform', given: rows(300, (at) => [`@TGS#2J4SZEAE${at >> 3}`, `u${at}`, someCount(at)]) },
    { name: 'communities', given: rows(300, (at) => [`@TGS#_@TGS#cQVLVHIM62C${at >> 3}`, `u${at}`, someCount(at)]) },
    { name: 'phone numbers', given: rows(300, (at) => ['g1', `+861380013${1000 + at}`, someCount(at)]) },
    {
      name: 'phone numbers with a zero in front',
      given: rows(300, (at) => ['g1', `0138001${1000 + at}`, someCount(at)]),
    },
    {
      name: 'snowflakes',
      given: rows(500, (at) => [
        String(1765432109876543210n + BigInt(at >> 3) * 4194304n),
        String(1479386071891505131n + BigInt(at) * 4194304n * 1013n),
        someCount(at),
      ]),
    },
    { name: 'round numbers', given: rows(300, (at) => [`${(at >> 2) + 1}000`, `${(at + 1) * 100}`, someCount(at)]) },
    {
      name: 'long round numbers',
      given: rows(300, (at) => ['10000000000000000000', `2024${'0'.repeat(12)}${at}0`, someCount(at)]),
    },
    { name: 'one long round group', given: rows(9, (at) => ['88880000000000000000', `u${at}`, someCount(at)]) },
    {
      name: 'a code of a fixed width',
      given: rows(999, (at) => [`${at >> 4}`.padStart(6, '0'), `${at}`.padStart(8, '0'), someCount(at)]),
    },
    {
      name: 'an account called total',
      given: rows(50, (at) => [at === 9 ? 'Sum' : 'g1', at === 7 ? 'total' : `u${at}`, someCount(at)]),
    },
    { name: 'rooms with a space and a number', given: rows(50, (at) => [`Room ${at >> 2}`, `u${at}`, someCount(at)]) },
    { name: 'one group', given: rows(900, (at) => ['project-apollo', `u${at}`, someCount(at)]) },
    { name: 'one row', given: [['g1', 'u1', '5']] },
    { name: 'two rows of one account', given: rows(2, (at) => [`g${at}`, 'alice', at]) },
    { name: 'all counts 0 in a small file', given: rows(200, (at) => [`g${at >> 2}`, `u${at}`, '0']) },
    { name: 'a few rows with the same count', given: rows(6, (at) => ['g1', `u${at}`, '1']) },
    { name: 'a few rows with counts in order', given: rows(9, (at) => ['g1', `u${at}`, at + 1]) },
    { name: 'rows sorted by count', given: rows(500, (at) => ['g1', `u${at}`, at >> 2]) },
    {
      name: 'counts of 0 and 1 by turns, each in a group of its own',
      given: rows(60, (at) => [`g${at}`, `u${at}`, at % 2]),
    },
    {
      name: 'counts of 1 and 0 by turns, each in a group of its own',
      given: rows(60, (at) => [`g${at}`, `u${at}`, 1 - (at % 2)]),
    },
    { name: 'the largest counts first', given: rows(500, (at) => ['g1', `u${at}`, 250 - (at >> 1)]) },
    {
      name: 'groups of some ten thousand messages among others',
      given: rows(60, (at) => ['g1', `u${at}`, at % 5 ? someCount(at) : 45_000 + at]),
    },
    {
      name: 'hexadecimal IDs that read as an exponent',
      given: rows(60, (at) => ['g1', at % 9 ? uuid(at).slice(0, 4) : '12e4', someCount(at)]),
    },
    { name: 'versions', given: rows(60, (at) => [`${at >> 3}.${at & 1}`, `u${at}`, someCount(at)]) },
    {
      name: 'addresses of contracts',
      given: rows(60, (at) => [`0x${uuid(at).replaceAll('-', '')}`, `u${at}`, 3 + someCount(at)]),
    },
    {
      name: 'users of a domain, one of whom is n',
      given: rows(60, (at) => ['g1', at % 9 ? `CORP\\eve${at}` : 'CORP\\n', someCount(at)]),
    },
    { name: 'pages with a query', given: rows(60, (at) => [`?room=${at >> 3}`, `u${at}`, someCount(at)]) },
    { name: 'the largest count there is, once', given: [['g1', 'u1', '2147483647']] },
    {
      name: 'mail addresses',
      given: rows(300, (at) => ['g1', `${'bcdfghjkl'.slice(0, at % 9)}${at}@example.com`, someCount(at)]),
    },
    {
      name: 'names of many lengths',
      given: rows(400, (at) => [
        'g1',
        `${'anastasiabellechristopher'.slice(0, 3 + ((at * at) % 9) + (at % 4))}${at}`,
        someCount(at),
      ]),
    },
    {
      name: 'openids beside short names',
      given: rows(300, (at) => [
        'g1',
        at % 20 ? `oXyZ${uuid(at).replaceAll('-', '').slice(0, 24)}` : `admin${at}`,
        someCount(at),
      ]),
    },
    {
      name: 'IDs with a plus',
      given: rows(50, (at) => [`a+b-${at}`, at % 2 ? `+861380000${1000 + at}` : `+tom-${at}@x.com`, someCount(at)]),
    },
    {
      name: 'groups without an ID in a list that has it on each line',
      given: rows(50, (at) => [at % 9 ? `g${Math.floor(at / 10)}` : '', `u${at}`, someCount(at)]),
    },
    {
      name: 'hexadecimal, brackets and dashes among others',
      given: rows(50, (at) => [at % 9 ? `0x${uuid(at).slice(0, 8)}` : '[g1]', `a-${at}--`, someCount(at)]),
    },
    { name: 'regions', given: rows(50, (at) => [['NA', 'EU', 'APAC'][at % 3], `u${at}`, someCount(at)]) },
    { name: 'users in groups', given: rows(50, (at) => [`group_${at >> 3}`, `user_${at}`, someCount(at)]) },
    { name: 'users that are groups of themselves', given: rows(50, (at) => [`user_${at}`, `u${at}`, someCount(at)]) },
    { name: 'rooms of a day', given: rows(50, (at) => [`2026-01-${10 + (at >> 2)}`, `u${at}`, someCount(at)]) },
    {
      name: 'places in a house',
      given: rows(50, (at) => [`${1 + (at >> 4)}/${1 + (at % 9)}`, `u${at}`, someCount(at)]),
    },
    {
      name: 'one that reads as a month',
      given: rows(50, (at) => [at === 7 ? 'Jan-01' : `Team-${at}`, `u${at}`, someCount(at)]),
    },
    { name: 'dots and stars', given: rows(50, (at) => [`*${at >> 2}*`, at % 9 ? `u${at}` : 'u...', someCount(at)]) },
    { name: 'GUIDs in braces', given: rows(50, (at) => [`{${uuid(at)}}`, `GROUP${at}`, someCount(at)]) },
    { name: 'IDs with quotes and spaces inside', given: rows(50, (at) => ['a "b", c', `x's ${at}`, someCount(at)]) },
    {
      name: 'one ID that begins with an apostrophe',
      given: rows(50, (at) => ['g1', at === 3 ? "'tis" : `u${at}`, someCount(at)]),
    },
    {
      name: 'IDs with a fraction among others',
      given: rows(50, (at) => ['v1.0', at % 3 ? `u${at}` : `${at}.0`, someCount(at)]),
    },
    { name: 'backslashes and commas', given: rows(50, (at) => [`CORP\\eve${at}`, `a,b${at}`, someCount(at)]) },
    {
      name: 'a few broken rows',
      given: rows(50, (at) => ['g1', at % 9 ? `u${at}` : '张三', at % 11 ? someCount(at) : 'n/a']),
    },
    { name: 'no rows', given: [] },
  ];
  test.each(healthy)('$name', ({ given }) => expect(judged(given)).toEqual([]));

  const digits = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[1-9][0-9]{${length - 1}}$`));
  const idsOf = fc.oneof(
    fc.constant(fc.uuid().map((id) => id.slice(0, 32))),
    fc.constant(fc.stringMatching(/^[A-Za-z0-9_-]{6,20}$/)),
    fc.constant(fc.integer({ min: 1, max: 10 ** 9 }).map(String)),
    fc.constant(fc.integer({ min: 1, max: 10 ** 9 }).map((id) => `@TGS#2${id.toString(36).toUpperCase()}`)),
    fc.integer({ min: 9, max: 19 }).map((length) => digits(length)),
    fc.constant(fc.bigInt({ min: 10n ** 17n, max: 2n ** 63n }).map(String)),
    fc.constant(fc.stringMatching(/^1[3-9][0-9]{9}$/)),
    fc.constant(fc.stringMatching(/^[0-9]{8}$/)),
    fc.constant(fc.stringMatching(/^[a-z]{3,12}\.[a-z]{3,8}$/)),
    fc.constant(fc.integer({ min: 1, max: 99 }).map(String)),
    fc.constant(fc.integer({ min: 1, max: 9999 }).map(String)),
    fc.constant(fc.uuid().map((id) => id.replaceAll('-', ''))),
    fc.constant(fc.uuid({ version: 4 }).map((id) => `u-${id.slice(0, 23)}`)),
    fc.constant(fc.stringMatching(/^[a-z]{2,9}\d{0,2}@[a-z]{3,8}\.(?:com|cn|org)$/)),
    fc.constant(fc.stringMatching(/^\+86 ?1[3-9][0-9]{9}$/)),
    fc.constant(fc.stringMatching(/^[0-9a-f]{16}$/)),
    fc.constant(fc.stringMatching(/^[A-Za-z0-9+/]{22}==$/)),
    fc.constant(fc.stringMatching(/^o[A-Za-z0-9_-]{27}$/)),
    fc.constant(fc.stringMatching(/^(?:team|room|user|guest)[-_:.][0-9]{1,6}$/)),
    fc.constant(fc.stringMatching(/^[A-Z]{2,5}-[0-9]{1,5}$/)),
    fc.constant(fc.stringMatching(/^[0-9]{17}[0-9X]$/)),
    fc.constant(fc.integer({ min: 1, max: 999_999 }).map((id) => String(id).padStart(8, '0'))),
  );
  // Geometric, as counts are: most are small.
  // Without bias: fast-check repeats small values, so that all of a few large counts would be equal far too often.
  const count = fc
    .noBias(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 99 })))
    .map(([a, b]) => (a < 7 ? b % 12 : b * a));
  const row = fc.tuple(idsOf, idsOf).chain(([groups, accounts]) =>
    fc.array(
      fc.tuple(
        groups,
        accounts.map((id) => id.replace('@TGS#', 'u')),
        count.map(String),
      ),
      { minLength: 1, maxLength: 120 },
    ),
  );
  type Rows = [string, string, string][];
  /** How exports are put together. */
  const order = fc.constantFrom<(rows: Rows) => Rows>(
    (rows) => rows,
    // of one group
    (rows) => rows.map(([, account, unread]) => [rows[0]?.[0] ?? '', account, unread]),
    // a few groups, one after the other
    (rows) => rows.map(([, account, unread], at) => [rows[at - (at % 16)]?.[0] ?? '', account, unread]),
    (rows) => rows.toSorted(([, a], [, b]) => (a < b ? -1 : 1)),
    (rows) => rows.toSorted(([, , a], [, , b]) => Number(b) - Number(a)),
    // two to five rows
    (rows) => rows.slice(0, 2 + (rows.length % 4)),
    // accounts that were numbered in the order in which they came
    (rows) => rows.map(([group, , unread], at) => [group, String(10_000 + at), unread]),
    // some of the accounts are names: their rows cannot be sent, and nothing is wrong with the others
    (rows) => rows.map(([group, account, unread], at) => [group, at % 5 === 4 ? `用户${account}` : account, unread]),
  );
  const input = fc.tuple(row, order).map(([rows, put]) => put(rows));

  test.each([
    ['hexadecimal ones that begin with c2c', 'c2ca000aa0aa00aa', 'c2ca000aa0aa00ab'],
    ['hexadecimal ones in capitals that begin with C2C', 'C2CA000AA0AA00AA', 'C2CA000AA0AA00AB'],
    ['drawn ones, one of which is dashes alone', '------', 'AA-AAA'],
  ])('its accounts are %s', (_, one, other) => {
    const rows: [string, string, string][] = [
      ['g1', one, '0'],
      ['g1', other, '0'],
    ];
    expect(judged(rows)).toEqual([]);
  });

  test('whatever its IDs are, as long as they are as a program makes them', () => {
    fc.assert(
      fc.property(input, (given) => {
        const isTry = new Set(given.map(([, account]) => account)).size < 2;
        fc.pre(!isTry);
        expect(judged(given)).toEqual([]);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

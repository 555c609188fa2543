import { createHash } from 'node:crypto';
import { appendFile, open, readFile, rename, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ResumePoint } from '../../../src/core/books/ledger.ts';
import { InputError } from '../../../src/core/errors/input-error.ts';
import { InputChangedError } from '../../../src/core/errors/rows-error.ts';
import { WrongStateError } from '../../../src/core/errors/state-error.ts';
import type { RowSource } from '../../../src/core/ports.ts';
import { DEFAULT_COLUMNS, DEFAULT_NUMBERS } from '../../../src/core/row/columns.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { type InputWish, NO_WISH } from '../../../src/io/source/recognition/wish.ts';
import type { InputFormat } from '../../../src/io/source/records/formats.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';

const CSV: InputFormat = { kind: 'csv', delimiter: ',', columns: DEFAULT_COLUMNS };
const JSONL: InputFormat = { kind: 'jsonl', columns: DEFAULT_COLUMNS };
const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));

const collect = async (source: RowSource): Promise<InputRow[]> => {
  const rows: InputRow[] = [];
  for await (const block of source.rows()) rows.push(...block);
  return rows;
};

const readAll = async (path: string, format: InputFormat = CSV): Promise<InputRow[]> => {
  const file = await InputFile.open(path, format);
  try {
    return await collect(await file.fromStart(true));
  } finally {
    await file.close();
  }
};

/** As a command line without flags would read it. */
const readRecognised = async (path: string, wish: Partial<InputWish> = {}): Promise<InputRow[]> => {
  const file = await InputFile.recognise(path, { ...NO_WISH, ...wish });
  try {
    return await collect(await file.fromStart(true));
  } finally {
    await file.close();
  }
};

const sent = (rows: readonly InputRow[]) => rows.map(({ row }) => row);

describe('the same rows', () => {
  test('come from CSV and from JSONL', async () => {
    const fromCsv = await readAll(fixture('members.csv'));
    expect(fromCsv).toHaveLength(25);
    expect(sent(await readAll(fixture('members.jsonl'), JSONL))).toEqual(sent(fromCsv));
  });

  test.each([
    { name: 'with a byte order mark', change: (text: string) => `\ufeff${text}` },
    { name: 'with CRLF', change: (text: string) => text.replaceAll('\n', '\r\n') },
    { name: 'without a line break at the end', change: (text: string) => text.trimEnd() },
    { name: 'with blank lines', change: (text: string) => `\n${text.replaceAll('\n', '\n\n')}` },
    { name: 'with every value quoted', change: (text: string) => text.replace(/[^,\n]+/g, '"$&"') },
    {
      name: 'with more columns',
      change: (text: string) =>
        text.replace(/^(.*),(.*),(.*)$/gm, 'note,$3,"more, or less",$1,$2').replace('note', 'Note'),
    },
  ])('come $name', async ({ change }) => {
    const plain = csvOf(5);
    const path = await tempFile('rows.csv', change(plain));
    expect(sent(await readAll(path))).toEqual(sent(await readAll(await tempFile('plain.csv', plain))));
  });

  test.each([
    { name: 'as Excel writes it', first: 'sep=;\r\n', delimiter: ';' },
    { name: 'behind a byte order mark', first: '\ufeffSEP=|\n', delimiter: '|' },
    { name: 'in quotes, a tab', first: '"sep=\t"\n', delimiter: '\t' },
    { name: 'with the usual delimiter', first: 'sep=,\n', delimiter: ',' },
  ])('come behind a line sep= $name', async ({ first, delimiter }) => {
    const plain = csvOf(5);
    const path = await tempFile('rows.csv', first + plain.replaceAll(',', delimiter));
    const rows = await readRecognised(path);
    expect(sent(rows)).toEqual(sent(await readAll(await tempFile('plain.csv', plain))));
    expect(rows.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7]);
    expect(rows.at(-1)?.proof?.sha256()).toBe(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  });

  test('come behind a line sep= that a flag overrules, and without a header', async () => {
    const path = await tempFile('rows.csv', 'sep=;\ng1,alice,5\n');
    const positions = { groupId: 1, account: 2, unread: 3 };
    const rows = await readAll(path, { kind: 'csv', delimiter: ',', positions });
    expect(rows).toMatchObject([{ number: 1, line: 2, row: { groupId: 'g1', account: 'alice', unread: 5 } }]);
  });

  test('come without a header, from the positions that are given', async () => {
    const path = await tempFile('rows.csv', '\ufeff\n5,g1,alice,x\n6,g1\n"7",g2,bob,x');
    const positions = { groupId: 2, account: 3, unread: 1 };
    const rows = await readAll(path, { kind: 'csv', delimiter: ',', positions });
    expect(sent(rows)).toEqual([
      { groupId: 'g1', account: 'alice', unread: 5 },
      undefined,
      { groupId: 'g2', account: 'bob', unread: 7 },
    ]);
    expect(rows.map(({ number, line }) => [number, line])).toEqual([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(rows[1]?.problems).toMatchObject([{ code: 'value-count', found: 2, expected: 4, expectedBy: 'first line' }]);
    expect(rows.at(-1)?.proof?.sha256()).toBe(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  });

  test.each([
    { name: 'that cannot be decoded', first: Buffer.from('g,a\xff,1,x\n', 'latin1'), kind: 'undecodable' },
    { name: 'with a broken quote', first: Buffer.from('g,"a"b,1,x\n'), kind: 'unparsable' },
  ])('come without a header behind a first row $name', async ({ first, kind }) => {
    const path = await tempFile('rows.csv', Buffer.concat([first, Buffer.from('g,b,2,x\ng,c,3\n')]));
    const positions = { groupId: 1, account: 2, unread: 3 };
    const rows = await readAll(path, { kind: 'csv', delimiter: ',', positions });
    expect(rows.map(({ line, row, problems }) => [line, row?.account ?? problems[0]?.kind])).toEqual([
      [1, kind],
      [2, 'b'],
      [3, 'unparsable'],
    ]);
  });

  test('come with other names and another delimiter', async () => {
    const path = await tempFile('rows.csv', 'room;uid;n\ng1;alice;5\n');
    const columns = { groupId: 'room', account: 'uid', unread: 'n' };
    const rows = await readAll(path, { kind: 'csv', delimiter: ';', columns });
    expect(sent(rows)).toEqual([{ groupId: 'g1', account: 'alice', unread: 5 }]);
  });
});

test('every delimiter that can be given delimits, and stands for itself in quotes', async () => {
  const codes = Array.from({ length: 127 }, (_, at) => at + 1);
  for (const delimiter of codes.map((code) => String.fromCharCode(code)).filter((one) => !'\r\n"'.includes(one))) {
    const records = [
      [...HEADER.trim().split(','), 'note'],
      ['g', 'a', '1', `x${delimiter}\n""x`],
      ['g', 'b', '2', ''],
    ];
    const lines = records.map((record) => record.map((value) => `"${value}"`).join(delimiter));
    const path = await tempFile('rows.csv', lines.join('\n'));
    const rows = await readAll(path, { kind: 'csv', delimiter, columns: DEFAULT_COLUMNS });
    expect({ delimiter, accounts: rows.map(({ row }) => row?.account) }).toEqual({ delimiter, accounts: ['a', 'b'] });
  }
});

test('every kind of bad row is told with its line, and the good ones are read', async () => {
  const rows = await readAll(fixture('bad-rows.csv'));
  expect(rows.filter(({ row }) => row).map(({ line }) => line)).toEqual([2, 8, 14, 30, 32]);
  expect(rows.filter(({ row }) => !row).map(({ line, problems }) => `${line} ${problems[0]?.kind}`)).toEqual([
    '3 column-missing',
    '4 column-missing',
    '5 column-missing',
    '6 unparsable',
    '7 unparsable',
    '9 group-id-not-ascii',
    '10 group-id-too-long',
    '11 group-id-is-topic',
    '12 account-not-ascii',
    '13 account-too-long',
    '15 unread-not-integer',
    '16 unread-not-integer',
    '17 unread-not-integer',
    '18 unread-not-integer',
    '19 other-digits',
    '20 unread-not-integer',
    '21 unread-out-of-range',
    '22 unread-not-integer',
    '23 placeholder',
    '24 id-rounded',
    '25 id-rounded',
    '26 unparsable',
    '27 unparsable',
    '28 account-not-ascii',
    '29 undecodable',
    '31 unparsable',
  ]);
});

test('JSONL: what is not an object of the three keys is told with its line', async () => {
  const lines = [
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5}',
    '',
    '   ',
    '[1,2,3]',
    'null',
    '{"GroupId":"g1",',
    '{"__proto__":{"GroupId":"g1"},"Member_Account":"alice","UnreadMsgNum":5}',
    '{"GroupId":1234567890123456789012345,"Member_Account":"alice","UnreadMsgNum":"5"}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5.0,"more":[1]}',
    '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":"12"}',
  ];
  const rows = await readAll(await tempFile('rows.jsonl', lines.join('\n')), JSONL);
  expect(rows.map(({ line, row, problems }) => `${line} ${row?.unread ?? problems[0]?.kind}`)).toEqual([
    '1 5',
    '4 unparsable',
    '5 unparsable',
    '6 unparsable',
    '7 column-missing',
    '8 id-rounded',
    '9 5',
    '10 12',
  ]);
  // As written in the input, not as JSON.parse rounds it.
  expect(rows.find(({ line }) => line === 8)?.values.groupId).toBe('1234567890123456789012345');
});

test('a line of 100 MB is refused, and the rows around it are read', async () => {
  const path = await tempFile('rows.csv', `${HEADER}g1,alice,1\n`);
  const handle = await open(path, 'a');
  for (let mb = 0; mb < 100; mb += 1) await handle.write(Buffer.alloc(1024 * 1024, 'x'));
  await handle.write('\ng1,bob,2\n');
  await handle.close();
  const rows = await readAll(path);
  expect(rows.map(({ line, row, problems }) => row?.account ?? `${line} ${problems[0]?.kind}`)).toEqual([
    'alice',
    '3 too-long',
    'bob',
  ]);
});

test('the proof of a row is the hash of every byte up to its end', async () => {
  const text = `\ufeff${csvOf(3000)}${'x'.repeat(1_200_000)}\n\n${csvOf(10).replace(HEADER, '')}`;
  const rows = await readAll(await tempFile('rows.csv', text));
  const bytes = Buffer.from(text);
  for (const row of rows.filter(({ number }) => number % 500 === 0 || number > 2999)) {
    const expected = createHash('sha256').update(bytes.subarray(0, row.endByte)).digest('hex');
    expect(row.proof?.sha256()).toBe(expected);
  }
});

describe('standard input that comes slowly is read as a file is', () => {
  const slowly = async (wish: Partial<InputWish>, pieces: readonly (string | Buffer)[]): Promise<InputRow[]> => {
    const slow = Readable.from(pieces.map((piece) => Buffer.from(piece)));
    const stdin = () => slow as unknown as NodeJS.ReadStream;
    const file = await InputFile.recognise('-', { ...NO_WISH, format: 'csv', ...wish }, { stdin });
    return collect(await file.fromStart(true));
  };

  test.each([
    {
      name: 'a quoted line break in the header behind sep=',
      pieces: ['sep=;\n"x\ny";GroupId;Member_Account;UnreadMsgNum', ';extra\nn;g;a;1;e\nn;g;b;1;e\n'],
    },
    {
      name: 'a line sep= in two pieces',
      pieces: ['\ufeffsep=;', '\r\n', 'GroupId;Member_', 'Account;UnreadMsgNum\n', 'g;a;1\ng;b;1\n'],
    },
    {
      name: 'a first row that cannot be read, where there is no header',
      wish: { choice: { positions: DEFAULT_NUMBERS } },
      pieces: ['g,"x"y,1\n', 'g,"z"y,1\n', 'g,a,1\ng,b,1\n'],
      bad: [undefined, undefined],
    },
    { name: 'a header in two pieces', pieces: ['\nGroupId,Member_', 'Account,UnreadMsgNum', '\ng,a,1\n', 'g,b,1\n'] },
  ])('$name', async ({ pieces, wish = {}, bad = [] }) => {
    const rows = sent(await slowly(wish, pieces));
    expect(rows).toEqual(sent(await readRecognised(await tempFile('rows.csv', pieces.join('')), wish)));
    expect(rows.map((row) => row?.account)).toEqual([...bad, 'a', 'b']);
  });
});

test('JSONL: objects before the first that has all keys are invalid rows, however slowly they come', async () => {
  const good = '{"GroupId":"g1","Member_Account":"alice","UnreadMsgNum":5}\n';
  const lines = ['{"GroupId":"g1","user_id":"bob","UnreadMsgNum":5}\n', '{"version":1}\n', 'x\n', good, good];
  const slow = Readable.from(lines.map((line) => Buffer.from(line)));
  const file = await InputFile.open('-', JSONL, { stdin: () => slow as unknown as NodeJS.ReadStream });
  const rows = await collect(await file.fromStart(true));
  expect(rows.map(({ row }) => row?.unread)).toEqual([undefined, undefined, undefined, 5, 5]);
});

test('JSONL: a key that the first hundred lines lack is missing in the file', async () => {
  const path = await tempFile('rows.jsonl', '{"GroupId":"g","user_id":"a","UnreadMsgNum":1}\n'.repeat(200));
  const names = { groupId: 'GroupId', account: 'user_id', unread: 'UnreadMsgNum' };
  await expect(InputFile.open(path, JSONL)).rejects.toMatchObject({
    fact: { kind: 'keys-missing', objects: 100, line: 1, missing: ['Member_Account'], guess: { by: 'name', names } },
  });
});

describe('an input that cannot be read is refused', () => {
  const factOf = async (path: string): Promise<unknown> => {
    const error = await InputFile.recognise(path, NO_WISH).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).fact;
  };

  test.each([
    { name: 'empty', content: '', fact: { kind: 'input-empty' } },
    { name: 'blank', content: '\n\n', fact: { kind: 'only-blank-lines' } },
    {
      name: 'half a gzip archive',
      content: Buffer.from([0x1f, 0x8b, 8, 0]),
      fact: {
        kind: 'input-unreadable',
        why: { kind: 'archive-broke-off', compression: 'gzip', fault: { code: 'cut-off' } },
      },
    },
    { name: 'xlsx', content: Buffer.from('PK\u0003\u0004rest'), fact: { kind: 'input-binary', found: 'zip' } },
    {
      name: 'other names',
      content: 'group,user,count\n1,2,3\n',
      fact: {
        kind: 'columns-missing',
        line: 1,
        missing: ['GroupId', 'Member_Account', 'UnreadMsgNum'],
        found: ['group', 'user', 'count'],
        guess: { by: 'name', names: { groupId: 'group', account: 'user', unread: 'count' } },
      },
    },
    {
      name: 'other delimiter',
      content: 'GroupId;Member_Account;UnreadMsgNum\n',
      fact: { guess: { by: 'delimiter', delimiter: ';' } },
    },
    { name: 'another header behind sep=', content: 'sep=;\ngid;n\n', fact: { line: 2, found: ['gid', 'n'] } },
    { name: 'a wrong sep=', content: `sep=;\n${HEADER}`, fact: { line: 2, guess: { delimiter: ',' } } },
    { name: 'nothing behind sep=', content: 'sep=;', fact: { kind: 'only-blank-lines' } },
    { name: 'no header', content: 'g1,alice,5\n', fact: { found: ['g1', 'alice', '5'], guess: { by: 'value' } } },
    {
      name: 'a column twice',
      content: 'GroupId,Member_Account,UnreadMsgNum,GroupId\n',
      fact: { kind: 'column-twice', column: 'GroupId' },
    },
    {
      name: 'an unclosed quote in the header',
      content: '"GroupId,Member_Account\n',
      fact: { kind: 'first-record-unreadable', isHeader: true, line: 1 },
    },
    { name: 'a header without end', content: 'x'.repeat(2_000_000), fact: { kind: 'first-line-too-long' } },
  ])('$name', async ({ content, fact }) => {
    expect(await factOf(await tempFile('rows.csv', content))).toMatchObject(fact);
  });

  test('rows of which none can be read, where there is no header', async () => {
    const positions = { groupId: 1, account: 2, unread: 3 };
    const path = await tempFile('rows.csv', 'g1,"al"ice,5\ng1,"b"ob,6\n');
    await expect(InputFile.open(path, { kind: 'csv', delimiter: ',', positions })).rejects.toMatchObject({
      fact: { kind: 'first-record-unreadable', isHeader: false, line: 1 },
    });
  });

  test('JSONL with other keys', async () => {
    const path = await tempFile('rows.jsonl', '\n{"room":"g1","uid":"alice","unread":5}\n');
    await expect(InputFile.open(path, JSONL)).rejects.toMatchObject({
      fact: {
        kind: 'keys-missing',
        objects: 1,
        line: 2,
        missing: ['GroupId', 'Member_Account', 'UnreadMsgNum'],
        found: ['room', 'uid', 'unread'],
        guess: { by: 'name', names: { groupId: 'room', account: 'uid', unread: 'unread' } },
      },
    });
  });

  test('missing, or a folder', async () => {
    const folder = await tempFolder();
    expect(await factOf(`${folder}/no.csv`)).toMatchObject({ kind: 'input-missing' });
    expect(await factOf(folder)).toMatchObject({ kind: 'input-not-a-file', isFolder: true });
  });
});

describe('going on from a snapshot', () => {
  const TEXT = csvOf(20);

  /** A snapshot of a run in which the rows up to `furthest` are settled, but for `oldest`. */
  const snapshotAt = (rows: readonly InputRow[], oldest: number, furthest: number): ResumePoint => {
    const next = rows[oldest - 1];
    const last = rows[furthest - 1];
    if (!next || !last?.proof) throw new Error('no such row');
    return {
      next: { row: oldest, line: next.line, byte: next.startByte },
      doneBytes: 0,
      settledAhead: [[oldest + 1, furthest]],
      proven: { bytes: last.endByte, sha256: last.proof.sha256() },
      counts: {
        read: furthest,
        ok: furthest - 1,
        failed: 0,
        skipped: 0,
        pending: 1,
        unchanged: 0,
        lowered: 0,
        totalUnknown: 0,
      },
      failures: [],
    };
  };

  const resume = async (path: string, snapshot: ResumePoint): Promise<InputRow[]> => {
    const file = await InputFile.open(path, CSV);
    try {
      return await collect(await file.fromResumePoint(snapshot, new AbortController().signal));
    } finally {
      await file.close();
    }
  };

  test('gives the rows from the oldest unsettled one on, with the same places and proofs', async () => {
    const path = await tempFile('rows.csv', TEXT);
    const rows = await readAll(path);
    const resumed = await resume(path, snapshotAt(rows, 8, 12));
    const shape = (all: InputRow[]) => all.map(({ proof, ...row }) => ({ ...row, sha256: proof?.sha256() }));
    expect(shape(resumed)).toEqual(shape(rows.slice(7)));
  });

  test.each([
    { name: 'appended to', change: (path: string) => appendFile(path, 'g9,zoe,1\n'), rows: 14 },
    { name: 'edited behind the position', change: (path: string) => edit(path, 'user15,15', 'user15,99'), rows: 13 },
    { name: 'cut behind the position', change: (path: string) => truncate(path, TEXT.indexOf('g14,')), rows: 7 },
  ])('an input $name is carried on', async ({ change, rows: expected }) => {
    const path = await tempFile('rows.csv', TEXT);
    const snapshot = snapshotAt(await readAll(path), 8, 12);
    await change(path);
    expect(await resume(path, snapshot)).toHaveLength(expected);
  });

  test.each([
    {
      name: 'edited before the position',
      change: (path: string) => edit(path, 'user3,3', 'user3,4'),
      kind: 'done-part-rewritten',
    },
    {
      name: 'edited at its furthest settled row',
      change: (path: string) => edit(path, 'user12,12', 'user12,13'),
      kind: 'done-part-rewritten',
    },
    {
      name: 'edited in its header',
      change: (path: string) => edit(path, 'GroupId,Member_Account', 'Member_Account,GroupId'),
      kind: 'done-part-rewritten',
    },
    {
      name: 'cut before the position',
      change: (path: string) => truncate(path, TEXT.indexOf('g10,')),
      kind: 'done-part-shortened',
    },
  ])('an input $name is refused', async ({ change, kind }) => {
    const path = await tempFile('rows.csv', TEXT);
    const snapshot = snapshotAt(await readAll(path), 8, 12);
    await change(path);
    const error = await resume(path, snapshot).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongStateError);
    expect((error as WrongStateError).fact).toMatchObject({ kind, path });
  });

  test.each(['shortened', 'rewritten'])('of an archive that is %s no bytes of its text are told', async (how) => {
    const path = await tempFile('rows.csv.gz', gzipSync(TEXT));
    const snapshot = snapshotAt(await readAll(path), 8, 12);
    const text = how === 'shortened' ? TEXT.slice(0, TEXT.indexOf('g10,')) : TEXT.replace('user3,3', 'user3,4');
    await writeFile(path, gzipSync(text));
    const sizes = how === 'shortened' ? { sizes: undefined } : { doneBytes: undefined };
    await expect(resume(path, snapshot)).rejects.toMatchObject({ fact: { kind: `done-part-${how}`, ...sizes } });
  });

  describe('where the last row had no line break', () => {
    const finished = async () => {
      const path = await tempFile('rows.csv', TEXT.trimEnd());
      return { path, snapshot: { ...snapshotAt(await readAll(path), 20, 20), settledAhead: [] } };
    };

    test('growth that begins with one goes on', async () => {
      const { path, snapshot } = await finished();
      await appendFile(path, '\ng9,zoe,1\n');
      expect((await resume(path, snapshot)).map(({ values }) => values.account)).toEqual(['user20', 'zoe']);
    });

    test('lines are counted on as if it had had one', async () => {
      const { path, snapshot } = await finished();
      await appendFile(path, '\r\ng9,zoe,1\n\ng9,amy,1\n');
      expect((await resume(path, snapshot)).map(({ line }) => line)).toEqual([21, 22, 24]);
    });

    test('also where nothing of it is read again', async () => {
      const { path, snapshot } = await finished();
      const { line, byte } = { line: 22, byte: snapshot.proven.bytes };
      await appendFile(path, '\ng9,zoe,1\n');
      const rows = await resume(path, { ...snapshot, next: { row: 21, line, byte } });
      expect(rows).toMatchObject([{ number: 21, line: 22, values: { account: 'zoe' } }]);
    });

    test('growth that changes the last row is refused', async () => {
      const { path, snapshot } = await finished();
      await appendFile(path, '5\n');
      await expect(resume(path, snapshot)).rejects.toMatchObject({ fact: { kind: 'done-line-grown' } });
    });
  });

  test('what was proven is looked at again before the first row: other inputs may have come before', async () => {
    const path = await tempFile('rows.csv', TEXT);
    const snapshot = snapshotAt(await readAll(path), 8, 12);
    const file = await InputFile.open(path, CSV);
    onTestFinished(() => file.close());
    const source = await file.fromResumePoint(snapshot, new AbortController().signal);
    await source.prove();
    await edit(path, 'user12,12', 'user12,13');
    await expect(source.prove()).rejects.toBeInstanceOf(InputChangedError);
  });

  test('growth that closes a quote which was never closed changes no row that was there', async () => {
    const path = await tempFile('rows.csv', `${TEXT}g1,"open,1\n${'g2,tail,2\n'.repeat(3)}`);
    const before = await readAll(path);
    expect(before).toHaveLength(24);
    const snapshot = snapshotAt(before, 8, 24);
    await appendFile(path, 'x,y",1\ng9,zoe,1\n');
    const rows = await resume(path, snapshot);
    const shape = (all: InputRow[]) =>
      all.map(({ number, line, startByte, values }) => ({ number, line, startByte, values }));
    expect(shape(rows.slice(0, 17))).toEqual(shape(before.slice(7)));
    expect(rows.at(-1)).toMatchObject({ number: 26, line: 27, values: { account: 'zoe' } });
  });

  test.each([
    { name: 'with a line break at its end', end: '' },
    { name: 'without', end: 'g9,"a",7' },
  ])('rows that nobody wants proofs of are the same, in a large file $name', async ({ end }) => {
    const path = await tempFile('rows.csv', csvOf(60_000) + end);
    const shape = (rows: InputRow[]) => rows.map(({ proof: _, ...rest }) => rest);
    const proven = shape(await readAll(path));
    const file = await InputFile.open(path, CSV);
    onTestFinished(() => file.close());
    expect((await stat(path)).size).toBeGreaterThan(600_000);
    expect(shape(await collect(await file.fromStart(false)))).toEqual(proven);
  });

  test('an input that becomes shorter while it is read breaks off, and its last line is not taken for whole', async () => {
    const path = await tempFile('rows.csv', csvOf(20_000));
    const file = await InputFile.open(path, CSV);
    const reading = async () => {
      for await (const block of (await file.fromStart(false)).rows()) {
        if (block[0]?.number === 1) await truncate(path, 100_003);
      }
    };
    await expect(reading()).rejects.toBeInstanceOf(InputChangedError);
    await file.close();
  });
});

const edit = async (path: string, from: string, to: string): Promise<void> =>
  writeFile(path, (await readFile(path, 'utf8')).replace(from, to));

describe('while a file is read', () => {
  const ROWS = 20_000;

  /** Reads one block of a large file, changes the file, and reads on. @returns the accounts of all rows read */
  const readThrough = async (change: (path: string) => Promise<unknown>): Promise<Set<string>> => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const file = await InputFile.open(path, CSV);
    onTestFinished(() => file.close());
    const source = await file.fromStart(true);
    const accounts = new Set<string>();
    for await (const block of source.rows()) {
      if (block[0]?.number === 1) {
        await source.prove();
        await change(path);
        await source.prove();
      }
      for (const { values } of block) accounts.add(values.account);
    }
    return accounts;
  };

  const byRename = async (path: string, content: string): Promise<void> => {
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  };

  test.each([
    { name: 'appended to', change: (path: string) => appendFile(path, 'g9,zoe,1\n'), has: 'zoe', rows: ROWS + 1 },
    {
      name: 'edited behind the position',
      change: (path: string) => edit(path, 'user19999,', 'user-amy-,'),
      has: 'user-amy-',
      rows: ROWS,
    },
    {
      name: 'replaced by a grown copy of itself',
      change: (path: string) => byRename(path, `${csvOf(ROWS)}g9,zoe,1\n`),
      has: 'zoe',
      rows: ROWS + 1,
    },
    { name: 'renamed', change: (path: string) => rename(path, `${path}.old`), has: 'user20000', rows: ROWS },
    { name: 'touched', change: (path: string) => utimes(path, 1, 1), has: 'user20000', rows: ROWS },
  ])('an input $name is read on', async ({ change, has, rows }) => {
    const accounts = await readThrough(change);
    expect(accounts).toContain(has);
    expect(accounts.size).toBe(rows);
  });

  test.each([
    {
      name: 'edited before the position, its size the same',
      change: (path: string) => edit(path, 'user3,3', 'user3,4'),
      kind: 'input-rewritten',
    },
    {
      name: 'replaced by another file',
      change: (path: string) => byRename(path, csvOf(ROWS).replace('user3,3', 'user3,4')),
      kind: 'input-rewritten',
    },
    {
      name: 'replaced by a short one',
      change: (path: string) => byRename(path, csvOf(5)),
      kind: 'input-rewritten',
    },
    { name: 'cut before the position', change: (path: string) => truncate(path, 1000), kind: 'input-shortened' },
    { name: 'cut behind the position', change: (path: string) => truncate(path, 150_003), kind: 'input-shortened' },
  ])('an input $name is told', async ({ change, kind }) => {
    const error = await readThrough(change).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputChangedError);
    expect((error as InputChangedError).fact.kind).toBe(kind);
  });

  test('of a record of which only a part is read so far, that part counts too', async () => {
    const path = await tempFile('rows.csv', csvOf(600).trimEnd());
    const file = await InputFile.open(path, CSV);
    onTestFinished(() => file.close());
    const source = await file.fromStart(true);
    for await (const block of source.rows()) {
      // The last line has no end yet: it may go on.
      expect(block).toHaveLength(599);
      break;
    }
    await edit(path, 'user600,600', 'user600,601');
    await expect(source.prove()).rejects.toBeInstanceOf(InputChangedError);
  });

  test('read to its end, it goes on where it has grown since', async () => {
    const path = await tempFile('rows.csv', csvOf(3).trimEnd());
    const file = await InputFile.open(path, CSV);
    onTestFinished(() => file.close());
    const source = await file.fromStart(true);
    expect(await collect(source)).toHaveLength(3);
    expect(source.readBytes).toBe(await source.sizeBytes());
    expect(await collect(source)).toEqual([]);
    await appendFile(path, '\ng9,zoe,1\n');
    const added = await collect(source);
    expect(added).toMatchObject([{ number: 4, line: 5, values: { account: 'zoe' } }]);
    expect(added[0]?.proof?.sha256()).toBe(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
    await appendFile(path, 'g9,amy,1');
    expect(await collect(source)).toMatchObject([{ number: 5, line: 6 }]);
    await appendFile(path, '2\n');
    await expect(collect(source)).rejects.toMatchObject({ fact: { kind: 'last-line-grown' } });
  });
});

test('whatever bytes stand behind the header, reading ends, and every line with text on it is a row', async () => {
  const path = await tempFile('rows.csv', '');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
      await writeFile(path, Buffer.concat([Buffer.from(HEADER), noise, Buffer.from('\ng1,alice,5\n')]));
      const rows = await readAll(path);
      const last = rows.at(-1);
      // The last line is read as it is, unless an open quote before it makes it part of another value.
      expect(last?.row?.account === 'alice' || Buffer.from(noise).includes('"')).toBe(true);
      expect(rows.map(({ number }) => number)).toEqual(rows.map((_, at) => at + 1));
    }),
    { numRuns: 300 },
  );
});

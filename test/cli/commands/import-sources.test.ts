import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import zlib, { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../../support/command.ts';
import { encode } from '../../support/encode.ts';
import { savedRows } from '../../support/saved-rows.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const ROWS = 300;
// With an ignored column in Chinese, and one invalid row.
const TEXT = csvOf(ROWS)
  .replaceAll(/^(.+)$/gm, '$1,备注上')
  .replace('UnreadMsgNum,备注上', 'UnreadMsgNum,备注');
const BAD_ROW = '群,bob,1,备注\n';

const wrapped = {
  'members.csv': { bytes: Buffer.from(TEXT + BAD_ROW), flags: [] },
  'gb18030.csv': { bytes: encode(TEXT + BAD_ROW, 'gb18030'), flags: ['--encoding', 'gb18030'] },
  'utf-16.csv': { bytes: Buffer.from(`\ufeff${TEXT}${BAD_ROW}`, 'utf16le'), flags: [] },
  'members.csv.gz': { bytes: gzipSync(TEXT + BAD_ROW), flags: [] },
  'members.csv.br': { bytes: brotliCompressSync(TEXT + BAD_ROW), flags: [] },
  'two-members.csv.gz': { bytes: Buffer.concat([gzipSync(TEXT), gzipSync(BAD_ROW)]), flags: [] },
  'gbk-inside.csv.gz': { bytes: gzipSync(encode(TEXT + BAD_ROW, 'gbk')), flags: ['--encoding', 'gbk'] },
  'renamed.csv': { bytes: gzipSync(TEXT + BAD_ROW), flags: [] },
};

const begin = async (name: string, bytes: Buffer) => {
  const path = join(await tempFolder(), name);
  await writeFile(path, bytes);
  const simulator = await simulate();
  return { path, simulator, env: environmentOf(simulator) };
};

describe.each(Object.entries(wrapped).map(([name, one]) => ({ name, ...one })))('$name', ({ name, bytes, flags }) => {
  test('goes in as it is; killed and resumed, every row is set once more at most', async () => {
    const { path, simulator, env } = await begin(name, bytes);
    const args = ['import', path, ...flags, '--json'];
    const running = startCommand([...args, '--rate', '200'], { env });
    await until(() => simulator.state().calls.length >= 100 && savedRows(`${path}.tim-unread`) > 0);
    await running.kill(`${path}.tim-unread`);
    const { code, stdout } = await runCommand([...args, '--rate', '2000'], { env });
    expect(code).toBe(3);
    const { rows, resumed, input } = JSON.parse(stdout);
    expect({ rows, resumed }).toMatchObject({
      resumed: true,
      rows: { read: ROWS + 1, ok: ROWS, failed: 1, pending: 0 },
    });
    expect(input).toMatchObject({ sizeBytes: bytes.length, doneBytes: bytes.length });
    expect(unreadOf(simulator).size).toBe(ROWS);
    const failures = await readFile(join(`${path}.tim-unread`, 'failures.csv'), 'utf8');
    expect(failures.split('\n')[1]).toMatch(/^群,bob,1,302,invalid,,/);
  });
});

describe('an archive', () => {
  // Random enough that a part of the archive contains a part of the rows.
  const MANY = 3000;
  const text =
    HEADER +
    Array.from({ length: MANY }, (_, at) => `g${at % 50},u${Math.imul(at, 2654435761) >>> 0},${at}\n`).join('');
  const whole = gzipSync(text);

  const importOf = async (bytes: Buffer) => {
    const { path, simulator, env } = await begin('members.csv.gz', bytes);
    const run = (...flags: string[]) => runCommand(['import', path, '--rate', '50000', ...flags], { env });
    return { path, simulator, run };
  };

  test('that is cut off is told as such; the rows before are kept, the run is not complete, and goes on with the whole', async () => {
    const { path, simulator, run } = await importOf(whole.subarray(0, whole.length * 0.7));
    const { code, stdout } = await run();
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /^INCOMPLETE[\s\S]*the gzip data is cut off or corrupt \([^()]*\)\n[\s\S]*Make or copy the archive again, then type the same command/,
    );
    const calls = simulator.state().calls.length;
    expect(calls).toBeGreaterThan(1000);
    expect(calls).toBeLessThan(MANY);
    const set = unreadOf(simulator).size;
    await writeFile(path, whole);
    const after = JSON.parse((await run('--json')).stdout);
    expect(after).toMatchObject({ resumed: true, rows: { read: MANY, ok: MANY } });
    expect(after.calls.sent - after.calls.retried).toBe(MANY - set);
  });

  test('that is cut off among several inputs holds none of the others up, and is named in the end', async () => {
    const cwd = await tempFolder();
    const simulator = await simulate();
    const [a, z] = ['x,a,1', 'x,z,1'].map((row) => `${HEADER}${row}\n`);
    await writeFile(join(cwd, 'a.csv'), a ?? '');
    await writeFile(join(cwd, 'cut.csv.gz'), whole.subarray(0, whole.length * 0.7));
    await writeFile(join(cwd, 'z.csv'), z ?? '');
    const run = () =>
      runCommand(['import', 'a.csv', 'cut.csv.gz', 'z.csv', '--rate', '50000'], { cwd, env: environmentOf(simulator) });
    const { code, stdout } = await run();
    expect(code).toBe(4);
    expect(stdout).toMatch(/^COMPLETE: a\.csv$[\s\S]*^INCOMPLETE: cut\.csv\.gz$[\s\S]*^COMPLETE: z\.csv$/m);
    expect(stdout).toContain(
      '  inputs   2 finished, 1 stopped early, 0 not begun\n           stopped early: cut.csv.gz\n',
    );
    expect(stdout).toMatch(/npx tim-unread import a\.csv cut\.csv\.gz z\.csv --rate 50000\n$/);
    expect([...unreadOf(simulator).keys()]).toEqual(expect.arrayContaining(['x a', 'x z']));
    await writeFile(join(cwd, 'cut.csv.gz'), whole);
    expect((await run()).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(MANY + 2);
  });

  test.each(['first', 'max'])('that is cut off is sent as far as it goes with --on-duplicate %s too', async (rule) => {
    const rows = Array.from({ length: MANY }, (_, at) => `g${at % 50},u${Math.imul(at, 2654435761) >>> 0},${at}\n`);
    const twice = gzipSync(HEADER + [...rows.slice(0, 10), ...rows].join(''));
    const { path, run } = await importOf(twice.subarray(0, twice.length * 0.6));
    const cut = await run('--on-duplicate', rule, '--json');
    expect(cut.code).toBe(4);
    const { rows: counts } = JSON.parse(cut.stdout);
    expect(counts).toMatchObject({ skipped: 10, failed: 0, pending: 0 });
    expect(counts.ok).toBeGreaterThan(1000);
    await writeFile(path, twice);
    const after = JSON.parse((await run('--on-duplicate', rule, '--json')).stdout);
    expect(after).toMatchObject({ verdict: 'COMPLETE', rows: { read: MANY + 10, ok: MANY, skipped: 10 } });
    expect(after.calls.sent - after.calls.retried).toBe(MANY - counts.ok);
  });

  test('that was never begun because another stopped the run is named, and nothing else is told of it', async () => {
    const cwd = await tempFolder();
    const simulator = await simulate();
    await writeFile(join(cwd, 'a.csv'), `${HEADER}x,a,?\nx,b,?\nx,c,?\n`);
    for (const name of ['b.csv', 'c.csv']) await writeFile(join(cwd, name), `${HEADER}x,d,1\n`);
    const { code, stdout } = await runCommand(['import', 'a.csv', 'b.csv', 'c.csv', '--max-failures', '1'], {
      cwd,
      env: environmentOf(simulator),
    });
    expect(code).toBe(4);
    expect(stdout).not.toMatch(/INCOMPLETE: [bc]\.csv/);
    expect(stdout).toMatch(
      /0 finished, 1 stopped early, 2 not begun\n +stopped early: a\.csv\n +not begun: b\.csv, c\.csv\n/,
    );
    expect(simulator.state().calls).toHaveLength(0);
  });

  test('that is corrupt in its middle is told as such, and the run is not complete', async () => {
    const corrupt = Buffer.concat([whole.subarray(0, whole.length * 0.6), Buffer.alloc(300, 0xa5)]);
    const { simulator, run } = await importOf(corrupt);
    const { code, stdout } = await run();
    expect(code).toBe(4);
    expect(stdout).toMatch(/^INCOMPLETE[\s\S]*the gzip data is cut off or corrupt/);
    expect(simulator.state().calls.length).toBeGreaterThan(1000);
  });

  test('that is corrupt costs no call where the whole of it is read before the first one', async () => {
    const middle = Math.floor(whole.length * 0.6);
    const corrupt = Buffer.from(whole).fill(0xa5, middle, middle + 300);
    const { simulator, run } = await importOf(corrupt);
    const { code, stderr } = await run('--on-duplicate', 'max');
    expect(code).toBe(4);
    expect(unwrapped(stderr)).toContain('Rows that came out of it before may be wrong too.');
    expect(simulator.state().calls).toEqual([]);
    expect((await run()).stdout).toMatch(/^INCOMPLETE[\s\S]*may be wrong too[\s\S]*--restart/);
  });

  test('that broke off does not hide that the run was interrupted in a later input', async () => {
    const cwd = await tempFolder();
    const simulator = await simulate();
    await writeFile(join(cwd, 'cut.csv.gz'), gzipSync(csvOf(400)).subarray(0, 400));
    const rows = Array.from({ length: 5000 }, (_, at) => `zz,u${at},1\n`);
    await writeFile(join(cwd, 'z.csv'), HEADER + rows.join(''));
    const running = startCommand(['import', 'cut.csv.gz', 'z.csv', '--rate', '400'], {
      cwd,
      env: environmentOf(simulator),
    });
    await until(() => unreadOf(simulator).has('zz u10'));
    await running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(stdout).toMatch(/INCOMPLETE: cut\.csv\.gz/);
    expect(code).toBe(130);
  });

  describe('that is cut off, in validate', () => {
    const cutOff = async (share: number) => {
      const path = await tempFile('cut.csv.gz', whole.subarray(0, whole.length * share));
      return { path, good: await tempFile('good.csv', `${csvOf(3)}g1,alice,x\n`) };
    };
    const reason = /could not be read any further: the gzip data is cut off or corrupt \(unexpected end of file\)$/;

    test('lists what was found before, and never calls the file complete', async () => {
      const damaged = gzipSync(text.replace('g1,', 'g 1,').replace('u0,0', 'u0,x'));
      const path = await tempFile('cut.csv.gz', damaged.subarray(0, damaged.length * 0.7));
      const { code, stdout, stderr } = await runCommand(['validate', path]);
      expect(code).toBe(2);
      expect(stderr).not.toContain('error:');
      expect(stdout).toMatch(
        /^CANNOT BE READ TO ITS END: .*cut\.csv\.gz\n[\s\S]*line 2: UnreadMsgNum "x"[\s\S]*\n {2}stopped [\s\S]* the gzip\s+data\s+is\s+cut\s+off\s+or\s+corrupt \(unexpected end of file\)\n {2}rows +[\d,]+ read before that = [\d,]+ valid \+ 1 invalid\n/,
      );
      expect(stdout).toMatch(
        /input +[\d,]+ of [\d,]+ bytes read\n {2}next +Make or copy the archive again\.\n +npx tim-unread validate /,
      );
      expect(stdout).not.toMatch(/EVERY ROW|COMPLETE|kept|tim-unread import/);
    });

    test('prints its object with --json, and says so on standard error', async () => {
      const { path } = await cutOff(0.7);
      const { code, stdout, stderr } = await runCommand(['validate', path, '--json']);
      expect(code).toBe(2);
      const object = JSON.parse(stdout);
      expect(object).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 2, reason: expect.stringMatching(reason) });
      expect(object.rows.read).toBeGreaterThan(1000);
      expect(object.rows.valid).toBe(object.rows.read);
      expect(object.input.sizeBytes).toBe(Math.floor(whole.length * 0.7));
      expect(object.input.doneBytes).toBeLessThanOrEqual(object.input.sizeBytes);
      expect(unwrapped(stderr)).toMatch(
        /(?:^|\n)error: .*\(TU_INPUT_BROKE_OFF\)\n {2}Make or copy the archive again\.\n$/,
      );
    });

    test.each([0.7, 0.0001])('at %d of its length, does not hold up the other files', async (share) => {
      const { path, good } = await cutOff(share);
      const json = await runCommand(['validate', path, good, '--json']);
      expect(json.code).toBe(2);
      expect(JSON.parse(json.stdout)).toMatchObject([
        { verdict: 'INCOMPLETE', exitCode: 2, reason: expect.stringContaining('cut.csv.gz'), input: { path } },
        { verdict: 'COMPLETE WITH FAILURES', exitCode: 3, reason: null, rows: { read: 4, invalid: 1 } },
      ]);
      const { code, stdout, stderr } = await runCommand(['validate', path, good]);
      expect(code).toBe(2);
      expect(stdout).toContain(`1 ROW CANNOT BE SENT: ${good}`);
      expect(stdout + unwrapped(stderr)).toContain('the gzip data is cut off or corrupt');
    });
  });

  test.each([
    {
      name: 'gzip behind padding',
      file: 'm.csv.gz',
      bytes: Buffer.concat([gzipSync(csvOf(50)), Buffer.alloc(8), gzipSync('g1,zoe,1\n')]),
    },
    {
      name: 'another Brotli stream',
      file: 'm.csv.br',
      bytes: Buffer.concat([brotliCompressSync(csvOf(50)), brotliCompressSync('g1,zoe,1\n')]),
    },
  ])('with $name behind its end is not complete: nobody has read that', async ({ file, bytes }) => {
    const { path, simulator, env } = await begin(file, bytes);
    const { code, stdout } = await runCommand(['import', path, '--rate', '1000'], { env });
    expect(code).toBe(4);
    expect(unwrapped(stdout)).toMatch(/^INCOMPLETE[\s\S]*bytes follow behind its end/);
    expect(unreadOf(simulator).size).toBe(50);
  });

  test.each(['garbage', '\0more'])('with %j behind its end costs no row, and is told', async (rest) => {
    const { path, env } = await begin('m.csv.gz', Buffer.concat([gzipSync(csvOf(50)), Buffer.from(rest)]));
    const { code, stderr } = await runCommand(['import', path, '--rate', '1000'], { env });
    expect(code).toBe(0);
    expect(unwrapped(stderr)).toMatch(/bytes behind the end of the gzip archive are passed over, as gzip -dc does/);
  });

  test('with zeros behind its end, as tapes have them, is whole', async () => {
    const { path, env } = await begin('m.csv.gz', Buffer.concat([gzipSync(csvOf(50)), Buffer.alloc(512)]));
    expect((await runCommand(['import', path, '--rate', '1000'], { env })).code).toBe(0);
  });

  test.each([
    { name: 'text.csv.gz', content: csvOf(3), says: /is called \.gz and is no gzip archive/ },
    {
      name: 'text.csv.br',
      content: encode(csvOf(3).replace('\n', ',备注\n'), 'gb18030'),
      says: /the brotli data is cut off or corrupt.*\n.*if it is no archive but plain text, rename it/,
    },
    { name: 'no-header.csv.br', content: 'some text\n', says: /the header \(line 1\) lacks GroupId/ },
  ])('$name that is none is refused before anything is sent', async ({ name, content, says }) => {
    const { path, simulator, env } = await begin(name, Buffer.from(content));
    const { code, stderr } = await runCommand(['import', path], { env });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(says);
    expect(simulator.state().calls).toEqual([]);
  });

  test.each([
    { name: 'rows.csv.br', content: csvOf(20) },
    { name: 'marked.csv.br', content: `\ufeff${csvOf(20)}` },
    { name: 'chinese.csv.br', content: csvOf(20).replaceAll('\n', `,${'备注'.repeat(300)}\n`) }, // longer than what is looked at
    {
      name: 'rows.jsonl.br',
      content: Array.from(
        { length: 20 },
        (_, at) => `{"GroupId":"g","Member_Account":"u${at}","UnreadMsgNum":1}\n`,
      ).join(''),
    },
  ])('$name that is plain text all the same is read as that', async ({ name, content }) => {
    const { path, simulator, env } = await begin(name, Buffer.from(content));
    expect(await runCommand(['import', path], { env })).toMatchObject({ code: 0 });
    expect(unreadOf(simulator).size).toBe(20);
  });

  test('in Brotli, of a few bytes or of many, is never taken for text', async () => {
    for (const rows of [0, 1, 2, 5, 100, 30_000]) {
      const path = await tempFile('rows.csv.br', brotliCompressSync(csvOf(rows)));
      const { stdout } = await runCommand(['validate', path, '--json']);
      expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, rows: { read: rows } });
    }
  });

  test('in zstd is unpacked where Node can, and refused with a remedy where it cannot', async () => {
    const zstd = (zlib as unknown as { zstdCompressSync?: (text: string) => Buffer }).zstdCompressSync;
    const bytes = zstd
      ? Buffer.concat([zstd(csvOf(20)), zstd('g1,zoe,1\n')])
      : Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0]);
    const { path, simulator, env } = await begin('members.csv.zst', bytes);
    const { code, stderr } = await runCommand(['import', path], { env });
    if (zstd) {
      expect(code).toBe(0);
      expect(unreadOf(simulator).size).toBe(21);
    } else {
      expect(code).toBe(2);
      expect(unwrapped(stderr)).toMatch(/zstd-compressed, which Node can unpack from 22\.15 on[\s\S]*zstd -d/);
    }
  });
});

describe('an encoding', () => {
  test('that is not named: the line is, and the flag that would have helped; nothing is replaced', async () => {
    const path = await tempFile(
      'rows.csv',
      Buffer.concat([Buffer.from(csvOf(2)), encode('项目群,bob,1\n', 'gb18030')]),
    );
    const { code, stdout } = await runCommand(['validate', path]);
    expect(code).toBe(3);
    expect(unwrapped(stdout)).toContain(
      'line 4: the line is not UTF-8; its bytes look like GB18030: --encoding gb18030',
    );
    const header = await tempFile('rows.csv', encode('项目群,Member_Account,UnreadMsgNum\n', 'gb18030'));
    expect(unwrapped((await runCommand(['validate', header])).stderr)).toMatch(
      /the header \(line 1\).*not UTF-8[\s\S]*--encoding gb18030/,
    );
  });

  test('that is the wrong one: the line is named', async () => {
    const path = await tempFile(
      'rows.csv',
      Buffer.concat([Buffer.from(csvOf(2)), Buffer.from('g,b\u0081 ,1\n', 'latin1')]),
    );
    const { stdout } = await runCommand(['validate', path, '--encoding', 'gbk']);
    expect(stdout).toContain('line 4: the line is not gbk');
  });

  test.each([
    {
      name: 'a header in Latin-1',
      bytes: Buffer.from(csvOf(2).replace('GroupId', 'Müll'), 'latin1'),
      says: /header \(line 1\) cannot be read.*\n.*its bytes do not tell; try --encoding gb18030.*windows-1252/,
    },
    {
      name: 'line breaks of old Macs',
      bytes: Buffer.from(csvOf(2).replaceAll('\n', '\r')),
      says: /CR alone[\s\S]*tr /,
    },
  ])('$name is named for what it is', async ({ bytes, says }) => {
    const { code, stderr } = await runCommand(['validate', await tempFile('rows.csv', bytes)]);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(says);
  });

  test.each([
    { name: 'UTF-16 without a byte order mark', bytes: Buffer.from(csvOf(2), 'utf16le') },
    { name: 'the same, big end first', bytes: Buffer.from(csvOf(2), 'utf16le').swap16() },
    {
      name: 'the same, with a Chinese column',
      bytes: Buffer.from(csvOf(2).replace('GroupId', '群组,GroupId').replaceAll('\ng', '\n群,g'), 'utf16le'),
    },
  ])('$name is recognised', async ({ bytes }) => {
    expect(await runCommand(['validate', await tempFile('rows.csv', bytes)])).toMatchObject({ code: 0 });
  });

  test('is outweighed by a byte order mark of UTF-8', async () => {
    const path = await tempFile('rows.csv', `\ufeff${csvOf(3)}`);
    expect((await runCommand(['validate', path, '--encoding', 'gb18030'])).code).toBe(0);
  });

  test.each([
    {
      mark: 'UTF-8',
      head: Buffer.from(`\ufeff${csvOf(2)}`),
      bad: Buffer.from([0xff, 0x0a]),
      says: 'the line is not UTF-8',
    },
    {
      mark: 'UTF-16',
      head: Buffer.from(`\ufeff${csvOf(2)}`, 'utf16le'),
      bad: Buffer.from([0x00, 0xd8, 0x0a, 0x00]),
      says: 'the line is not utf-16le',
    },
  ])('is told as the one in which the line was read, by the byte order mark of $mark', async ({ head, bad, says }) => {
    const path = await tempFile('rows.csv', Buffer.concat([head, bad]));
    for (const flags of [[], ['--encoding', 'gbk']]) {
      expect((await runCommand(['validate', path, ...flags])).stdout).toContain(`line 4: ${says}`);
    }
  });

  test.each([...['gb18030', 'gbk', 'big5', 'shift_jis', 'euc-jp', 'utf-8']])(
    '%s: no line of a quoted value that cannot be decoded is taken for a row',
    async (encoding) => {
      const text = 'nick,GroupId,Member_Account,UnreadMsgNum\n"x\x8e\x01\nhi,g1,mallory,999\n",g1,alice,5\n';
      const path = await tempFile('rows.csv', Buffer.from(text, 'latin1'));
      const { stdout } = await runCommand(['validate', path, '--encoding', encoding, '--json']);
      expect(JSON.parse(stdout)).toMatchObject({
        rows: { read: 1, valid: 1, invalid: 0 },
        problems: [],
      });
    },
  );

  test('that is the wrong one for the header: others are proposed', async () => {
    const path = await tempFile('rows.csv', Buffer.from(csvOf(2).replace('GroupId', 'M\xfc,'), 'latin1'));
    const { stderr } = await runCommand(['validate', path, '--encoding', 'gb18030']);
    expect(unwrapped(stderr)).toMatch(
      /header [(]line 1[)] cannot be read: the line is not gb18030.*\n.*try --encoding big5/,
    );
  });

  test('that nobody knows is refused', async () => {
    const { code, stderr } = await runCommand([
      'validate',
      await tempFile('rows.csv', csvOf(2)),
      '--encoding',
      'klingon',
    ]);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(
      /--encoding "klingon" is not a label of the Encoding Standard that this version of Node can decode/,
    );
  });

  test('may be another one when a run goes on, where it makes no other rows of those that were sent', async () => {
    const { path, env } = await begin('rows.csv', Buffer.from(csvOf(20)));
    await runCommand(['import', path, '--limit', '5'], { env });
    const { code, stdout } = await runCommand(['import', path, '--encoding', 'gbk'], { env });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('20 read = 20 ok') });
    expect((await runCommand(['import', path, '--encoding', 'UTF8'], { env })).code).toBe(0);
  });
});

describe('standard input', () => {
  test('goes on when it is fed the same rows again, and is refused other ones', async () => {
    const { simulator, env } = await begin('unused.csv', Buffer.from(''));
    const state = join(await tempFolder(), 'state');
    const args = ['import', '-', '--format', 'csv', '--state-dir', state, '--rate', '2000', '--json'];
    const text = csvOf(100);
    const first = await runCommand([...args, '--limit', '30'], { env, stdin: text });
    expect(JSON.parse(first.stdout)).toMatchObject({ exitCode: 4, rows: { ok: 30 } });
    expect((await runCommand(args, { env, stdin: text.replace('user3,3', 'user3,4') })).code).toBe(5);
    expect(simulator.state().calls).toHaveLength(30);
    const again = await runCommand(args, { env, stdin: text });
    expect(JSON.parse(again.stdout)).toMatchObject({
      exitCode: 0,
      resumed: true,
      rows: { read: 100, ok: 100 },
      input: { path: '-', sizeBytes: text.length, doneBytes: text.length },
    });
    expect(simulator.state().calls).toHaveLength(100);
    expect((await runCommand(['status', '-', '--state-dir', state])).stdout).toMatch(/^COMPLETE: -/);
  });

  test('may be an archive, in any encoding, and validate reads it too', async () => {
    const stdin = gzipSync(encode(TEXT, 'gb18030'));
    const { code, stdout } = await runCommand(['validate', '-', '--format', 'csv', '--encoding', 'gb18030'], { stdin });
    expect(code).toBe(0);
    expect(stdout).toContain(`${ROWS} read = ${ROWS} valid`);
  });

  test.each([
    { name: 'without --format', args: ['-', '--state-dir', 's'], says: /standard input has no name.*\n.*--format csv/ },
    { name: 'without --state-dir', args: ['-', '--format', 'csv'], says: /standard input needs --state-dir/ },
    { name: 'empty', args: ['-', '--format', 'csv', '--state-dir', 's'], says: /-: is empty/ },
  ])('$name is refused', async ({ args, says }) => {
    const { env } = await begin('unused.csv', Buffer.from(''));
    const { code, stderr } = await runCommand(['import', ...args], { env, cwd: await tempFolder(), stdin: '' });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(says);
  });

  test.skipIf(process.platform === 'win32')('that never ends does not hold up Ctrl-C', async () => {
    const { simulator, env } = await begin('unused.csv', Buffer.from(''));
    const state = join(await tempFolder(), 'state');
    const running = startCommand(['import', '-', '--format', 'csv', '--state-dir', state], { env, stdin: 'open' });
    running.stdin.write(csvOf(10));
    await until(() => simulator.state().calls.length >= 10);
    await running.signal('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/10 read = 10 ok[\s\S]*of an unknown number of bytes done/);
  });
});

import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patientClock } from '../../support/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { encode } from '../../support/encode.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

// The second byte of 鹼 in GBK is that of the delimiter: without the encoding nobody can tell where the row is cut.
const HEADER = 'GroupId|Member_Account|UnreadMsgNum|nick|note\n';
const plain = (account: string, count: number): Buffer => Buffer.from(`g1|${account}|${count}|Ann|x\n`);
const cut = (account: string, count: number, nick = '鹼'): Buffer =>
  encode(`g1|${account}|${count}|${nick}|x\n`, 'gb18030');
/** In Shift_JIS it is a row, of six values. */
const CUT_IN_SHIFT_JIS = '莬';

/** No row in UTF-8 or Shift_JIS. */
const NEITHER = Buffer.from('g1|e|5|\xfe||x\n', 'latin1');

const BAR = ['--delimiter', '|'];
const GB18030 = [...BAR, '--encoding', 'gb18030'];

const importing = async (rows: readonly Buffer[], name = 'members.csv', header = HEADER) => {
  const content = Buffer.concat([Buffer.from(header), ...rows]);
  const path = await tempFile(name, name.endsWith('.gz') ? gzipSync(content) : content);
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const world = { clock: patientClock };
  const start = (...flags: string[]) => startCommand(['import', path, '--rate', '1000', ...flags], { env, world });
  const run = (...flags: string[]) => start(...flags).ended;
  const failures = async (): Promise<string[]> =>
    (await readFile(`${path}.tim-unread/failures.csv`, 'utf8')).trimEnd().split('\n').slice(1);
  const sent = (): string[] => simulator.state().calls.map(({ account }) => String(account));
  return { path, simulator, env, start, run, failures, sent, unread: () => Object.fromEntries(unreadOf(simulator)) };
};

describe('the same command with another --encoding', () => {
  test.each(['members.csv', 'members.csv.gz'])('sends the rows that it makes right, and no other: %s', async (name) => {
    const rows = [plain('a', 1), cut('b', 2), plain('c', -1), cut('d', 3), plain('e', 4)];
    const { path, env, run, failures, sent, unread } = await importing(rows, name);
    expect((await run(...BAR)).code).toBe(3);
    expect(await failures()).toHaveLength(3);
    const { code, stdout, stderr } = await run(...GB18030);
    expect(unwrapped(stderr)).toContain(
      'read as GB18030, 2 rows that were not set are sent now. Rows that were set before are not sent again.',
    );
    expect(code).toBe(3);
    expect(stdout).toContain('5 read = 4 ok + 1 failed');
    expect(sent()).toEqual(['a', 'e', 'b', 'd']);
    expect(unread()).toEqual({ 'g1 a': 1, 'g1 b': 2, 'g1 d': 3, 'g1 e': 4 });
    expect(await failures()).toEqual([expect.stringContaining('g1,c,-1,4,invalid')]);
    const { stdout: status } = await runCommand(['status', path], { env });
    expect(status).toContain('COMPLETE WITH FAILURES');
    expect(status).not.toContain('grown');
    // Nothing is left, whichever way it is typed.
    for (const flags of [BAR, GB18030]) expect((await run(...flags)).stdout).toContain('5 read = 4 ok + 1 failed');
    expect(sent()).toHaveLength(4);
  });

  test('reads lines of JSON that a backslash of GBK had cut', async () => {
    const line = (account: string, nick: string): Buffer =>
      encode(`{"n":"${nick}","GroupId":"g1","Member_Account":"${account}","UnreadMsgNum":3}\n`, 'gb18030');
    const { run, sent } = await importing([line('a', 'Ann'), line('b', '誠'), line('c', 'Bo')], 'rows.jsonl', '');
    expect((await run()).code).toBe(3);
    expect((await run('--encoding', 'gb18030')).stdout).toContain('3 read = 3 ok + 0 failed');
    expect(sent()).toEqual(['a', 'c', 'b']);
  });

  test('goes on from a wrong one to the right one, and knows what was settled by each', async () => {
    const rows = [plain('a', 1), cut('b', 2), cut('c', 3, CUT_IN_SHIFT_JIS), plain('d', 4), NEITHER];
    const { run, failures, sent } = await importing(rows);
    await run(...BAR);
    expect(sent()).toEqual(['a', 'd']);
    expect((await run(...BAR, '--encoding', 'shift_jis')).code).toBe(3);
    expect(sent()).toEqual(['a', 'd', 'b']);
    expect(await failures()).toHaveLength(2);
    expect(await run(...GB18030)).toMatchObject({ code: 0 });
    expect(sent()).toEqual(['a', 'd', 'b', 'c', 'e']);
    expect(await failures()).toEqual([]);
    expect((await run(...BAR)).code).toBe(0);
    expect(sent()).toHaveLength(5);
  });

  test('goes on where a run was killed, in one encoding or the other', async () => {
    const row = (at: number): Buffer => (at % 3 ? cut(`user${at}`, at) : plain(`user${at}`, at));
    const { path, start, run, failures, sent } = await importing(Array.from({ length: 900 }, (_, at) => row(at)));
    const settled = async (): Promise<number> => {
      const text = await readFile(`${path}.tim-unread/checkpoint.json`, 'utf8').catch(() => undefined);
      return text === undefined ? 0 : JSON.parse(text).counts.ok;
    };
    for (const [flags, least] of [
      [BAR, 50],
      [GB18030, 300],
      [GB18030, 500],
    ] as const) {
      const running = start(...flags);
      await until(async () => (await settled()) >= least);
      await running.kill(`${path}.tim-unread`);
    }
    const kept = await settled();
    expect(kept).toBeGreaterThanOrEqual(500);
    // Calls that were written before the end may still arrive.
    let before = -1;
    let quiet = 0;
    await until(() => {
      quiet = sent().length === before ? quiet + 1 : 0;
      before = sent().length;
      return quiet === 50;
    });
    const { code, stdout } = await run(...GB18030);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('900 read = 900 ok') });
    expect(await failures()).toEqual([]);
    expect(new Set(sent()).size).toBe(900);
    // What was in flight, or not in a checkpoint yet, is sent again, and nothing else.
    expect(sent().length - before).toBe(900 - kept);
    expect((await run(...GB18030)).code).toBe(0);
    expect(new Set(sent()).size).toBe(900);
  });

  test('never undoes a later row of the pair', async () => {
    const { run, sent, unread } = await importing([cut('a', 1), plain('b', 2), plain('a', 3)]);
    await run(...BAR);
    expect((await run(...GB18030)).stdout).toContain('3 read = 2 ok + 0 failed + 1 skipped');
    expect(sent()).toEqual(['b', 'a']);
    expect(unread()).toEqual({ 'g1 b': 2, 'g1 a': 3 });
  });

  test('reads what was added since', async () => {
    const { path, run, sent } = await importing([plain('a', 1), cut('b', 2)]);
    await run(...BAR);
    await appendFile(path, cut('c', 3));
    expect((await run(...GB18030)).stdout).toContain('3 read = 3 ok');
    await appendFile(path, cut('d', 4));
    expect((await run(...BAR)).stdout).toContain('4 read = 4 ok');
    expect(sent()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('reads the other half of a mixed file, and says how many rows read differently now', async () => {
    const utf8 = Buffer.from('g1|a|1|王五的昵称|x\n');
    const { run, sent } = await importing([utf8, cut('b', 2), plain('c', 3)]);
    await run(...BAR);
    const { stdout, stderr } = await run(...GB18030);
    expect(stdout).toContain('3 read = 3 ok');
    expect(stderr).not.toContain('This is UTF-8');
    expect(sent()).toEqual(['a', 'c', 'b']);
  });
});

test('however often a run is stopped and the encoding changed, no row is sent twice, and none is lost', () => {
  // Each in UTF-8, in Shift_JIS, in GB18030: a row or none.
  const kinds = ['Ann', 'bad', '鹼', CUT_IN_SHIFT_JIS, '\ufffd'] as const;
  const rowOf = (kind: (typeof kinds)[number], at: number): Buffer => {
    if (kind === '\ufffd') return Buffer.from(`g1|u${at}|${at}|\xfe||x\n`, 'latin1');
    return kind === 'bad' ? plain(`u${at}`, -1) : cut(`u${at}`, at, kind);
  };
  const step = fc.record({
    encoding: fc.constantFrom('utf-8', 'shift_jis', 'gb18030'),
    limit: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  });
  return fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 14 }),
      fc.array(step, { maxLength: 5 }),
      async (rows, steps) => {
        const { run, sent } = await importing(rows.map(rowOf));
        for (const { encoding, limit } of steps) {
          await run(...BAR, '--encoding', encoding, ...(limit === undefined ? [] : ['--limit', String(limit)]));
        }
        const { code, stdout, stderr } = await run(...GB18030);
        expect(new Set(sent()).size, sent().join()).toBe(sent().length);
        if (code === 5) return;
        expect(code, stderr).toBe(rows.includes('bad') ? 3 : 0);
        expect(stdout).toContain(`${rows.length} read = `);
        expect([...sent()].sort()).toEqual(rows.flatMap((kind, at) => (kind === 'bad' ? [] : `u${at}`)).sort());
      },
    ),
    { numRuns: fuzzRuns(25) },
  );
}, 300_000);

describe('another --encoding is refused, and nothing is sent', () => {
  test('where the input was edited', async () => {
    const { path, run, sent } = await importing([plain('a', 1), cut('b', 2)]);
    await run(...BAR);
    await writeFile(path, Buffer.concat([Buffer.from(HEADER), plain('a', 9), cut('b', 2)]));
    expect((await run(...GB18030)).code).toBe(5);
    expect(sent()).toEqual(['a']);
  });

  test('where no row had failed, and one that was sent is another one in it', async () => {
    const { run, sent } = await importing([Buffer.from('g1|a|1|\xfb|y\n', 'latin1'), plain('b', 2)]);
    await run(...BAR, '--encoding', 'windows-1252');
    const { code, stderr } = await run(...GB18030);
    expect(code).toBe(5);
    expect(unwrapped(stderr)).toContain('--encoding "windows-1252", now "gb18030"');
    expect(sent()).toEqual(['a', 'b']);
  });

  test('where the input is UTF-8', async () => {
    const { run, sent } = await importing([Buffer.from('g1|a|1|王五的昵称|x\n')]);
    await run(...BAR);
    const { code, stderr } = await run(...GB18030);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain('This is UTF-8: leave --encoding out.');
    expect(sent()).toEqual(['a']);
  });

  test('where its lines are not the same rows', async () => {
    const { run, sent } = await importing([Buffer.from('g1|a|1|x|y\n'), cut('b', 2)]);
    await run(...BAR);
    const { code } = await run(...BAR, '--encoding', 'utf-16le');
    expect(code).not.toBe(0);
    expect(sent()).toEqual(['a']);
  });
});

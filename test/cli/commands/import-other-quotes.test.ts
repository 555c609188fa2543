import { readFile, writeFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SimulatorOptions } from '../../../src/simulator/server.ts';
import { patientClock } from '../../support/clock.ts';
import { startCommand } from '../../support/command.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const HEADER = 'GroupId,Member_Account,UnreadMsgNum,nick';

const importing = async (lines: readonly string[], groups?: SimulatorOptions['groups']) => {
  const path = await tempFile('members.csv', `${[HEADER, ...lines].join('\n')}\n`);
  const simulator = await simulate({ groups });
  const env = environmentOf(simulator);
  const run = (...flags: string[]) =>
    startCommand(['import', path, '--rate', '1000', ...flags], { env, world: { clock: patientClock } }).ended;
  // Calls that are under way together may arrive in any order.
  const sent = (): string[] =>
    simulator
      .state()
      .calls.map(({ account }) => String(account))
      .sort();
  const failures = async (): Promise<string[]> =>
    (await readFile(`${path}.tim-unread/failures.csv`, 'utf8')).trimEnd().split('\n').slice(1);
  return { path, run, sent, failures, unread: () => Object.fromEntries(unreadOf(simulator)) };
};

describe('a run that has begun goes on with', () => {
  test.each<{ name: string; lines: string[]; first: string[]; second: string[]; before: string[]; after: string[] }>([
    {
      name: '--quote none: rows with a stray quote',
      lines: ['g,a,1,x', 'g,b,2,"The', 'g,c,3,x', 'g,d,4,x"y', 'g,e,5,x'],
      first: ['--quote', '"'],
      second: ['--quote', 'none'],
      before: ['a', 'c', 'e'],
      after: ['b', 'd'],
    },
    {
      name: '--quote none: a row that was sent, and the rows in its nickname that were not',
      lines: ['g,a,1,x', 'g,b,2,"The', 'g,c,3,x"', 'g,e,5,x'],
      first: ['--quote', '"'],
      second: ['--quote', 'none'],
      before: ['a', 'b', 'e'],
      after: ['c'],
    },
    {
      name: '--quote: a nickname with a line break that were two rows that failed',
      lines: ['g,a,1,x', '"the, group",b,2,x', 'g,c,3,x'],
      first: ['--quote', 'none'],
      second: ['--quote', '"'],
      before: ['a', 'c'],
      after: ['b'],
    },
    {
      name: '--escape: a comma behind a backslash',
      lines: ['g,a,1,\\q', 'g,b,2,x\\,y', 'g,c,3,x'],
      first: ['--quote', '"'],
      second: ['--quote', '"', '--escape', '\\'],
      before: ['a', 'c'],
      after: ['b'],
    },
    {
      name: '--missing-count: rows without a count',
      lines: ['g,a,1,x', 'g,b,,x', 'g,c,NULL,x'],
      first: [],
      second: ['--missing-count', '0'],
      before: ['a'],
      after: ['b', 'c'],
    },
    {
      name: '--trim: a count with a space',
      lines: ['g,a,1,x', 'g,b, 2,x', 'g,c,3,x'],
      first: [],
      second: ['--trim'],
      before: ['a', 'c'],
      after: ['b'],
    },
    {
      name: '--columns: a count from the wrong column',
      lines: ['g,a,x,1', 'g,b,x,2'],
      first: [],
      second: ['--columns', 'GroupId=GroupId,Member_Account=Member_Account,UnreadMsgNum=nick'],
      before: [],
      after: ['a', 'b'],
    },
  ])('$name', async ({ lines, first, second, before, after }) => {
    const { run, sent, failures } = await importing(lines);
    await run(...first);
    expect(sent()).toEqual(before);
    const { code, stdout, stderr } = await run(...second);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(unwrapped(stderr)).toContain('read as it is asked for now, ');
    expect(sent()).toEqual([...before, ...after].sort());
    expect(await failures()).toEqual([]);
    const rows = before.length + after.length;
    expect(stdout).toContain(`${rows} read = ${rows} ok`);
    // Nothing is left, and no flag is needed any more, but for one that gives rows their counts.
    for (const flags of second.includes('--missing-count') ? [second] : [second, []])
      expect((await run(...flags)).stdout).toContain(`${rows} read = ${rows} ok`);
    expect(sent()).toHaveLength(rows);
  });

  test('--quote, and then with another --encoding, and knows what each has settled', async () => {
    const { run, sent } = await importing(['g,a,1,x', 'g,b,2,"The', 'g,c,3,x', 'g,d,4,x"y', 'g,e,5,x']);
    await run('--quote', '"');
    await run('--quote', 'none', '--limit', '1');
    expect((await run('--quote', 'none', '--encoding', 'gb18030')).stdout).toContain('5 read = 5 ok');
    expect(sent()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });
});

describe('rows that were refused', () => {
  const QUOTED = ['--quote', '"'];
  const NONE = ['--quote', 'none'];
  const GROUPS = ['g', 'h'].map((groupId) => ({ groupId, type: 'Public' as const, messages: 100 }));

  test('are sent where their values are others now, and stay as they are where they are not', async () => {
    const lines = ['g,a,1,x', '"h",b,2,x', 'i,c,3,x', '"h",d,4,x', '"i",e,5,x', 'g,f,x,x', 'g,g,7,x'];
    const { run, failures, unread } = await importing(lines, GROUPS);
    const first = await run(...NONE);
    expect(first.stdout).toContain('7 read = 2 ok + 5 failed');
    const { code, stdout, stderr } = await run(...QUOTED);
    expect({ code, stderr: unwrapped(stderr) }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('3 rows that were not set are sent now. Rows that were set before are not'),
    });
    expect(stdout).toContain('7 read = 4 ok + 3 failed');
    expect(unread()).toEqual({ 'g a': 1, 'h b': 2, 'h d': 4, 'g g': 7 });
    expect(await failures()).toEqual([
      expect.stringMatching(/^i,c,3,4,group_refused,10010,/),
      expect.stringMatching(/^(g,f,x,7,invalid|i,e,5,6,group_refused),/),
      expect.stringMatching(/^(g,f,x,7,invalid|i,e,5,6,group_refused),/),
    ]);
  });

  test('are known after a stop and one more change', async () => {
    const lines = ['g,a,1,x', '"h",b,2,x', '"h",c,3,x', '"h",d,4,"x"y', 'g,e,5,x'];
    const { run, sent, unread } = await importing(lines, GROUPS);
    await run(...NONE);
    await run(...QUOTED, '--limit', '1');
    expect((await run(...QUOTED)).stdout).toContain('5 read = 4 ok + 1 failed');
    expect((await run(...QUOTED, '--encoding', 'gb18030')).stdout).toContain('5 read = 4 ok + 1 failed');
    expect(unread()).toEqual({ 'g a': 1, 'h b': 2, 'h c': 3, 'g e': 5 });
    expect(sent()).toEqual(['a', 'b', 'c', 'e']);
  });

  test('never undo a later row of their pair', async () => {
    const { run, sent, unread } = await importing(['"g",a,1,x', 'g,a,2,x', 'g,b,3,x'], GROUPS);
    await run(...NONE);
    expect((await run(...QUOTED)).stdout).toContain('3 read = 2 ok + 0 failed + 1 skipped');
    expect(sent()).toEqual(['a', 'b']);
    expect(unread()).toMatchObject({ 'g a': 2 });
  });

  test('cannot be told where somebody has written into their file', async () => {
    const { path, run, sent } = await importing(['g,a,1,x', '"h",b,2,x', 'g,c,3,"x"'], GROUPS);
    await run(...NONE);
    const file = `${path}.tim-unread/failures.csv`;
    await writeFile(file, (await readFile(file, 'utf8')).replace(/\n"""h""",/, '\nh\nh'));
    expect((await run(...QUOTED)).code).toBe(5);
    expect(sent()).toEqual(['a', 'c']);
  });

  test('are sent once each, however often the quotes are changed', () => {
    const group = fc.constantFrom('g', '"h"', '"g"', 'i', '"i"');
    const step = fc.tuple(fc.constantFrom(NONE, QUOTED), fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }));
    return fc.assert(
      fc.asyncProperty(
        fc.array(group, { minLength: 1, maxLength: 8 }),
        fc.array(step, { maxLength: 4 }),
        async (groups, steps) => {
          const { run, sent, unread } = await importing(
            ['g,first,0,x', ...groups.map((id, at) => `${id},u${at},${at},x`)],
            GROUPS,
          );
          for (const [quoting, limit] of steps) {
            await run(...quoting, ...(limit === undefined ? [] : ['--limit', String(limit)]));
          }
          const { code, stdout } = await run(...QUOTED);
          const known = groups.flatMap((id, at) => (id.includes('i') ? [] : [`${id.replaceAll('"', '')} u${at}`]));
          expect(code, stdout).toBe(known.length === groups.length ? 0 : 3);
          expect(new Set(Object.keys(unread()))).toEqual(new Set(['g first', ...known]));
          expect(new Set(sent()).size, sent().join()).toBe(sent().length);
          const failed = groups.length - known.length;
          expect(stdout).toContain(`${groups.length + 1} read = ${known.length + 1} ok + ${failed} failed`);
        },
      ),
      { numRuns: fuzzRuns(20) },
    );
  }, 300_000);
});

describe('it is refused, and nothing is sent, where rows that were sent would be others', () => {
  test.each<{
    name: string;
    lines: string[];
    first: string[];
    second: string[];
    says: string;
    next: string;
    goesOn?: string[];
  }>([
    {
      name: 'an ID without its backslash',
      lines: ['g,a,1,x', 'g,CORP\\\\eve,2,x'],
      first: [],
      second: ['--escape', '\\'],
      says: '1 row that was sent would be another one (line 3)',
      next: "--escape '\\' --restart",
    },
    {
      name: 'counts that were given by a flag',
      lines: ['g,a,1,x', 'g,b,,x'],
      first: ['--missing-count', '0'],
      second: ['--missing-count', '5'],
      says: '1 row that was sent would be another one (line 3)',
      next: '--missing-count 5 --restart',
      goesOn: ['--missing-count', '0'],
    },
    {
      name: 'an ID without its quotes',
      lines: ['g,"a",1,x', 'g,"b",2,x', 'g,"c",2,x', 'g,"d",2,x'],
      first: ['--quote', 'none'],
      second: ['--quote', '"'],
      says: '4 rows that were sent would be others (first lines 2, 3, 4)',
      next: `--quote '"' --restart`,
    },
    {
      name: 'rows that would be part of a nickname',
      lines: ['g,a,1,x', 'g,b,2,"The', 'g,c,3,x', 'g,d,4,x"', 'g,e,5,x'],
      first: ['--quote', 'none'],
      second: ['--quote', '"'],
      says: '2 rows that were sent would be no row or others (lines 4, 5)',
      next: `--quote '"' --restart`,
    },
  ])('$name', async ({ lines, first, second, says, next, goesOn = [] }) => {
    const { path, run, sent } = await importing(lines);
    await run(...first);
    const calls = sent().length;
    const { code, stderr } = await run(...second);
    expect(code).toBe(5);
    expect(unwrapped(stderr)).toContain(says);
    expect(stderr).toContain(`  npx tim-unread import ${path} --rate 1000 ${next}\n`);
    expect(sent()).toHaveLength(calls);
    // With the flag left out it goes on, and so does the command that is proposed.
    expect((await run(...goesOn)).code).toBe(0);
    expect(sent()).toHaveLength(calls);
    expect((await run(...second, '--restart')).code).toBe(0);
  });
});

test('however often the quotes are changed, no row is sent twice, none is lost, and none that is wrong', () => {
  const line = fc.constantFrom('x', '"x"', '"x', 'x"', '"x,y"', 'x\\"', '"x\\"y"');
  const flags = fc.constantFrom(['--quote', 'none'], ['--quote', '"'], ['--quote', '"', '--escape', '\\'], []);
  return fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.array(fc.tuple(flags, fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined })), { maxLength: 4 }),
      async (nicks, steps) => {
        const { run, sent, unread } = await importing(nicks.map((nick, at) => `g,u${at},${at},${nick}`));
        for (const [quoting, limit] of steps) {
          await run(...quoting, ...(limit === undefined ? [] : ['--limit', String(limit)]));
        }
        const { code, stdout, stderr } = await run('--quote', 'none');
        expect(new Set(sent()).size, sent().join()).toBe(sent().length);
        expect(unread()).toEqual(
          Object.fromEntries(sent().map((account) => [`g ${account}`, Number(account.slice(1))])),
        );
        expect([0, 3, 5], stderr).toContain(code);
        if (code === 5) return;
        const whole = nicks.flatMap((nick, at) => (nick.includes(',') ? [] : [`u${at}`]));
        expect(sent()).toEqual(expect.arrayContaining(whole));
        expect(stdout).toContain(`${nicks.length} read = `);
      },
    ),
    { numRuns: fuzzRuns(20) },
  );
}, 300_000);

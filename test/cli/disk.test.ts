import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import {
  expectAllSettled,
  expectStopped,
  expectToGoOn,
  expectTold,
  FOLDER,
  ROWS,
  refusing,
  runInto,
} from '../support/disk.ts';
import { brokenFs, type Fault } from '../support/faulty-fs.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until } from '../support/until.ts';

/** One after the other: all of them break the file system of this process. */
const eachOf = async <T extends Fault>(cases: readonly T[], run: (one: T) => Promise<void>): Promise<void> => {
  for (const one of cases) {
    await run(one).catch((cause: Error) => {
      throw new Error(`${Object.values(one).join(' ')}: ${cause.message}`, { cause });
    });
  }
};

const PARENT = 'the folder above';

type Case = Fault & {
  readonly after?: 'a part' | 'an empty folder';
  readonly flags?: readonly string[];
};

/** A fault before the first call: nothing is sent, and the same command later does everything. */
const faultAtStart = async (names: string, { code, after, flags = [], ...place }: Case): Promise<void> => {
  const path = await tempFile('rows.csv', csvOf(10));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  if (after === 'a part') await runCommand(['import', path, '--limit', '4'], { env });
  if (after === 'an empty folder') mkdirSync(`${path}.tim-unread`);
  const before = simulator.state().calls.length;
  const file = place.file === PARENT ? basename(dirname(path)) : place.file;
  const broken = brokenFs({ ...place, file, code });
  broken.arm();
  const args = ['import', path, ...flags];
  const stopped = await runCommand(args, { env });
  broken.mend();
  expect(broken.hasStruck()).toBe(true);
  expectTold(stopped, names, code);
  expect(stopped.stderr).toContain('(TU_JOURNAL)');
  expect(simulator.state().calls).toHaveLength(before);
  const again = await runCommand([...args, '--json'], { env });
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).rows).toMatchObject({ read: 10, ok: 10, pending: 0 });
  expect(unreadOf(simulator).size).toBe(10);
};

// Each file fails with each code. The failing operation decides which code lines run; the error code does not.
// `summary.json` is not touched before the end.
describe('a fault of the disk before the first call: nothing is sent, and the same command does it all', () => {
  test.each<{ names: string; cases: Case[] }>([
    {
      names: FOLDER,
      cases: [
        { operation: 'mkdir', file: FOLDER, code: 'ENOSPC' },
        { operation: 'sync', file: PARENT, code: 'EDQUOT' },
        { operation: 'readdir', file: FOLDER, code: 'EACCES', after: 'an empty folder' },
        { operation: 'rename', file: FOLDER, code: 'EROFS', after: 'a part', flags: ['--restart'] },
        { operation: 'stat', file: FOLDER, code: 'EACCES', after: 'a part', flags: ['--restart'] },
      ],
    },
    {
      names: 'checkpoint.json',
      cases: [
        { operation: 'readFile', file: 'checkpoint.json', code: 'EACCES', after: 'a part' },
        { operation: 'open', file: 'checkpoint.json.tmp', code: 'EROFS' },
        { operation: 'writeFile', file: 'checkpoint.json.tmp', code: 'EDQUOT' },
        { operation: 'sync', file: 'checkpoint.json.tmp', code: 'ENOSPC' },
        { operation: 'close', file: 'checkpoint.json.tmp', code: 'EDQUOT' },
        { operation: 'rename', file: 'checkpoint.json', code: 'EACCES' },
        { operation: 'sync', file: FOLDER, code: 'ENOSPC' },
        { operation: 'open', file: FOLDER, code: 'EIO' },
      ],
    },
    {
      names: 'failures.csv',
      cases: [
        { operation: 'open', file: 'failures.csv', code: 'EACCES' },
        { operation: 'write', file: 'failures.csv', code: 'ENOSPC' },
        { operation: 'datasync', file: 'failures.csv', code: 'EDQUOT' },
        { operation: 'sync', file: FOLDER, code: 'EDQUOT', fromTime: 2 },
        { operation: 'open', file: 'failures.csv', code: 'EROFS', after: 'a part' },
        { operation: 'truncate', file: 'failures.csv', code: 'ENOSPC', after: 'a part' },
      ],
    },
  ])('$names', ({ names, cases }) => eachOf(cases, (one) => faultAtStart(names, one)));

  test('status says the same of a checkpoint that it cannot read', async () => {
    const path = await tempFile('rows.csv', csvOf(10));
    brokenFs({ operation: 'open', file: 'checkpoint.json', code: 'EACCES' }).arm();
    expectTold(await runCommand(['status', path]), 'checkpoint.json', 'EACCES');
  });
});

describe('a fault of the disk in the middle of a run: sending stops, and the same command does the rest', () => {
  test.each<{ names: string; cases: Case[] }>([
    {
      names: 'checkpoint.json',
      cases: [
        { operation: 'open', file: 'checkpoint.json.tmp', code: 'EROFS' },
        { operation: 'writeFile', file: 'checkpoint.json.tmp', code: 'ENOSPC' },
        { operation: 'close', file: 'checkpoint.json.tmp', code: 'EDQUOT' },
        { operation: 'rename', file: 'checkpoint.json', code: 'EACCES' },
        { operation: 'sync', file: FOLDER, code: 'ENOSPC' },
      ],
    },
    {
      names: 'failures.csv',
      cases: [
        { operation: 'write', file: 'failures.csv', code: 'ENOSPC' },
        { operation: 'write', file: 'failures.csv', code: 'EACCES' },
        { operation: 'datasync', file: 'failures.csv', code: 'EDQUOT' },
        { operation: 'datasync', file: 'failures.csv', code: 'EROFS' },
      ],
    },
  ])('$names', ({ names, cases }) =>
    eachOf(cases, async (one) => {
      const broken = brokenFs(one);
      const strike = () => {
        broken.arm();
        return until(broken.hasStruck);
      };
      const start = (args: readonly string[], env: Record<string, string>) => runCommand(args, { env });
      const stopped = await runInto(await tempFile('rows.csv', csvOf(ROWS)), strike, start);
      broken.mend();
      expectStopped(stopped, names, one.code);
      await expectToGoOn(stopped);
    }),
  );

  test('summary.json, when every row is settled already: what is told must be so all the same', () =>
    eachOf<Case>(
      [
        { operation: 'open', file: 'summary.json.tmp', code: 'EROFS' },
        { operation: 'writeFile', file: 'summary.json.tmp', code: 'ENOSPC' },
        { operation: 'sync', file: 'summary.json.tmp', code: 'EDQUOT' },
        { operation: 'rename', file: 'summary.json', code: 'EACCES' },
      ],
      async (one) => {
        const path = await tempFile('rows.csv', csvOf(20));
        const simulator = await simulate({ faults: refusing });
        const env = environmentOf(simulator);
        const broken = brokenFs(one);
        broken.arm();
        const stopped = await runCommand(['import', path, '--json'], { env });
        broken.mend();
        expectTold(stopped, 'summary.json', one.code);
        expect(JSON.parse(stopped.stdout).rows).toMatchObject({ ok: 19, failed: 1, pending: 0 });
        expect((await runCommand(['import', path], { env })).code).toBe(3);
        expect(simulator.state().calls).toHaveLength(20);
        const summary = JSON.parse(readFileSync(join(`${path}.tim-unread`, 'summary.json'), 'utf8'));
        expect(summary).toMatchObject({ exitCode: 3 });
        expectAllSettled(simulator, `${path}.tim-unread`, 20);
      },
    ));

  test('a failures.csv that fails only when it is closed has lost nothing', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    const simulator = await simulate({ faults: refusing });
    const broken = brokenFs({ operation: 'close', file: 'failures.csv', code: 'EDQUOT' });
    broken.arm();
    const { code, stderr } = await runCommand(['import', path], { env: environmentOf(simulator) });
    expect(broken.hasStruck()).toBe(true);
    expect(stderr).not.toContain('bug');
    expect(code).toBe(3);
    expectAllSettled(simulator, `${path}.tim-unread`, 20);
  });
});

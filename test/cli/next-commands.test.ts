import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/server.ts';
import { hastyClock } from '../support/clock.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { type Pasted, paste, proposedIn } from '../support/proposed.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, HEADER, tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { textRow, workbookOf } from '../support/workbook.ts';

/** A world in which somebody starts, and what that person does beside pasting. */
type World = {
  readonly name: string;
  /** the bad export, `rows.csv`, unless another name is given */
  readonly rows: string | Buffer;
  readonly file?: string;
  /** brings about the situation, as by a command that was typed; its result, or that of a `status`, is where it starts */
  readonly begin: (world: Place) => Promise<string>;
  /** what a person does to a copy, in each round */
  readonly correct?: (text: string, round: number, world: Place) => string;
  /** the counts that the target must have at the end; those of `rows` where this is missing */
  readonly wanted?: Readonly<Record<string, number>>;
};

type Place = {
  readonly cwd: string;
  readonly simulator: Simulator;
  /** a command line with `--settings .env`; @returns its result */
  readonly run: (...words: string[]) => Promise<string>;
  readonly start: (...words: string[]) => ReturnType<typeof startCommand>;
};

const ENV = ['--settings', '.env'];
const MOST_STEPS = 16;

const lineOf = (text: string, find: RegExp, replace: string): string => text.replace(find, replace);

const WORLDS: readonly World[] = [
  {
    name: 'every row is right',
    rows: csvOf(20),
    begin: ({ run }) => run('validate', 'rows.csv'),
  },
  {
    name: 'every row is right, also with --strict',
    rows: `${HEADER}g1,alice,1\ng1,bob,2\n`,
    begin: ({ run }) => run('import', 'rows.csv', '--strict'),
  },
  {
    name: 'the check comes first',
    rows: csvOf(20),
    begin: ({ run }) => run('check', 'rows.csv'),
  },
  {
    name: 'counts that are no numbers',
    rows: `${HEADER}g1,alice,n/a\ng1,bob,2\n`,
    begin: ({ run }) => run('import', 'rows.csv'),
    correct: (text) => lineOf(text, /n\/a/, '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'a later row of the same member that is no number',
    rows: `${HEADER}g1,alice,675\ng1,bob,2\ng1,alice,x\n`,
    begin: ({ run }) => run('import', 'rows.csv'),
    correct: (text) => lineOf(text, /,x,/, ',7,'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'an earlier row of the same member that is no number',
    rows: `${HEADER}g1,alice,x\ng1,bob,2\ng1,alice,675\n`,
    begin: ({ run }) => run('import', 'rows.csv'),
    correct: (text) => lineOf(text, /,x,/, ',7,'),
    wanted: { 'g1 alice': 675, 'g1 bob': 2 },
  },
  {
    name: 'a later row of the same member, where the first one counts',
    rows: `${HEADER}g1,alice,675\ng1,bob,2\ng1,alice,x\n`,
    begin: ({ run }) => run('import', 'rows.csv', '--on-duplicate', 'first'),
    // In every copy, also where the line stands beside the row that it has overwritten.
    correct: (text) => lineOf(text, /,x,/, ',7,'),
    wanted: { 'g1 alice': 675, 'g1 bob': 2 },
  },
  {
    name: 'an earlier row of the same member, where the first one counts',
    rows: `${HEADER}g1,alice,x\ng1,bob,2\ng1,alice,675\n`,
    begin: ({ run }) => run('import', 'rows.csv', '--on-duplicate', 'first'),
    correct: (text) => lineOf(text, /,x,/, ',7,'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'a row of the same member with a larger count, where the largest counts',
    rows: `${HEADER}g1,alice,675\ng1,bob,2\ng1,alice,x\n`,
    begin: ({ run }) => run('import', 'rows.csv', '--on-duplicate', 'max'),
    correct: (text) => lineOf(text, /,x,/, ',900,'),
    wanted: { 'g1 alice': 900, 'g1 bob': 2 },
  },
  {
    name: 'a copy that a spreadsheet program has saved with semicolons, and without Line',
    rows: `${HEADER}g1,alice,675\ng1,bob,2\ng1,alice,x\n`,
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv');
      await writeFile(join(cwd, 'rows-corrected.csv'), 'GroupId;Member_Account;UnreadMsgNum\ng1;alice;7\n');
      await run('import', 'rows-corrected.csv', '--delimiter', ';');
      return run('verify', 'rows.csv');
    },
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'a corrected workbook, whose row overrules an earlier one',
    rows: `${HEADER}g1,alice,675\ng1,bob,2\ng1,alice,x\n`,
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv');
      const rows = textRow('GroupId', 'Member_Account', 'UnreadMsgNum') + textRow('g1', 'alice', '7');
      await writeFile(join(cwd, 'rows-corrected.xlsx'), workbookOf([{ name: 'failures', rows }]));
      await run('import', 'rows-corrected.xlsx');
      return run('verify', 'rows.csv');
    },
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'rows that were never imported, and a verify of them',
    rows: csvOf(10),
    begin: ({ run }) => run('verify', 'rows.csv'),
  },
  {
    name: 'a file that has grown, and a verify of it',
    rows: `${csvOf(10)}g9,new,9\n`,
    begin: async ({ cwd, run }) => {
      await writeFile(join(cwd, 'rows.csv'), csvOf(10));
      await run('import', 'rows.csv');
      await appendFile(join(cwd, 'rows.csv'), 'g9,new,9\n');
      return run('verify', 'rows.csv');
    },
  },
  {
    name: 'a correction that needs two rounds',
    rows: `${HEADER}g1,alice,n/a\ng1,bob,null\ng1,carol,3\n`,
    begin: ({ run }) => run('import', 'rows.csv'),
    correct: (text, round) => (round === 1 ? lineOf(text, /n\/a/, '7') : lineOf(text, /null/, '8')),
    wanted: { 'g1 alice': 7, 'g1 bob': 8, 'g1 carol': 3 },
  },
  {
    name: 'a group that is made after the import has refused it',
    rows: csvOf(20),
    begin: ({ run, simulator }) => {
      simulator.change({ faults: [{ kind: 10010, share: 1, groupId: 'g3', command: 'set_unread_msg_num' }] });
      return run('import', 'rows.csv');
    },
    correct: (text, _, { simulator }) => {
      simulator.change({ faults: [] });
      return text;
    },
  },
  {
    name: 'rows that got no answer',
    rows: csvOf(20),
    begin: async ({ run, simulator }) => {
      simulator.change({ faults: [{ kind: 10002, share: 1, groupId: 'g3', command: 'set_unread_msg_num' }] });
      const stdout = await run('import', 'rows.csv', '--max-attempts', '1');
      simulator.change({ faults: [] });
      return stdout;
    },
  },
  {
    name: 'a canary',
    rows: csvOf(20),
    begin: ({ run }) => run('import', 'rows.csv', '--limit', '1'),
  },
  {
    name: 'a canary, and verify of it',
    rows: csvOf(20),
    begin: async ({ run }) => {
      await run('import', 'rows.csv', '--limit', '3');
      return run('verify', 'rows.csv');
    },
  },
  {
    name: 'a run from row 1 that was stopped',
    rows: csvOf(60),
    begin: async ({ run, start }) => {
      await run('import', 'rows.csv', '--limit', '3');
      const running = start('import', 'rows.csv', '--restart', '--rate', '30');
      await running.talked('starting');
      await running.signal('SIGINT');
      return (await running.ended).stdout;
    },
  },
  {
    name: 'a run that was killed, asked with status',
    rows: csvOf(60),
    begin: async ({ cwd, start }) => {
      const running = start('import', 'rows.csv', '--rate', '30');
      const path = join(cwd, 'rows.csv.tim-unread', 'checkpoint.json');
      await until(async () => /"ok": [1-9]/.test(await readFile(path, 'utf8').catch(() => '')));
      await running.kill(join(cwd, 'rows.csv.tim-unread'));
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
  },
  {
    name: 'a file that has grown, asked with status',
    rows: csvOf(10),
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv');
      await appendFile(join(cwd, 'rows.csv'), 'g9,new,9\n');
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
  },
  {
    name: 'a file that was edited, asked with status',
    rows: csvOf(10),
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv');
      await writeFile(join(cwd, 'rows.csv'), csvOf(10).replace('user3,3', 'user3,4'));
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
    wanted: { 'g2 user3': 4 },
  },
  {
    name: 'counts that somebody has changed since',
    rows: csvOf(10),
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv');
      await writeFile(join(cwd, 'other.csv'), `${HEADER}g2,user3,77\n`);
      await run('import', 'other.csv');
      return run('verify', 'rows.csv');
    },
  },
  {
    name: 'too many failures',
    rows: `${HEADER}g1,a,x\ng1,b,y\ng1,c,z\ng1,d,4\n`,
    begin: ({ run }) => run('import', 'rows.csv', '--max-failures', '1'),
    correct: (text) => text.replace(',x,', ',1,').replace(',y,', ',2,').replace(',z,', ',3,'),
    wanted: { 'g1 a': 1, 'g1 b': 2, 'g1 c': 3, 'g1 d': 4 },
  },
  {
    name: 'a corrected copy that overwrites another row',
    rows: `${HEADER}g1,alice,n/a\ng1,bob,2\n`,
    begin: ({ run }) => run('import', 'rows.csv'),
    correct: (text, round) => (round === 1 ? text.replace('alice,n/a', 'bob,7') : withoutRows(text, /,invalid,/)),
    wanted: { 'g1 bob': 2 },
  },
  {
    name: 'a row that is left out of the copy, which then has none',
    rows: `${HEADER}g1,alice,n/a\ng1,bob,2\n`,
    begin: ({ run }) => run('import', 'rows.csv'),
    correct: (text) => withoutRows(text, /,invalid,/),
    wanted: { 'g1 bob': 2 },
  },
  {
    name: 'another delimiter, other names, another folder for the state',
    rows: 'group;uid;unread\ng1;alice;no\ng1;bob;2\n',
    begin: ({ run }) =>
      run(
        'import',
        'rows.csv',
        ...[
          '--delimiter',
          ';',
          '--columns',
          'GroupId=group,Member_Account=uid,UnreadMsgNum=unread',
          '--state-dir',
          'st',
        ],
      ),
    correct: (text) => text.replace('alice,no', 'alice,7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'a name with spaces',
    file: "unread counts' export.csv",
    rows: `${HEADER}g1,alice,n/a\ng1,bob,2\n`,
    begin: ({ run }) => run('import', "unread counts' export.csv"),
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'an archive',
    file: 'rows.csv.gz',
    rows: gzipSync(`${HEADER}g1,alice,n/a\ng1,bob,2\n`),
    begin: ({ run }) => run('import', 'rows.csv.gz'),
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'two files, of which one has a bad row',
    rows: csvOf(10),
    begin: async ({ cwd, run }) => {
      await writeFile(join(cwd, 'more.csv'), `${HEADER}g1,alice,n/a\ng1,bob,2\n`);
      return run('import', 'rows.csv', 'more.csv', '--limit', '4');
    },
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2, 'g9 user10': 10 },
  },
  {
    name: 'rows that the check calls wrong',
    rows: `${HEADER}g1,alice,n/a\ng1,bob,2\n`,
    begin: ({ run }) => run('check', 'rows.csv'),
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'rows that verify could not read',
    rows: csvOf(10),
    begin: async ({ run, simulator }) => {
      await run('import', 'rows.csv');
      // Of one member only: where the whole command gets no answer, verify waits for it.
      simulator.change({
        faults: [{ kind: 10002, share: 1, command: 'get_specified_group_member_info', account: 'user3' }],
      });
      const stdout = await run('verify', 'rows.csv', '--max-attempts', '1');
      simulator.change({ faults: [] });
      return stdout;
    },
  },
  {
    name: 'a status after a copy was corrected and imported',
    rows: `${HEADER}g1,alice,n/a\ng1,bob,2\n`,
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv');
      const failures = await readFile(join(cwd, 'rows.csv.tim-unread', 'failures.csv'), 'utf8');
      await writeFile(join(cwd, 'rows-corrected.csv'), failures.replace('n/a', '7'));
      await run('import', 'rows-corrected.csv');
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
    correct: () => '',
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'an export of a Chinese Windows, with names of its own',
    rows: Buffer.concat([
      Buffer.from('c8bad7e92cb3c9d4b12cceb4b6c1cafd0a', 'hex'),
      Buffer.from('g1,alice,n/a\ng1,bob,2\n'),
    ]),
    begin: ({ cwd, start }) => pasteWayOut(cwd, start('validate', 'rows.csv')),
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2 },
  },
  {
    name: 'a name that was mistyped',
    rows: csvOf(20),
    begin: ({ cwd, start }) => pasteWayOut(cwd, start('import', 'row.csv')),
  },
  {
    name: 'a folder of parts, of which one has a bad row',
    rows: csvOf(20),
    begin: async ({ cwd, run }) => {
      await mkdir(join(cwd, 'parts'));
      await writeFile(join(cwd, 'parts', 'part-0.csv'), csvOf(20));
      await writeFile(join(cwd, 'parts', 'part-1.csv'), `${HEADER}g1,alice,n/a\ng1,bob,2\n`);
      await writeFile(join(cwd, 'parts', '_SUCCESS'), '');
      return run('import', 'parts', '--limit', '4');
    },
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g1 bob': 2, 'g9 user10': 10 },
  },
  {
    name: 'an archive that was cut off, and is copied once more',
    file: 'rows.csv.gz',
    rows: gzipSync(csvOf(200)).subarray(0, 600),
    begin: async ({ cwd, run }) => {
      const stdout = await run('import', 'rows.csv.gz');
      expect(stdout).toContain('cut off');
      await writeFile(join(cwd, 'rows.csv.gz'), gzipSync(csvOf(200)));
      return stdout;
    },
    wanted: { 'g9 user10': 10, 'g1 user2': 2 },
  },
  {
    name: 'the key of another app, which is corrected',
    rows: csvOf(20),
    begin: (place) => withWrongSettings(place, { TIM_SECRET_KEY: 'ab'.repeat(32) }, '70009'),
  },
  {
    name: 'an app of another region, which is corrected',
    rows: csvOf(20),
    begin: (place) => withWrongSettings(place, { TIM_SDKAPPID: '1400000001' }, '70020'),
  },
  {
    name: 'two shares, asked with status',
    rows: `${csvOf(20)}g1,alice,n/a\ng2,bob,n/a\n`,
    begin: async ({ cwd, run }) => {
      for (const share of ['1/2', '2/2']) await run('import', 'rows.csv', '--shard', share);
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
    correct: (text) => text.replaceAll('n/a', '7'),
    wanted: { 'g1 alice': 7, 'g2 bob': 7, 'g9 user10': 10 },
  },
  {
    name: 'two shares whose rows were corrected one share after the other',
    rows: `${csvOf(20)}g1,alice,n/a\ng1,bob,n/a\ng1,carol,n/a\ng1,dave,n/a\n`,
    begin: async ({ cwd, run }) => {
      for (const share of ['1', '2']) {
        await run('import', 'rows.csv', '--shard', `${share}/2`);
        const name = `shard-${share}-of-2`;
        const failures = await readFile(join(cwd, 'rows.csv.tim-unread', name, 'failures.csv'), 'utf8');
        expect(failures.split('\n').length).toBeGreaterThan(2);
        await writeFile(join(cwd, `rows-${name}-corrected.csv`), failures.replaceAll('n/a', '7'));
        const corrected = await run('import', `rows-${name}-corrected.csv`);
        expect(corrected).toContain(` verify rows.csv --shard ${share}/2 --settings .env\n`);
      }
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
    correct: () => '',
    wanted: { 'g1 alice': 7, 'g1 dave': 7, 'g9 user10': 10 },
  },
  {
    name: 'a check after a part is done',
    rows: csvOf(20),
    begin: async ({ run }) => {
      await run('import', 'rows.csv', '--limit', '5');
      return run('check', 'rows.csv');
    },
  },
  {
    name: 'a check with flags of its own, asked with status',
    rows: `group;uid;unread\ng1;alice;1\n`,
    begin: async ({ cwd, run }) => {
      const columns = 'GroupId=group,Member_Account=uid,UnreadMsgNum=unread';
      await run('check', 'rows.csv', '--delimiter', ';', '--columns', columns);
      return (await runCommand(['status', 'rows.csv'], { cwd })).stdout;
    },
    wanted: { 'g1 alice': 1 },
  },
  {
    name: 'a check of an archive that is cut off, asked with status',
    file: 'rows.csv.gz',
    rows: gzipSync(csvOf(200)).subarray(0, 600),
    begin: async ({ cwd, run }) => {
      await run('check', 'rows.csv.gz');
      await writeFile(join(cwd, 'rows.csv.gz'), gzipSync(csvOf(200)));
      return (await runCommand(['status', 'rows.csv.gz'], { cwd })).stdout;
    },
    wanted: { 'g9 user10': 10 },
  },
  {
    name: 'a check of a file that has grown since the import',
    rows: `${csvOf(10)}g9,new,9\n`,
    begin: async ({ cwd, run }) => {
      await writeFile(join(cwd, 'rows.csv'), csvOf(10));
      await run('import', 'rows.csv');
      await appendFile(join(cwd, 'rows.csv'), 'g9,new,9\n');
      const stdout = await run('check', 'rows.csv');
      expect(stdout).toContain('the input has grown since the import');
      return stdout;
    },
  },
  {
    name: 'a file that was edited after a part of it was done, and a check of it',
    rows: csvOf(10),
    begin: async ({ cwd, run }) => {
      await run('import', 'rows.csv', '--limit', '5');
      await writeFile(join(cwd, 'rows.csv'), csvOf(10).replace('user3,3', 'user3,4'));
      return run('check', 'rows.csv');
    },
    wanted: { 'g2 user3': 4, 'g9 user10': 10 },
  },
  {
    name: 'rows none of which can be sent, and a verify of them',
    rows: `${HEADER}g1,alice,n/a\n`,
    begin: async ({ run }) => {
      await run('import', 'rows.csv');
      return run('verify', 'rows.csv');
    },
    correct: (text) => text.replace('n/a', '7'),
    wanted: { 'g1 alice': 7 },
  },
  {
    name: 'a finished import that is run again',
    rows: csvOf(20),
    begin: async ({ run }) => {
      await run('import', 'rows.csv');
      return run('import', 'rows.csv');
    },
  },
];

const withoutRows = (text: string, which: RegExp): string =>
  text
    .split('\n')
    .filter((line) => !which.test(line))
    .join('\n');

/** A command that is refused, and the whole command that is proposed instead of it. */
const pasteWayOut = async (cwd: string, { ended }: ReturnType<typeof startCommand>): Promise<string> => {
  const { code, stderr } = await ended;
  expect(code).toBe(2);
  const command = /The whole command:\n +(.*)/.exec(stderr)?.[1] ?? '';
  return (await paste(command, cwd)).stdout;
};

/** An import that the target refuses, with settings that are mended then. */
const withWrongSettings = async (
  { cwd, simulator, run }: Place,
  wrong: Readonly<Record<string, string>>,
  code: string,
): Promise<string> => {
  await writeSettings(cwd, { ...environmentOf(simulator), ...wrong });
  const stdout = await run('import', 'rows.csv');
  expect(stdout).toContain(`with code ${code}`);
  await writeSettings(cwd, environmentOf(simulator));
  return stdout;
};

const writeSettings = (cwd: string, settings: Readonly<Record<string, string>>): Promise<void> => {
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return writeFile(join(cwd, '.env'), lines.join('\n'), { mode: 0o600 });
};

const begun = async (file: string, rows: string | Buffer): Promise<Place> => {
  const cwd = await tempFolder();
  const simulator = await simulate();
  await writeFile(join(cwd, file), rows);
  await writeSettings(cwd, environmentOf(simulator));
  const start = (...words: string[]) => startCommand([...words, ...ENV], { cwd, world: { clock: hastyClock } });
  return { cwd, simulator, start, run: async (...words) => (await start(...words).ended).stdout };
};

test.each(WORLDS)('from "$name" to a verified end, by nothing but the proposed commands', async (world) => {
  const { file = 'rows.csv', rows, correct = (text: string) => text } = world;
  const place = await begun(file, rows);
  let stdout = await world.begin(place);
  let round = 0;
  const seen = new Set<string>();
  const pasted: string[] = [];
  while (!/\n {2}next +nothing to do(: every row|$)/m.test(stdout)) {
    expect(pasted.length, pasted.join('\n') + stdout).toBeLessThan(MOST_STEPS);
    const first = proposedIn(stdout).find(({ commands }) => commands.length > 0);
    if (!first) throw new Error(`nothing is proposed after ${pasted.join('\n')}:\n${stdout}`);
    let last: Pasted | undefined;
    for (const command of first.commands) {
      if (/^(cp|copy) /.test(command)) round += 1;
      last = await paste(command, place.cwd, (text) => correct(text, round, place));
      pasted.push(command);
      // A proposed command is never refused.
      expect(last, `${pasted.join('\n')}\n${last.stderr}`).toMatchObject({ code: expect.toSatisfy(isProgress) });
    }
    stdout = last?.stdout ?? '';
    // The same command with the same result would be a circle.
    const result = `${last?.command}\n${stdout.replace(/^ +(time|rate|reads) .*$/gm, '')}`;
    expect(seen, pasted.join('\n')).not.toContain(result);
    seen.add(result);
  }
  expect(Object.fromEntries(unreadOf(place.simulator))).toMatchObject(world.wanted ?? countsOf(rows.toString()));
});

const isProgress = (code: number): boolean => code === 0 || code === 3 || code === 4;

const countsOf = (csv: string): Record<string, number> =>
  Object.fromEntries(
    csv
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .map(([group, account, count]) => [`${group} ${account}`, Number(count)]),
  );

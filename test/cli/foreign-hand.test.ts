import {
  appendFileSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { expectAllSettled, failedRows, refusing } from '../support/disk.ts';
import { SOMEBODY } from '../support/mounts.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 300;

type Deed = {
  readonly name: string;
  readonly act: (folder: string) => void;
  /** what is told */
  readonly says: string;
  /** where what the other one has made of it lies then, and what it is */
  readonly kept?: readonly [name: string, text: string];
};

const at =
  (name: string, act: (path: string) => void): Deed['act'] =>
  (folder) =>
    act(join(folder, name));

const EDITED = 'GroupId;Member_Account\ng13;me\n';

const DEEDS: readonly Deed[] = [
  {
    name: 'failures.csv is saved anew by a spreadsheet',
    act: at('failures.csv', (path) => writeFileSync(path, EDITED)),
    says: 'failures.csv was changed by somebody else',
    kept: ['failures.edited-1.csv', EDITED],
  },
  {
    name: 'failures.csv is replaced by an editor',
    act: at('failures.csv', (path) => {
      writeFileSync(`${path}~`, EDITED);
      renameSync(`${path}~`, path);
    }),
    says: 'failures.csv was changed by somebody else',
    kept: ['failures.edited-1.csv', EDITED],
  },
  {
    name: 'one value of failures.csv is changed, and its length is not',
    act: at('failures.csv', (path) =>
      writeFileSync(path, readFileSync(path, 'utf8').replace('g13,user14', 'g13,user41')),
    ),
    says: 'failures.csv was changed by somebody else',
  },
  {
    name: 'a line is added to failures.csv',
    act: at('failures.csv', (path) => appendFileSync(path, 'seen by me\n')),
    says: 'failures.csv was changed by somebody else',
  },
  {
    name: 'failures.csv is deleted',
    act: at('failures.csv', (path) => rmSync(path)),
    says: 'failures.csv was moved or deleted',
  },
  {
    name: 'failures.csv is moved',
    act: at('failures.csv', (path) => renameSync(path, join(dirname(path), '..', 'mine.csv'))),
    says: 'failures.csv was moved or deleted',
  },
  {
    name: 'checkpoint.json is edited',
    act: at('checkpoint.json', (path) => writeFileSync(path, '{}')),
    says: 'checkpoint.json was changed by somebody else',
    kept: ['checkpoint.edited-1.json', '{}'],
  },
  {
    name: 'checkpoint.json is deleted',
    act: at('checkpoint.json', (path) => rmSync(path)),
    says: 'checkpoint.json was moved or deleted',
  },
  {
    name: 'the folder is deleted',
    act: (folder) => rmSync(folder, { recursive: true, maxRetries: 5 }),
    says: '.tim-unread was moved or deleted',
  },
  {
    name: 'the folder is moved',
    act: (folder) => renameSync(folder, `${folder}.mine`),
    says: '.tim-unread was moved or deleted',
  },
  {
    name: 'another folder takes its place',
    act: (folder) => {
      renameSync(folder, `${folder}.mine`);
      mkdirSync(folder, { mode: 0o700 });
      cpSync(join(`${folder}.mine`, 'checkpoint.json'), join(folder, 'checkpoint.json'));
    },
    says: 'failures.csv was moved or deleted',
  },
];

/** Names and contents. */
const contentOf = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

const begin = async () => {
  const path = await tempFile('rows.csv', csvOf(ROWS));
  const folder = `${path}.tim-unread`;
  const simulator = await simulate({ faults: refusing });
  const env = environmentOf(simulator);
  const running = startCommand(['import', path, '--rate', '200'], { env });
  // The checkpoint comes last: what is done in the middle of a save may be over with it, unseen.
  const failed = (): number => {
    try {
      return JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8')).counts.failed;
    } catch {
      return 0;
    }
  };
  await until(() => failed() >= 2);
  return { path, folder, simulator, env, running };
};

describe.skipIf(process.platform === 'win32')('while a run writes its files', () => {
  test.each(DEEDS)('$name: no failed row is missing, what was changed is kept, and both are told', async (deed) => {
    const { path, folder, simulator, env, running } = await begin();
    deed.act(folder);
    const { code, stderr } = await running.ended;
    expect(unwrapped(stderr)).toContain(deed.says);
    expect(code).toBe(3);
    expectAllSettled(simulator, folder, ROWS);
    if (deed.kept) {
      const [name, text] = deed.kept;
      expect(readFileSync(join(folder, name), 'utf8')).toContain(text);
      expect(unwrapped(stderr)).toContain(`is kept as ${join(folder, name)}`);
    }
    expect(readFileSync(join(folder, 'log.jsonl'), 'utf8')).toContain('"msg":"restored"');
    // And it is a folder like any other: finished, and ready to be set aside.
    expect((await runCommand(['status', path], { env })).code).toBe(3);
    expect((await runCommand(['import', path, '--restart', '--rate', '5000'], { env })).code).toBe(3);
  });

  test('a program that reads a file, or changes only its time, changes nothing', async () => {
    const { folder, simulator, running } = await begin();
    const path = join(folder, 'failures.csv');
    cpSync(path, `${path}.backup`, { preserveTimestamps: true });
    renameSync(`${path}.backup`, path);
    const { code, stderr } = await running.ended;
    expect(code).toBe(3);
    expectAllSettled(simulator, folder, ROWS);
    expect(stderr).not.toContain('somebody else');
    expect(readdirSync(folder).filter((name) => name.includes('edited'))).toEqual([]);
  });

  test('the folder of the input is moved with all that is in it: stops, and goes on where it is put back', async () => {
    const { path, folder, simulator, env, running } = await begin();
    const home = dirname(path);
    renameSync(home, `${home}.moved`);
    const { code, stdout } = await running.ended;
    expect(code).toBe(4);
    expect(unwrapped(stdout)).toContain(
      'Put back the folder that was moved or deleted, with everything that was in it',
    );
    renameSync(`${home}.moved`, home);
    expect((await runCommand(['import', path, '--rate', '5000'], { env })).code).toBe(3);
    expectAllSettled(simulator, folder, ROWS);
  });

  test.skipIf(SOMEBODY === undefined).each([
    { name: 'an empty one', has: [] },
    { name: 'one that looks like that of the run', has: ['lock', 'checkpoint.json', 'failures.csv', 'log.jsonl'] },
  ])(
    'a folder of another user takes its place, $name: nothing is written there, and the run goes on later',
    async ({ has }) => {
      const { path, folder, simulator, env, running } = await begin();
      renameSync(folder, `${folder}.mine`);
      mkdirSync(folder, { mode: 0o777 });
      for (const name of has) cpSync(join(`${folder}.mine`, name), join(folder, name));
      for (const each of [folder, ...has.map((name) => join(folder, name))])
        chownSync(each, SOMEBODY ?? 0, SOMEBODY ?? 0);
      const before = contentOf(folder);
      const { code, stdout } = await running.ended;
      expect(code).toBe(4);
      expect(unwrapped(stdout)).toContain(`${folder} was put there by somebody else while the run was on`);
      expect(contentOf(folder)).toEqual(before);
      rmSync(folder, { recursive: true });
      renameSync(`${folder}.mine`, folder);
      expect((await runCommand(['import', path, '--rate', '5000'], { env })).code).toBe(3);
      expectAllSettled(simulator, folder, ROWS);
    },
  );

  test('the log is deleted: it is written again, with what it had', async () => {
    const { folder, running } = await begin();
    rmSync(join(folder, 'log.jsonl'));
    await running.ended;
    const log = readFileSync(join(folder, 'log.jsonl'), 'utf8');
    expect(log.match(/"msg":"row-failed"/g)).toHaveLength(failedRows(folder).length);
  });

  test('the lock is deleted: another run is still refused', async () => {
    const { path, folder, env, running } = await begin();
    rmSync(join(folder, 'lock'));
    await until(() => readdirSync(folder).includes('lock'));
    expect((await runCommand(['import', path], { env })).code).toBe(5);
    expect((await running.ended).code).toBe(3);
  });
});

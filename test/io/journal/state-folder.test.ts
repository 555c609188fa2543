import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';
import { StateFolderError, WrongStateError } from '../../../src/core/errors/state-error.ts';
import { type StatePaths, statePaths } from '../../../src/io/journal/state-paths.ts';
import {
  claim,
  linesOf,
  newPaths,
  OTHER_APP,
  openJournal,
  REAL,
  REHEARSAL,
  runTo,
} from '../../support/state-folder.ts';
import { tempFile, tempFolder } from '../../support/temp.ts';

describe('a state folder that cannot be relied on is refused, and nothing in it changes', () => {
  test.each([
    {
      name: 'an empty checkpoint',
      spoil: (paths: StatePaths) => truncate(paths.checkpoint, 0),
      fact: { kind: 'checkpoint-unreliable', why: 'empty' },
    },
    {
      name: 'a checkpoint cut off',
      spoil: (paths: StatePaths) => truncate(paths.checkpoint, 200),
      fact: { kind: 'checkpoint-unreliable', why: 'not-json' },
    },
    {
      name: 'garbage',
      spoil: (paths: StatePaths) => writeFile(paths.checkpoint, '\u0000\u0001'),
      fact: { kind: 'checkpoint-unreliable', why: 'not-json' },
    },
    {
      name: 'another JSON',
      spoil: (paths: StatePaths) => writeFile(paths.checkpoint, '{"version":1}'),
      fact: { kind: 'checkpoint-unreliable', why: 'damaged' },
    },
    {
      name: 'a newer layout',
      spoil: async (paths: StatePaths) => {
        const text = await readFile(paths.checkpoint, 'utf8');
        await writeFile(paths.checkpoint, text.replace('"version": 1', '"version": 2'));
      },
      fact: { kind: 'checkpoint-newer', version: 2, knownVersion: 1 },
    },
    {
      name: 'ranges out of order',
      spoil: async (paths: StatePaths) => {
        const text = await readFile(paths.checkpoint, 'utf8');
        await writeFile(paths.checkpoint, text.replace('"settledAhead": []', '"settledAhead": [[9, 8]]'));
      },
      fact: { kind: 'checkpoint-unreliable', why: 'damaged' },
    },
    {
      name: 'one digit changed',
      spoil: async (paths: StatePaths) => {
        const text = await readFile(paths.checkpoint, 'utf8');
        await writeFile(paths.checkpoint, text.replace('"byte": 50', '"byte": 40'));
      },
      fact: { kind: 'checkpoint-unreliable', why: 'wrong-checksum' },
    },
    { name: 'no checkpoint', spoil: (paths: StatePaths) => rm(paths.checkpoint), fact: { kind: 'checkpoint-missing' } },
    { name: 'no failures.csv', spoil: (paths: StatePaths) => rm(paths.failures), fact: { kind: 'rows-file-missing' } },
    {
      name: 'a shorter failures.csv',
      spoil: (paths: StatePaths) => truncate(paths.failures, 90),
      fact: { kind: 'rows-file-changed' },
    },
  ])('$name', async ({ spoil, fact }) => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await spoil(paths);
    const before = await Promise.all((await readdir(paths.folder)).map((name) => readFile(join(paths.folder, name))));
    const error = await openJournal(paths).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongStateError);
    expect(error).toMatchObject({ fact });
    const after = await Promise.all((await readdir(paths.folder)).map((name) => readFile(join(paths.folder, name))));
    expect(after).toEqual(before);
  });

  test('a file where the folder should be', async () => {
    const paths = await newPaths();
    await writeFile(paths.folder, '');
    const error = await openJournal(paths).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SettingsError);
    expect(error).toMatchObject({ fact: { kind: 'state-folder-is-file', folder: paths.folder } });
  });

  test('a folder that cannot be made', async () => {
    const paths = statePaths(join(await tempFolder(), 'no', 'such', 'place'));
    const error = await openJournal(paths).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StateFolderError);
    expect(error).toMatchObject({
      fact: { kind: 'state-folder-unusable', path: paths.folder, reason: expect.stringMatching(/^ENOENT/) },
    });
  });

  test('a folder in which failures.csv was an input is set aside all the same', async () => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await mkdir(join(paths.folder, 'failures.csv.tim-unread'));
    expect(await claim(paths, REAL, { restart: true })).toBeUndefined();
  });

  test.each(['report.html', 'log.jsonl', 'check.csv'])(
    'a file of somebody else that is called %s is never written over: the folder is refused',
    async (name) => {
      const paths = await newPaths();
      await mkdir(paths.folder);
      await writeFile(join(paths.folder, name), 'mine');
      await expect(claim(paths, REAL)).rejects.toMatchObject({
        fact: { kind: 'state-folder-has-foreign-files', names: [name] },
      });
      expect(await readdir(paths.folder)).toEqual([name]);
    },
  );

  test('failures.csv of somebody else, beside files that no run leaves: these are named', async () => {
    const paths = await newPaths();
    await mkdir(paths.folder);
    for (const name of ['failures.csv', 'guide.md']) await writeFile(join(paths.folder, name), 'mine');
    await expect(claim(paths, REAL)).rejects.toMatchObject({
      fact: { kind: 'checkpoint-missing', foreign: ['guide.md'] },
    });
  });

  test('a folder with other files in it is not set aside', async () => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await writeFile(join(paths.folder, 'thesis.txt'), 'mine');
    await expect(claim(paths, REAL, { restart: true })).rejects.toMatchObject({
      fact: { kind: 'state-folder-has-foreign-files', names: ['thesis.txt'] },
    });
    expect(await readdir(paths.folder)).toContain('thesis.txt');
  });
});

describe('whose folder it is', () => {
  test.each([
    { name: 'another app', target: OTHER_APP, kind: 'state-of-other-target' },
    { name: 'other settings', target: REAL, more: { reading: { kind: 'jsonl' } }, kind: 'state-of-other-reading' },
    { name: 'a rehearsal', target: REHEARSAL, kind: 'state-of-real-run' },
  ])('a real run refuses $name', async ({ target, more, kind }) => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await expect(claim(paths, target, more)).rejects.toMatchObject({ fact: { kind, folder: paths.folder } });
  });

  test('before the first reply it is nobody’s yet', async () => {
    const paths = await newPaths();
    await (await openJournal(paths)).close();
    expect(await claim(paths, OTHER_APP)).toMatchObject({ target: null });
  });

  test('a rehearsal that is not finished goes on', async () => {
    const paths = await newPaths();
    await runTo(paths, 4, { target: REHEARSAL });
    expect(await claim(paths, REHEARSAL)).toMatchObject({ rehearsal: true });
  });

  test.each([
    { name: 'a finished rehearsal to a new one', isComplete: true, by: REHEARSAL, more: {} },
    { name: 'a finished rehearsal to a real run', isComplete: true, by: REAL, more: {} },
    { name: 'an unfinished rehearsal to a real run', isComplete: false, by: REAL, more: {} },
    { name: 'any run to --restart', isComplete: false, by: REHEARSAL, more: { restart: true } },
  ])('$name gives way, and is kept under a dated name', async ({ isComplete, by, more }) => {
    const paths = await newPaths();
    await runTo(paths, 4, { target: REHEARSAL, isComplete });
    expect(await claim(paths, by, more)).toBeUndefined();
    expect(await readdir(paths.folder)).toEqual([]);
    expect(await linesOf(join(`${paths.folder}.2026-11-22-203000`, 'failures.csv'))).toHaveLength(3);
    await writeFile(join(paths.folder, 'checkpoint.json'), '');
    await claim(paths, by, { restart: true });
    expect(await readdir(`${paths.folder}.2026-11-22-203000-2`)).toEqual(['checkpoint.json']);
  });

  test('--restart where nothing was begins', async () => {
    const paths = await newPaths();
    expect(await claim(paths, REAL, { restart: true })).toBeUndefined();
  });
});

test('damage names the file that has it', async () => {
  const path = await tempFile('checkpoint.json', '');
  await expect(claim({ ...statePaths(join(path, '..')), checkpoint: path }, REAL)).rejects.toMatchObject({
    fact: { path },
  });
});

test('a signal ends the copying of the failures, of which a checkpoint may count a terabyte', async () => {
  const paths = await newPaths();
  await runTo(paths, 4);
  const halted = AbortSignal.abort(new Interrupted({ kind: 'interrupted', signal: 'SIGTERM' }));
  await expect(openJournal(paths, undefined, { halted })).rejects.toBe(halted.reason);
  await (await openJournal(paths)).close();
});

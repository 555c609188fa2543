import { copyFile, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WrongStateError } from '../../../src/core/errors/state-error.ts';
import { FolderLock, type LockDeps } from '../../../src/io/journal/folder-lock.ts';
import { statePaths } from '../../../src/io/journal/state-paths.ts';
import { tempFolder } from '../../support/temp.ts';

type Paths = ReturnType<typeof statePaths>;

const stateFolder = async (): Promise<Paths> => {
  const folder = join(await tempFolder(), 'rows.csv.tim-unread');
  await mkdir(folder, { mode: 0o700 });
  return statePaths(folder);
};

/** A host of its own; `onWait` is what happens while it waits a second. */
const hostNamed = (host: string, onWait: (second: number) => Promise<void> = async () => {}) => {
  let seconds = 0;
  const waitedFor: string[] = [];
  const deps: LockDeps = {
    host,
    sleep: async () => {
      seconds += 1;
      await onWait(seconds);
    },
    onWaiting: (holder) => waitedFor.push(holder.host),
  };
  return { deps, waitedFor, seconds: () => seconds };
};

const taken = async (paths: Paths, deps: LockDeps): Promise<FolderLock> => {
  const lock = await FolderLock.take(paths, deps);
  onTestFinished(() => lock.release());
  return lock;
};

/** As if the file had last been written so long ago. */
const age = async ({ lock }: Paths, seconds: number): Promise<void> => {
  const at = Date.now() / 1000 - seconds;
  await utimes(lock, at, at);
};

/** The lock as a host that died leaves it: on the storage, or in a copy of the folder, no lock of the system is left. */
const leftBehind = async (): Promise<Paths> => {
  const [dying, paths] = [await stateFolder(), await stateFolder()];
  await taken(dying, hostNamed('db1').deps);
  await copyFile(dying.lock, paths.lock);
  return paths;
};

describe('the lock of a host that died', () => {
  test('is taken over half a minute after it was last heard of, and who waits is told for whom', async () => {
    const paths = await leftBehind();
    const other = hostNamed('db2', (second) => age(paths, second));
    const lock = await taken(paths, other.deps);
    expect(other.seconds()).toBeGreaterThanOrEqual(29);
    expect(other.seconds()).toBeLessThanOrEqual(31);
    expect(other.waitedFor).toEqual(['db1']);
    expect(JSON.parse(await readFile(paths.lock, 'utf8')).host).toBe('db2');
    expect(await lock.isHeld()).toBe(true);
  });

  test('is taken over at once where that is longer ago', async () => {
    const paths = await leftBehind();
    await age(paths, 60);
    const other = hostNamed('db2');
    await taken(paths, other.deps);
    expect(other.seconds()).toBe(0);
  });

  test('whose time lies ahead, as an archive may set it, is not waited for', async () => {
    const paths = await leftBehind();
    await age(paths, -3600);
    const other = hostNamed('db2', async (second) => {
      if (second > 60) throw new Error('waits without end');
    });
    await taken(paths, other.deps);
    expect(other.seconds()).toBe(0);
  });

  test('is taken over also where the storage still keeps it', async () => {
    const paths = await stateFolder();
    await taken(paths, hostNamed('db1').deps);
    await age(paths, 60);
    await taken(paths, hostNamed('db2').deps);
    expect(JSON.parse(await readFile(paths.lock, 'utf8')).host).toBe('db2');
  });
});

describe('the lock of a host that lives', () => {
  test.each(['which storage keeps for both', 'which storage does not keep'])('%s is never taken over', async (kept) => {
    const paths = kept.endsWith('both') ? await stateFolder() : await leftBehind();
    if (kept.endsWith('both')) await taken(paths, hostNamed('db1').deps);
    const text = await readFile(paths.lock, 'utf8');
    const other = hostNamed('db2', async () => writeFile(paths.lock, text));
    const refused = FolderLock.take(paths, other.deps);
    await expect(refused).rejects.toThrow(WrongStateError);
    await expect(refused).rejects.toMatchObject({ fact: { kind: 'state-in-use', holder: { host: 'db1' } } });
    expect(other.seconds()).toBeLessThanOrEqual(3);
  });

  test('beats: the file is written again while it is held', async () => {
    const paths = await stateFolder();
    const lock = await taken(paths, hostNamed('db1').deps);
    const text = await readFile(paths.lock, 'utf8');
    await age(paths, 60);
    await lock.beat();
    const other = hostNamed('db2', async () => {
      await lock.beat();
    });
    await expect(FolderLock.take(paths, other.deps)).rejects.toThrow(WrongStateError);
    expect(await readFile(paths.lock, 'utf8')).toBe(text);
  });

  test('is free at once when it was let go', async () => {
    const paths = await stateFolder();
    const first = await FolderLock.take(paths, hostNamed('db1').deps);
    await first.release();
    const other = hostNamed('db2');
    await taken(paths, other.deps);
    expect({ seconds: other.seconds(), waitedFor: other.waitedFor }).toEqual({ seconds: 0, waitedFor: [] });
  });
});

test('a host that was halted, and whose lock was taken over, notices it', async () => {
  const paths = await stateFolder();
  const halted = await taken(paths, hostNamed('db1').deps);
  await age(paths, 60);
  await taken(paths, hostNamed('db2').deps);
  expect(await halted.beat()).toBe(false);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Ledger, type Snapshot } from '../../../src/core/books/ledger.ts';
import type { Failure } from '../../../src/core/target/outcome.ts';
import { statePaths } from '../../../src/io/journal/state-paths.ts';
import { isFile, materialise, Recording, record, stateKey } from '../../support/power-cut.ts';
import { inputRow } from '../../support/rows.ts';
import { openJournal, REAL, START, SUMMARY, SUMMARY_TEXT } from '../../support/state-folder.ts';
import { tempFolder } from '../../support/temp.ts';

vi.mock('node:fs/promises', async () => (await import('../../support/power-cut.ts')).recordedFs);
afterEach(() => record(undefined));

const FOLDER = 'rows.csv.tim-unread';

// One write of several lines, longer than a page: a cut in the middle ends inside a line or between two.
const SAID = 'no, "never"\nand never again';
const REFUSED: Failure = {
  class: 'refused',
  errorCode: 10004,
  reason: { code: 'reply', errorCode: 10004, said: SAID },
  attempts: 1,
};

/** A save that a cut may hit, and between which operations it ran. */
type Save = { readonly snapshot: Snapshot; readonly from: number; to: number };

/** A run. Each save records a number of failures and one ok row; the last save finishes the run. */
const run = async (recording: Recording, failuresOfSaves: readonly number[], restart = false) => {
  const saves: Save[] = [];
  record(recording);
  const journal = await openJournal(statePaths(join(recording.root, FOLDER)), REAL, { restart });
  const ledger = new Ledger(journal.resumed ?? START);
  let number = (journal.resumed?.next.row ?? 1) - 1;
  for (const [at, failures] of failuresOfSaves.entries()) {
    for (let settled = 0; settled <= failures; settled += 1) {
      number += 1;
      const row = inputRow(number);
      ledger.read(row);
      if (settled === 0) ledger.settleOk(row);
      else {
        ledger.settleFailed(row, REFUSED);
        journal.fail(row, REFUSED);
      }
    }
    const save: Save = { snapshot: ledger.snapshot(), from: recording.operations.length, to: Number.POSITIVE_INFINITY };
    saves.push(save);
    const isLast = at === failuresOfSaves.length - 1;
    try {
      await (isLast ? journal.finish(SUMMARY, save.snapshot, true) : journal.save(save.snapshot));
    } catch {
      break; // killed
    }
    save.to = recording.operations.length;
  }
  await journal.close();
  record(undefined);
  return saves;
};

/** The run as the next command finds it. The files of the folder stay unchanged. */
const resume = async (root: string): Promise<{ resumed: Snapshot | undefined; failures: string[][] }> => {
  const paths = statePaths(join(root, FOLDER));
  const journal = await openJournal(paths);
  await journal.close();
  const [, ...failures]: string[][] = parse(await readFile(paths.failures));
  return { resumed: journal.resumed, failures };
};

const isOf = (snapshot: Snapshot, resumed: Snapshot): boolean =>
  Object.entries(snapshot).every(([name, value]) => isDeepStrictEqual(value, resumed[name as keyof Snapshot]));

/** Expects whole lines, no row twice, and as many rows as are counted. */
const expectFailures = (failures: string[][], count: number): void => {
  expect(failures).toHaveLength(count);
  expect(new Set(failures.map(([, account]) => account)).size).toBe(count);
  for (const line of failures) expect(line.slice(4, 8)).toEqual(['refused', '10004', SAID, '1']);
};

/**
 * Visits every state that a cut may leave. A state that was right stays right until one more save has ended, so none is
 * checked twice before that.
 *
 * @param look - checks one state
 * @returns the number of states
 */
const cutEverywhere = async (
  recording: Recording,
  from: number,
  saves: readonly Save[],
  look: (root: string, cut: number) => Promise<void>,
): Promise<number> => {
  const copies = await tempFolder();
  const seen = new Set<string>();
  let states = 0;
  for (let cut = from; cut <= recording.operations.length; cut += 1) {
    if (saves.some(({ to }) => to === cut)) seen.clear();
    for (const state of recording.statesAt(cut)) {
      const key = stateKey(state);
      if (seen.has(key)) continue;
      seen.add(key);
      states += 1;
      const root = join(copies, String(states));
      materialise(state, root);
      await look(root, cut).catch((error: Error) => {
        const sizes = [...state].map(([path, content]) => `${path} ${content ? `${content.length} bytes` : ''}`);
        throw new Error(`${recording.behind(cut)}, leaving\n  ${sizes.join('\n  ')}\n${error.message}`, {
          cause: error,
        });
      });
    }
  }
  return states;
};

/** The promise: what was saved is there; what was being saved is there or not; nothing else is. */
const expectSaved = async (root: string, cut: number, saves: readonly Save[]): Promise<void> => {
  const { resumed, failures } = await resume(root);
  const last = saves.findLastIndex(({ to }) => to <= cut);
  if (!resumed) {
    expect(last, 'it begins again, though something was saved').toBe(-1);
    expect(failures).toEqual([]);
    return;
  }
  const found = saves.findIndex(({ snapshot }) => isOf(snapshot, resumed));
  expect(found, 'what it goes on from was never saved').toBeGreaterThanOrEqual(0);
  expect(found, 'what it goes on from is older than the last save').toBeGreaterThanOrEqual(last);
  expect(saves[found]?.from, 'what it goes on from was not being saved yet').toBeLessThan(cut);
  expectFailures(failures, resumed.counts.failed);
};

describe('a power cut at any instant loses nothing that was saved', () => {
  test('of a run from its first file to its summary', async () => {
    const recording = new Recording(await tempFolder());
    const saves = await run(recording, [0, 1, 120, 0, 3]);
    const states = await cutEverywhere(recording, 0, saves, async (root, cut) => {
      await expectSaved(root, cut, saves);
      if (cut < recording.operations.length) return;
      expect(await readFile(join(root, FOLDER, 'summary.json'), 'utf8')).toBe(SUMMARY_TEXT);
    });
    expect(states).toBeGreaterThan(recording.operations.length); // the layer did watch
  });

  test('of a run that goes on where kill -9 had ended one, after any of its operations', async () => {
    const whole = new Recording(await tempFolder());
    await run(whole, [2, 2]);
    for (let killAt = 0; killAt < whole.operations.length; killAt += 1) {
      const recording = new Recording(await tempFolder());
      recording.killAt = killAt;
      const before = await run(recording, [2, 2]).catch(() => []);
      recording.killAt = Number.POSITIVE_INFINITY;
      const saves = [...before, ...(await run(recording, [1, 1]))];
      await cutEverywhere(recording, killAt, saves, (root, cut) => expectSaved(root, cut, saves));
    }
  }, 240_000);

  test('of a run that sets another one aside: either stands in its place, and the older one is whole', async () => {
    const recording = new Recording(await tempFolder());
    const old = await run(recording, [2, 2]);
    const begun = recording.operations.length;
    const saves = await run(recording, [1, 1], true);
    await cutEverywhere(recording, begun, [...old, ...saves], async (root, cut) => {
      const aside = (await readdir(root)).find((name) => name !== FOLDER);
      if (!aside) return expectSaved(root, cut, old);
      await expectSaved(root, cut, saves);
      expectFailures(parse(await readFile(join(root, aside, 'failures.csv'))).slice(1), 4);
      expect(isFile(join(root, aside, 'checkpoint.json'))).toBe(true);
    });
  });
});

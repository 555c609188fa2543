import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { shardName } from '../core/row/shard.ts';
import { readAuditCheckpoint } from '../io/journal/state-folder.ts';
import { auditPaths, importFiles } from '../io/journal/state-paths.ts';
import { type ImportedCopy, isAllCorrected, isOverridden } from './failed-before.ts';
import { readState } from './read-state.ts';
import { sharesIn } from './shares.ts';

/** An input that was imported, whose failed rows were corrected in copies; or such a copy. */
export type Original = {
  readonly path: string;
  /** of all shares, where it is one of them */
  readonly stateDir: string;
  readonly reading: Readonly<Record<string, unknown>>;
  /** that its run was given, as far as it kept them */
  readonly flags: Readonly<Record<string, unknown>>;
  /** when its import was saved last, ISO 8601 UTC; undefined where that cannot be read */
  readonly importedAt: string | undefined;
};

/** A corrected copy that was imported. */
export type LaterCopy = Original & {
  /** its counts were read back as asked, or as a later copy has set them, and no import of these rows has been at work since */
  readonly isProven: boolean;
};

/**
 * The rounds of import, verify, correct, import. Each corrected copy has a name of its own: a name that is used again is
 * that of another input, whose state folder refuses the new content.
 */
export type Rounds = {
  /** where the first import of these rows was; undefined where this is it */
  readonly original: Original | undefined;
  /** that one was at work after the import here, which it may have overwritten */
  readonly isOriginalLater: boolean;
  /** names that no file and no run has */
  readonly freeCopies: readonly [string, string];
  /** the copies behind this input, and behind its shares, that were imported, in their order */
  readonly laterCopies: readonly LaterCopy[];
  /** of each row that failed here, such a copy was imported, and set it */
  readonly isAllCorrected: boolean;
};

/** A copy of `failures.csv`, or of the `failures.xlsx` that `report --xlsx` writes. */
const COPY_ENDINGS = ['.csv', '.xlsx'] as const;

const WORKBOOK_OR_CSV = /(?<=[^/\\])\.(?:csv|xlsx)$/;

const COPY = /-corrected(?:-(\d+))?$/;

/** @param stateDir - of an import, which may be that of a corrected copy */
export const findRounds = async (stateDir: string): Promise<Rounds> => {
  // A copy of the failed rows of a share lies beside the input too.
  const [, whole = stateDir, share = ''] = /^(.+)[/\\](shard-\d+-of-\d+)$/.exec(stateDir) ?? [];
  const input = whole.replace(/(?<=[^/\\])\.tim-unread$/, '').replace(WORKBOOK_OR_CSV, '');
  const name = share === '' ? input : `${input}-${share}`;
  const [ending, number = '1'] = COPY.exec(name) ?? [];
  const base = ending === undefined ? name : name.slice(0, -ending.length);
  const original = ending === undefined ? undefined : await originalOf(base);
  const first = original ? base : name;
  const before = original ? Number(number) : 0;
  const free: string[] = [];
  const laterCopies: FoundCopy[] = [];
  for (let at = 1; ; at += 1) {
    const copy = `${first}-corrected${at === 1 ? '' : `-${at}`}`;
    const names = COPY_ENDINGS.map((ending) => copy + ending);
    const imported = await firstThat(names, (name) => isThere(`${name}.tim-unread`));
    const taken = imported ?? (await firstThat(names, isThere));
    if (taken === undefined) free.push(`${copy}.csv`);
    const [one, other] = free;
    if (one !== undefined && other !== undefined) {
      const copies = [...laterCopies, ...(await copiesOfShares(stateDir))];
      const here = await importedAt(stateDir);
      const lastOfOriginal = original?.importedAt ?? '';
      return {
        original,
        isOriginalLater: original !== undefined && here.length > 0 && here.every((savedAt) => savedAt < lastOfOriginal),
        freeCopies: [one, other],
        laterCopies: await proven(copies, here),
        isAllCorrected: copies.length > 0 && (await isAllCorrected(failuresIn(stateDir), copies.map(withFailures))),
      };
    }
    if (imported !== undefined && at > before) laterCopies.push(await copyAt(imported));
  }
};

/** Whether it has the name that a corrected copy gets, and the run whose failed rows it had is beside it. */
export const isCorrectedCopy = async (path: string): Promise<boolean> => {
  const name = path.replace(WORKBOOK_OR_CSV, '');
  const [ending] = COPY.exec(name) ?? [];
  return ending !== undefined && name !== path && (await originalOf(name.slice(0, -ending.length))) !== undefined;
};

const failuresIn = (stateDir: string): string => importFiles(stateDir).failures;

export const withFailures = ({ path, stateDir }: Pick<Original, 'path' | 'stateDir'>): ImportedCopy => ({
  path,
  failed: failuresIn(stateDir),
});

const copiesOfShares = async (stateDir: string): Promise<readonly FoundCopy[]> => {
  const copies: FoundCopy[] = [];
  for (const shard of await sharesIn(stateDir)) {
    const { laterCopies } = await findRounds(join(stateDir, shardName(shard)));
    copies.push(...(await Promise.all(laterCopies.map(({ path }) => copyAt(path)))));
  }
  return copies;
};

const firstThat = async (
  names: readonly string[],
  isSo: (name: string) => Promise<boolean>,
): Promise<string | undefined> => {
  for (const name of names) if (await isSo(name)) return name;
  return undefined;
};

const originalOf = async (base: string): Promise<Original | undefined> => {
  const [, whole = base, share = ''] = /^(.+)-(shard-\d+-of-\d+)$/.exec(base) ?? [];
  for (const stateDir of [`${whole}.csv.tim-unread`, `${whole}.xlsx.tim-unread`, `${whole}.tim-unread`, whole]) {
    const checkpoint = await readState(join(stateDir, share)).catch(() => undefined);
    if (!checkpoint) continue;
    const beside = stateDir.replace(/\.tim-unread$/, '');
    const path = beside !== stateDir && (await isThere(beside)) ? beside : checkpoint.input.path;
    return {
      path,
      stateDir,
      reading: checkpoint.reading,
      flags: checkpoint.flags ?? {},
      importedAt: checkpoint.savedAt,
    };
  }
  return undefined;
};

type FoundCopy = Omit<LaterCopy, 'isProven'> & {
  /** when its counts had been read back, and how many were not as asked; undefined where not all were */
  readonly verified: { readonly savedAt: string; readonly failed: number } | undefined;
};

const copyAt = async (path: string): Promise<FoundCopy> => {
  const stateDir = `${path}.tim-unread`;
  const checkpoint = await readState(stateDir).catch(() => undefined);
  const verified = await readAuditCheckpoint(auditPaths(stateDir, 'verify')).catch(() => undefined);
  return {
    path,
    stateDir,
    reading: checkpoint?.reading ?? {},
    flags: checkpoint?.flags ?? {},
    importedAt: checkpoint?.savedAt,
    verified:
      verified?.state === 'finished' ? { savedAt: verified.savedAt, failed: verified.counts.failed } : undefined,
  };
};

const importedAt = async (stateDir: string): Promise<readonly string[]> => {
  const shares = await sharesIn(stateDir);
  const folders = [stateDir, ...shares.map((shard) => join(stateDir, shardName(shard)))];
  const found = await Promise.all(folders.map((folder) => readState(folder).catch(() => undefined)));
  return found.flatMap((checkpoint) => checkpoint?.savedAt ?? []);
};

/** Each import of these rows may have overwritten what another one has set. @param first - when that of the first file, or of each of its shares, was saved last */
const proven = async (copies: readonly FoundCopy[], first: readonly string[]): Promise<LaterCopy[]> => {
  const imports = [...first, ...copies.map((copy) => copy.importedAt)];
  const judged: LaterCopy[] = [];
  for (const { verified, ...copy } of copies.toReversed()) {
    const isLatest = imports.every((savedAt) => savedAt !== undefined && verified && savedAt < verified.savedAt);
    const later = judged.map(({ path }) => path);
    const isProven =
      isLatest &&
      (verified?.failed === 0 ||
        (judged.every((one) => one.isProven) &&
          (await isOverridden(auditPaths(copy.stateDir, 'verify').failures, later))));
    judged.unshift({ ...copy, isProven });
  }
  return judged;
};

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

import type { NumberSet } from '../core/books/number-set.ts';
import type { Counting } from '../core/row/counting.ts';
import type { UnpackBound } from '../core/unpack-bound.ts';
import { resumePoint } from '../io/journal/checkpoint.ts';
import { lockFolder } from '../io/journal/folder-lock.ts';
import { type FolderState, inspectAudit, inspectFolder, settledReading } from '../io/journal/state-folder.ts';
import { type Owner, otherReading } from '../io/journal/state-owner.ts';
import type { StatePaths } from '../io/journal/state-paths.ts';
import { STANDARD_INPUT } from '../io/source/bytes/standard-input.ts';
import { InputFile } from '../io/source/input-file.ts';
import { asksOtherDialect, settledFormat, wishOf } from '../io/source/recognition/settled-format.ts';
import { dedupeInput } from './dedupe-input.ts';
import { differInEncoding, differInRows, onlyOpen, reopen, settledBefore } from './earlier-readings.ts';
import { loadCounting } from './load-counting.ts';
import { type Inspected, lockDepsOf, type Opening, ownerOf, pathsOf, refuseDoubtful } from './opening.ts';
import type { InputPlan } from './plan.ts';
import { readingOf } from './reading.ts';
import type { Surroundings } from './surroundings.ts';

/** Examines an input and its state folder. Nothing is changed yet. */
export const examineInput = async (input: InputPlan, opening: Opening): Promise<Inspected> => {
  const { plan, surroundings, halted, closers } = opening;
  const paths = pathsOf(input, plan);
  const before = await settledReading(paths, plan.restart);
  const file = await openFile(input, before, surroundings, halted);
  closers.add(() => file.close());
  const counting = await loadCounting(input.counting);
  file.countBy(counting);
  file.heedWriters(surroundings.clock);
  const lock = await lockFolder(paths, lockDepsOf(paths, surroundings, halted));
  if (lock) closers.add(() => lock.release());
  const { format, recognised } = file;
  if (recognised) surroundings.onWarning({ kind: 'recognised', path: input.path, ...recognised });
  const reading = readingOf(format, plan.onDuplicate, counting);
  const owner = ownerOf(reading, plan, (await surroundings.maker()).key);
  const { found, settled, reopenedLines } = await goOn(
    before,
    file,
    { owner, paths, bound: input.bound, counting },
    opening,
  );
  const resume = resumePoint(found.checkpoint);
  const all = resume ? await file.fromResumePoint(resume, halted) : await file.fromStart(true);
  const rows = settled ? onlyOpen(all, settled) : all;
  const look = await file.look({ isWhole: plan.strict });
  const { remarks } = look;
  halted.throwIfAborted();
  surroundings.onRemarks(input.path, format, remarks);
  if (plan.strict) refuseDoubtful(input.path, look);
  const sizeBytes = () => file.sizeBytes();
  const inspected = { input, format, reading, sizeBytes, paths, lock, found, reopenedLines, remarks };
  // A row that is open again must not undo a later row of its pair.
  if (!plan.findsSuperseded && !settled) return { ...inspected, source: rows, toBeSet: undefined };
  const second = await InputFile.openMixed(input.path, format, input);
  second.countBy(counting);
  second.heedWriters(surroundings.clock);
  closers.add(() => second.close());
  const again = {
    fromStart: (provenBytes: number | undefined) => second.fromStart(true, provenBytes),
    sizeBytes: () => second.sizeBytes(),
  };
  const dedupe = {
    path: input.path,
    again,
    rule: plan.onDuplicate,
    provenBytes: resume?.proven.bytes,
    halted,
  };
  const source = await dedupeInput(rows, dedupe, surroundings);
  return { ...inspected, source, toBeSet: settled ? undefined : source.toBeSet };
};

/**
 * Examines the state folder.
 *
 * @param before - how its run read the input
 * @returns the rows that are settled for good, where the run reads the input in another way than the one before it
 */
const goOn = async (
  before: Readonly<Record<string, unknown>> | undefined,
  file: InputFile,
  { owner, paths, ...reader }: { owner: Owner; paths: StatePaths; bound: UnpackBound | undefined; counting: Counting },
  { plan, surroundings, halted, closers }: Opening,
): Promise<{
  readonly found: FolderState;
  readonly settled?: NumberSet;
  readonly reopenedLines: NumberSet | undefined;
}> => {
  const { path, format } = file;
  if (plan.command !== 'import') return { found: await inspectAudit(paths, owner), reopenedLines: undefined };
  const isChanged = before !== undefined && differInRows(before, owner.reading);
  const found = await inspectFolder(paths, isChanged ? { ...owner, reading: before } : owner);
  const { checkpoint } = found;
  const rereading = { path, failures: paths.failures, ...reader, halted, closers };
  if (!isChanged || !checkpoint) {
    const settled = checkpoint?.earlier && (await settledBefore(checkpoint, rereading));
    return { found, reopenedLines: undefined, ...(settled ? { settled } : {}) };
  }
  const reopened = await reopen(checkpoint, { format, reading: owner.reading }, rereading);
  if (!reopened || 'unsafe' in reopened) {
    const was = { reading: before, isAudit: false };
    throw otherReading(paths.folder, was, owner.reading, reopened?.unsafe);
  }
  const { settled, change } = reopened;
  surroundings.onWarning({
    kind: 'rows-reopened',
    path,
    rows: change.healed,
    differing: change.kept.differing,
    by: differInEncoding(before, owner.reading) ? 'encoding' : 'settings',
    now: format.encoding,
  });
  return { found: { ...found, checkpoint: reopened.checkpoint }, settled, reopenedLines: change.reopenedLines };
};

/** A run that goes on reads its input as it did before. */
const openFile = (
  { path, wish, bound }: InputPlan,
  reading: Readonly<Record<string, unknown>> | undefined,
  surroundings: Surroundings,
  halted: AbortSignal,
): Promise<InputFile> => {
  const stdin = () => destroyedBy(halted, surroundings.stdin());
  const settled = reading && settledFormat(reading, wish);
  // How values are quoted shows itself anew where somebody says a part of it.
  if (reading && asksOtherDialect(reading, wish))
    return InputFile.recognise(path, wishOf(reading, wish), { stdin, bound });
  if (!settled) return InputFile.recognise(path, wish, { stdin, bound });
  // Where it is UTF-8, and rows failed because they are not, it is mixed.
  return path === STANDARD_INPUT
    ? InputFile.open(path, settled, { stdin, bound })
    : InputFile.openMixed(path, settled, { bound });
};

/** A halt also ends the wait for rows that may never come. */
const destroyedBy = (halted: AbortSignal, stream: NodeJS.ReadStream): NodeJS.ReadStream => {
  halted.addEventListener('abort', () => stream.destroy(), { once: true });
  // A signal may come before anything is opened.
  if (halted.aborted) stream.destroy();
  return stream;
};

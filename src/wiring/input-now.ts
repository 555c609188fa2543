import { InputBrokeOffError } from '../core/errors/broken-off-error.ts';
import { InputError } from '../core/errors/input-error.ts';
import { WrongStateError } from '../core/errors/state-error.ts';
import type { RowSource } from '../core/ports.ts';
import { type Checkpoint, resumePoint } from '../io/journal/checkpoint.ts';
import { STANDARD_INPUT } from '../io/source/bytes/standard-input.ts';
import { InputFile } from '../io/source/input-file.ts';
import { JoinedInputs } from '../io/source/joined-inputs.ts';
import { settledFormat } from '../io/source/recognition/settled-format.ts';
import { NO_WISH } from '../io/source/recognition/wish.ts';
import type { InputNow } from '../report/next-steps/known.ts';
import type { InputPlan } from './plan.ts';
import { isJoined, joinedWish } from './reading.ts';
import { requireInputs } from './require-inputs.ts';

/** Proves what is done, as a run that goes on does, and looks whether more follows. @param wasAtEnd - the run had read all rows */
export const inputNow = async (
  { path, joined, bound }: Pick<InputPlan, 'path' | 'joined' | 'bound'>,
  checkpoint: Checkpoint,
  wasAtEnd: boolean,
): Promise<InputNow> => {
  if (path === STANDARD_INPUT) return 'unread';
  let open: { close(): Promise<void> } | undefined;
  try {
    await requireInputs(joined ?? [path]);
    const resume = resumePoint(checkpoint);
    if (!resume) return 'same';
    const never = new AbortController().signal;
    const { reading, savedAt } = checkpoint;
    if (isJoined(reading) !== (joined !== undefined)) return 'edited';
    let rows: RowSource;
    if (joined) {
      const inputs = JoinedInputs.of(path, joined, joinedWish(reading), { bound }).goingOn(resume.setAside);
      const read = await inputs.fromResumePoint(resume, savedAt, never);
      rows = read;
      open = read;
    } else {
      const format = settledFormat(reading, NO_WISH);
      if (!format) return 'edited';
      const file = await InputFile.openMixed(path, format, { bound });
      open = file;
      rows = await file.fromResumePoint(resume, never);
    }
    if (!wasAtEnd) return 'same';
    const lastSettled = Math.max(resume.next.row - 1, resume.settledAhead.at(-1)?.[1] ?? 0);
    for await (const block of rows.rows()) if (block.some(({ number }) => number > lastSettled)) return 'grown';
    return 'same';
  } catch (error) {
    if (error instanceof InputError && error.fact.kind === 'input-missing') return 'gone';
    if (isTooFar(error)) return 'unread';
    if (error instanceof InputError || error instanceof WrongStateError || error instanceof InputBrokeOffError) {
      return 'edited';
    }
    throw error;
  } finally {
    await open?.close();
  }
};

/** Its run was allowed to unpack more: nothing is known of it. */
const isTooFar = (error: unknown): boolean =>
  error instanceof InputError &&
  error.fact.kind === 'input-unreadable' &&
  error.fact.why.kind === 'archive-broke-off' &&
  error.fact.why.fault.code === 'unpacks-too-far';

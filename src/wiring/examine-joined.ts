import { stat } from 'node:fs/promises';
import { InputError } from '../core/errors/input-error.ts';
import { WrongStateError } from '../core/errors/state-error.ts';
import { resumePoint } from '../io/journal/checkpoint.ts';
import { lockFolder } from '../io/journal/folder-lock.ts';
import { inspectAudit, inspectFolder } from '../io/journal/state-folder.ts';
import { statePaths } from '../io/journal/state-paths.ts';
import { JoinedInputs, type MemberLook } from '../io/source/joined-inputs.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { dedupeInput } from './dedupe-input.ts';
import { loadCounting } from './load-counting.ts';
import { type Inspected, lockDepsOf, type Opening, ownerOf, pathsOf, refuseDoubtful } from './opening.ts';
import type { InputPlan } from './plan.ts';
import { joinedReadingOf } from './reading.ts';
import { sharesIn } from './shares.ts';
import type { Surroundings } from './surroundings.ts';

/** Examines many inputs that are one run, and their state folder. Nothing is changed yet. */
export const examineJoined = async (
  input: InputPlan,
  members: readonly string[],
  { plan, surroundings, halted, closers }: Opening,
): Promise<Inspected> => {
  const paths = pathsOf(input, plan);
  const counting = await loadCounting(input.counting);
  const { clock } = surroundings;
  const { bound } = input;
  const told = new Told(surroundings, plan.strict);
  const looked = await JoinedInputs.of(input.path, members, input.wish, { bound, counting, clock }).inspect(
    { isWhole: plan.strict, halted },
    (look, path) => told.look(look, path),
  );
  const { format } = told;
  if (!format) throw new InputError({ kind: 'input-empty', path: input.path });
  told.end();
  const lock = await lockFolder(paths, lockDepsOf(paths, surroundings, halted));
  if (lock) closers.add(() => lock.release());
  const reading = joinedReadingOf(input.wish, plan.onDuplicate, counting);
  const owner = ownerOf(reading, plan, (await surroundings.maker()).key);
  const found = await (plan.command === 'import' ? inspectFolder(paths, owner) : inspectAudit(paths, owner));
  const { checkpoint } = found;
  if (!checkpoint && plan.command === 'import' && !plan.restart) await refuseBegun(members);
  const resume = resumePoint(checkpoint);
  const inputs = looked.goingOn(resume?.setAside);
  const rows =
    resume && checkpoint
      ? await inputs.fromResumePoint(resume, checkpoint.savedAt, halted).catch(withFolder(input, members.length))
      : await inputs.fromStart();
  closers.add(() => rows.close());
  const sizeBytes = () => inputs.sizeBytes();
  const inspected = { input, format, reading, sizeBytes, paths, lock, found, reopenedLines: undefined, remarks: [] };
  // What was set aside is sent behind the others, which may have later rows of the same pairs.
  if (!plan.findsSuperseded && !resume?.setAside) return { ...inspected, source: rows, toBeSet: undefined };
  const scans = { path: input.path, again: inputs, rule: plan.onDuplicate, provenBytes: resume?.proven.bytes, halted };
  const source = await dedupeInput(rows, scans, surroundings);
  return { ...inspected, source, toBeSet: source.toBeSet };
};

/**
 * Inputs that were too few to be one run may be many by now.
 *
 * @throws WrongStateError where a run of one of them has a folder of its own: all its rows would be sent again
 */
const refuseBegun = async (members: readonly string[]): Promise<void> => {
  for (const path of members) {
    const own = statePaths(`${path}.tim-unread`);
    if ((await stat(own.checkpoint).catch(() => undefined)) || (await sharesIn(own.folder)).length > 0) {
      throw new WrongStateError({ kind: 'state-of-single-inputs', path, folder: own.folder, inputs: members.length });
    }
  }
};

/** Where no input was written to since, those that are done are not all here, or others stand among them. */
const withFolder =
  ({ path, stateDir }: InputPlan, inputs: number) =>
  (error: unknown): never => {
    const isOther = error instanceof WrongStateError && error.fact.kind === 'done-part-rewritten';
    if (!isOther || error.fact.path !== path) throw error;
    throw new WrongStateError({ kind: 'state-of-other-inputs', path, folder: stateDir, inputs });
  };

/** How often the same is told of different inputs. */
const MOST_TOLD = 3;

/** Tells what is noticed of the first few inputs, and how many others are like them. */
class Told {
  readonly #surroundings: Surroundings;
  readonly #isStrict: boolean;
  readonly #times = new Map<string, number>();
  readonly #empty: string[] = [];
  #untold = 0;
  /** of the first input that has a byte */
  format: InputFormat | undefined;

  constructor(surroundings: Surroundings, isStrict: boolean) {
    this.#surroundings = surroundings;
    this.#isStrict = isStrict;
  }

  look(look: MemberLook | undefined, path: string): void {
    if (!look) {
      this.#empty.push(path);
      return;
    }
    const { format, recognised, remarks } = look;
    const { onWarning, onRemarks } = this.#surroundings;
    this.format ??= format;
    if (recognised && this.#isNew(JSON.stringify(recognised), 1))
      onWarning({ kind: 'recognised', path, ...recognised });
    const isNew = remarks.filter(({ kind }) => this.#isNew(kind, MOST_TOLD));
    if (isNew.length > 0) onRemarks(path, format, isNew);
    if (this.#isStrict) refuseDoubtful(path, look);
  }

  end(): void {
    const { onWarning } = this.#surroundings;
    const [path] = this.#empty;
    if (path !== undefined) onWarning({ kind: 'inputs-empty', path, count: this.#empty.length });
    if (this.#untold > 0) onWarning({ kind: 'told-of-more', times: this.#untold });
  }

  #isNew(what: string, most: number): boolean {
    const before = this.#times.get(what) ?? 0;
    this.#times.set(what, before + 1);
    if (before >= most) this.#untold += 1;
    return before < most;
  }
}

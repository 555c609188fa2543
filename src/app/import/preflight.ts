import { ReadsRefusedError } from '../../core/errors/target-error.ts';
import type { Clock, OnEvent, ReadApi } from '../../core/ports.ts';
import { type InputRow, isToBeSet, pairKey, type Row } from '../../core/row/row.ts';
import { presentOf } from '../../core/target/finding.ts';
import type { Group } from '../../core/target/group.ts';
import type { GroupDoubt } from '../../core/target/group-doubt.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { readAllByMember } from '../../core/target/read-plan.ts';
import type { CountSource, Reason } from '../../core/target/reason.ts';
import { CountReader, type Counts } from '../questions/count-reader.ts';
import type { GroupCache } from '../questions/group-cache.ts';
import { GroupLookup } from '../questions/group-lookup.ts';
import { GroupReader } from '../questions/group-reader.ts';
import type { WindowSizes } from '../run/prefetch.ts';
import { Calibration } from './calibration.ts';

export type PreflightPlan = {
  /** look groups up before writing to them */
  readonly checkGroups: boolean;
  /** read counts before writing them */
  readonly onlyChanges: boolean;
};

export type PreflightDeps = {
  readonly reads: ReadApi;
  readonly clock: Clock;
  /** of the run */
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
};

// Enough rows to fill each call even if every row has its own group. More rows would only cost memory.
const WINDOWS_OF_GROUPS: WindowSizes = { first: 250, most: 500 };
// A plan over more rows takes fewer calls. Two windows are in memory at a time.
const WINDOWS_OF_COUNTS: WindowSizes = { first: 1000, most: 32_000 };

/** Attempts to read back a count just written: the service may need a moment. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 1000;

const NOTHING: Counts = new Map();

/** What an import finds out about rows before it sends them. */
export class Preflight {
  readonly sizes: WindowSizes;
  readonly #plan: PreflightPlan;
  readonly #clock: Clock;
  readonly #groups: GroupLookup;
  readonly #groupReader: GroupReader;
  readonly #counts: CountReader;
  readonly #calibration: Calibration;

  /**
   * @param groups - receives every group that was looked up
   * @param hasSet - whether a row was ever set
   */
  constructor(plan: PreflightPlan, deps: PreflightDeps, groups: GroupCache, doubt: GroupDoubt, hasSet: () => boolean) {
    const { reads, clock, onEvent } = deps;
    const onGroup = (groupId: string, group: Group): void => {
      // An early refusal is left to the look-up, which waits before it asks again.
      if (plan.checkGroups && (group.kind !== 'refused' || hasSet())) groups.add(groupId, group);
    };
    this.#plan = plan;
    this.#clock = clock;
    const onRefused = ({ reason }: Failure): void => onEvent({ type: 'groups-not-checked', reason });
    this.#groups = new GroupLookup(reads, groups, onRefused, doubt, { ...deps, hasSet });
    this.#groupReader = new GroupReader(reads, { doubt });
    this.#counts = new CountReader(reads, onGroup, doubt);
    this.#calibration = new Calibration(onEvent);
    this.sizes = plan.onlyChanges ? WINDOWS_OF_COUNTS : WINDOWS_OF_GROUPS;
  }

  /** @returns the present counts of the rows; empty when they are not wanted or cannot save a call */
  async ask(rows: readonly InputRow[]): Promise<Counts> {
    const toBeSet = rows.filter(isToBeSet).map(({ row }) => row);
    const counts = await this.#read(toBeSet);
    this.#calibration.noteRead(toBeSet, counts);
    if (this.#plan.checkGroups) await this.#groups.lookUp(toBeSet);
    return counts;
  }

  /** Asks about one group at once. @returns undefined where groups are not looked up, or it is not known */
  async lookUpAgain(groupId: string): Promise<Group | undefined> {
    if (!this.#plan.checkGroups) return undefined;
    let known: Group | undefined;
    await this.#groupReader.read([groupId], (_, group) => {
      known = group;
    });
    return known;
  }

  /** Why every row was written although counts were read; undefined where one was not, or none was to be read. */
  get whyAllWritten(): Reason | undefined {
    return this.#plan.onlyChanges ? this.#calibration.whyAllWritten : undefined;
  }

  /** @returns whether the row already has its count */
  isUnchanged(row: Row, counts: Counts): boolean {
    return this.#calibration.isUnchanged(row, counts);
  }

  /** @returns rows to write before the others and then pass to `calibrate` */
  probes(rows: readonly InputRow[], counts: Counts): ReadonlySet<InputRow> {
    return this.#calibration.probes(rows, counts);
  }

  /**
   * Reads back rows that were set, to find out whether a way of reading can be believed.
   *
   * @param counts - the counts read before the rows were set
   */
  async calibrate(written: readonly Row[], counts: Counts, halted: AbortSignal): Promise<void> {
    let rows = written;
    for (let look = 1; rows.length > 0 && !halted.aborted; look += 1) {
      // Reads in the way that is to be judged. For so few rows another way may cost fewer calls.
      const isListed = (row: Row): boolean => sourceIn(counts, row) === 'UnreadMsgNum';
      const listed = await this.#read(rows.filter(isListed), readAllByMember);
      const others = await this.#read(rows.filter((row) => !isListed(row)));
      rows = this.#calibration.judge(rows, new Map([...listed, ...others]), look === LOOKS);
      if (rows.length > 0) await this.#clock.sleep(LOOK_AGAIN_MS, halted);
    }
  }

  async #read(rows: readonly Row[], plan?: typeof readAllByMember): Promise<Counts> {
    if (rows.length === 0 || !this.#plan.onlyChanges || !this.#calibration.isWorthwhile) return NOTHING;
    try {
      return await this.#counts.read(rows, plan);
    } catch (error) {
      if (!(error instanceof ReadsRefusedError)) throw error;
      const { count, errorCode, because } = error.fact;
      this.#calibration.giveUp({ code: 'questions-refused', count, errorCode, because: because as Reason });
      return NOTHING;
    }
  }
}

const sourceIn = (counts: Counts, row: Row): CountSource | undefined => {
  const found = counts.get(pairKey(row));
  return found?.kind === 'count' ? presentOf(found).source : undefined;
};

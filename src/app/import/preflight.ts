import { ReadsRefusedError } from '../../core/errors.ts';
import type { Clock, OnEvent, ReadApi } from '../../core/ports.ts';
import { type InputRow, isToBeSet, pairKey, type Row } from '../../core/row/row.ts';
import { presentOf } from '../../core/target/finding.ts';
import type { Group } from '../../core/target/group.ts';

import { readAllByMember } from '../../core/target/read-plan.ts';
import type { CountSource, Reason } from '../../core/target/reason.ts';
import { CountReader, type Counts } from '../questions/count-reader.ts';
import type { GroupCache } from '../questions/group-cache.ts';
import { GroupLookup } from '../questions/group-lookup.ts';
import type { WindowSizes } from '../run/prefetch.ts';
import { Calibration } from './calibration.ts';

export type PreflightPlan = {
  /** look groups up before writing to them */
  readonly checkGroups: boolean;
  /** read counts before writing them */
  readonly onlyChanges: boolean;
};

export type PreflightDeps = { readonly reads: ReadApi; readonly clock: Clock; readonly onEvent: OnEvent };

// Enough for full calls where every row has its own group; more would only cost memory.
const WINDOWS_OF_GROUPS: WindowSizes = { first: 250, most: 500 };
// The more rows a plan of reads covers, the fewer calls they take; two windows stay in memory.
const WINDOWS_OF_COUNTS: WindowSizes = { first: 1000, most: 32_000 };

/** Reading back what was just written: the service may need a moment. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 1000;

const NOTHING: Counts = new Map();

/** What an import finds out about rows before it sends them. */
export class Preflight {
  readonly sizes: WindowSizes;
  readonly #plan: PreflightPlan;
  readonly #clock: Clock;
  readonly #groups: GroupLookup;
  readonly #counts: CountReader;
  readonly #calibration: Calibration;

  /** @param groups - is told of every group that was looked up */
  constructor(plan: PreflightPlan, { reads, clock, onEvent }: PreflightDeps, groups: GroupCache) {
    const onGroup = (groupId: string, group: Group): void => {
      if (plan.checkGroups) groups.add(groupId, group);
    };
    this.#plan = plan;
    this.#clock = clock;
    this.#groups = new GroupLookup(reads, groups, ({ reason }) => onEvent({ type: 'groups-not-checked', reason }));
    this.#counts = new CountReader(reads, onGroup);
    this.#calibration = new Calibration(onEvent);
    this.sizes = plan.onlyChanges ? WINDOWS_OF_COUNTS : WINDOWS_OF_GROUPS;
  }

  /** @returns the rows' present counts, where they are wanted and reading them can save a call */
  async ask(rows: readonly InputRow[]): Promise<Counts> {
    const toBeSet = rows.filter(isToBeSet).map(({ row }) => row);
    const counts = await this.#read(toBeSet);
    if (this.#plan.checkGroups) await this.#groups.lookUp(toBeSet);
    return counts;
  }

  /** @returns whether the row is as it should be already */
  isUnchanged(row: Row, counts: Counts): boolean {
    return this.#calibration.isUnchanged(row, counts);
  }

  /** @returns rows to be written before the others, and then to be handed to `calibrate` */
  probes(rows: readonly InputRow[], counts: Counts): ReadonlySet<InputRow> {
    return this.#calibration.probes(rows, counts);
  }

  /**
   * Reads back rows that were set, to find out whether what is read can be believed.
   *
   * @param counts - read before they were set
   */
  async calibrate(written: readonly Row[], counts: Counts, halted: AbortSignal): Promise<void> {
    let rows = written;
    for (let look = 1; rows.length > 0 && !halted.aborted; look += 1) {
      // In the way to be judged, which need not be the one that costs least for so few.
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

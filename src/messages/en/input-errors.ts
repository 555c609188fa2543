import type { DuplicateFact } from '../../core/errors.ts';
import type { Told } from '../told.ts';

/** Why an input is refused. */
export const inputErrors = {
  'duplicate-rows': ({ path, count, examples }: DuplicateFact): Told => {
    const shown = examples.slice(0, 5).map((one) => duplicate(one));
    const more = count > 5 ? `; … and ${count - 5} more` : '';
    const rows = count === 1 ? 'row has' : 'rows have';
    return {
      text: `${path}: ${count} ${rows} a pair that stands in it before: ${shown.join('; ')}${more}`,
      next: 'Correct the file, or choose which row of a pair is sent: --on-duplicate last, first or max (with --restart where the run has begun). validate lists more of them.',
    };
  },
};

/** For example `line 7: "g1", "alice", 5 (first on line 2: 3)`. */
export const duplicate = ({
  groupId,
  account,
  line,
  unread,
  firstLine,
  firstUnread,
}: DuplicateFact['examples'][number]): string =>
  `line ${line}: "${groupId}", "${account}", ${unread} (first on line ${firstLine}: ${firstUnread})`;

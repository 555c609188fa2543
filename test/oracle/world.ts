import type { Fault } from '../../src/simulator/faults.ts';
import type { GroupSpec } from '../../src/simulator/groups.ts';
import type { Dice } from '../soak/dice.ts';
import { HEADER } from '../support/temp.ts';

/** What must become of a row, if every call gets through. */
export type Fate = 'ok' | 'lowered' | 'skipped' | 'invalid' | 'refused' | 'group_refused' | 'unsupported_group';

/** No two rows of a world have the same group, account and count: a call names its row. */
export type WorldRow = {
  readonly line: number;
  readonly groupId: string;
  readonly account: string;
  readonly unread: string;
  readonly fate: Fate;
};

export type WorldInput = {
  readonly name: string;
  /** no other input has its accounts and counts */
  readonly number: number;
  readonly rows: WorldRow[];
  text: string;
};

export type World = {
  readonly inputs: readonly WorldInput[];
  readonly groups: readonly GroupSpec[];
  readonly faults: readonly Fault[];
  /** typed with every import */
  readonly flags: readonly string[];
  /** `--on-duplicate first` */
  readonly isFirst: boolean;
  /** the group `d` is refused now and then, although it is there */
  readonly isFlaky: boolean;
  readonly rate: number;
};

const MEMBERS = ['owner', ...Array.from({ length: 12 }, (_, at) => `user${at}`)];
const MESSAGES = 100_000;
const FEW_MESSAGES = 5;

const GROUPS: readonly GroupSpec[] = [
  ...['a', 'b', 'c', 'd'].map((groupId) => ({
    groupId,
    type: 'Public' as const,
    messages: MESSAGES,
    members: MEMBERS,
  })),
  { groupId: 'few', type: 'Private', messages: FEW_MESSAGES, members: MEMBERS },
  { groupId: 'meet', type: 'Meeting', messages: MESSAGES, members: MEMBERS },
];

/** Faults of writes, none of which is the fault of a row. */
const FAULTS: readonly [Fault, ...Fault[]] = [
  { kind: 'reset', share: 0.04, command: 'set_unread_msg_num' },
  { kind: 'reset-after', share: 0.04, command: 'set_unread_msg_num' },
  { kind: 503, share: 0.05, command: 'set_unread_msg_num' },
  { kind: 'html', share: 0.04, command: 'set_unread_msg_num' },
  { kind: 60008, share: 0.05, command: 'set_unread_msg_num' },
  { kind: 60007, share: 0.02, command: 'set_unread_msg_num' },
  { kind: 503, share: 0.05, command: 'get_group_info' },
];

const FLAKY: readonly Fault[] = [{ kind: 10010, share: 0.2, command: 'set_unread_msg_num', groupId: 'd', first: 4 }];

/** Rows that an input gets at its end. */
export const grow = (dice: Dice, input: WorldInput, count: number): void => {
  for (let at = 0; at < count; at += 1) {
    const unread = String(FEW_MESSAGES + 1 + input.rows.length + 1000 * input.number);
    const account = `user${3 * input.number + dice.below(3)}`;
    const row = { groupId: dice.pick(['a', 'b', 'c', 'd']), account, unread };
    const [fate, values] = fateOf(dice, row);
    input.rows.push({ line: input.rows.length + 2, ...values, fate });
    input.text += `${values.groupId},${values.account},${values.unread}\n`;
  }
};

/** Gives a row another count. */
export const edit = (input: WorldInput, at: number, unread: string): void => {
  const row = input.rows[at] as WorldRow;
  input.rows[at] = { ...row, unread };
  const lines = input.text.split('\n');
  input.text = lines.with(row.line - 1, `${row.groupId},${row.account},${unread}`).join('\n');
};

type Values = Pick<WorldRow, 'groupId' | 'account' | 'unread'>;

const fateOf = (dice: Dice, row: Values): readonly [Fate, Values] => {
  const share = dice.share();
  if (share < 0.04) return ['invalid', { ...row, unread: 'x' }];
  if (share < 0.07) return ['group_refused', { ...row, groupId: 'gone' }];
  if (share < 0.1) return ['unsupported_group', { ...row, groupId: 'meet' }];
  if (share < 0.13) return ['refused', { ...row, account: 'stranger' }];
  if (share < 0.18) return ['lowered', { ...row, groupId: 'few' }];
  return ['ok', row];
};

/** One to three small inputs, a target, and what goes wrong with it. */
export const makeWorld = (dice: Dice): World => {
  const count = dice.pick([1, 1, 1, 2, 3]);
  const inputs = Array.from({ length: count }, (_, at): WorldInput => {
    const input = { name: `part-${at}.csv`, number: at, rows: [], text: HEADER };
    grow(dice, input, dice.hits(0.05) ? 0 : dice.between(1, 60));
    return input;
  });
  const isFirst = dice.hits(0.2);
  const isFlaky = dice.hits(0.2);
  if (isFirst) for (const input of inputs) keepFirst(input);
  const rate = dice.pick([50, 100, 200, 1000]);
  return {
    inputs,
    groups: GROUPS,
    faults: [...(isFlaky ? FLAKY : []), ...(dice.hits(0.4) ? [dice.pick(FAULTS), dice.pick(FAULTS)] : [])],
    flags: [
      ...['--rate', String(rate)],
      ...(isFirst ? ['--on-duplicate', 'first'] : []),
      ...(dice.hits(0.3) ? ['--concurrency', '3'] : []),
      ...(dice.hits(0.3) ? ['--max-attempts', '2'] : []),
    ],
    isFirst,
    isFlaky,
    rate,
  };
};

/** With `--on-duplicate first` the first valid row of each pair counts. */
export const keepFirst = (input: WorldInput): void => {
  const seen = new Set<string>();
  for (const [at, row] of input.rows.entries()) {
    if (row.fate === 'invalid') continue;
    const pair = `${row.groupId} ${row.account}`;
    if (seen.has(pair)) input.rows[at] = { ...row, fate: 'skipped' };
    seen.add(pair);
  }
};

/** What the target must have of a row that it has taken. */
export const countOf = ({ groupId, unread }: WorldRow): number =>
  groupId === 'few' ? Math.min(Number(unread), FEW_MESSAGES) : Number(unread);

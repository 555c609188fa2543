import type { Round } from './round.ts';
import { mostSentAgain, sentAgain } from './verdict.ts';

export type Judged = { readonly round: Round; readonly broken: readonly string[] };

const KINDS = ['spawn', 'folder', 'checkpoint', 'sending'] as const;

/** One line about a round, while more rounds follow. */
export const progressLine = (number: number, rounds: number, { round, broken }: Judged): string => {
  const { plan, kills, calls } = round;
  const made = kills.map(({ kind }, at) => `${kind} ${sentAgain(round)[at]}`).join(', ') || 'none';
  const verdict = broken.length === 0 ? '' : `  BROKEN: ${broken.join(' / ')}`;
  return `round ${number}/${rounds}  seed ${plan.seed}  ${plan.input.rows.length} rows in ${plan.shares}  ${calls.length} calls  kills and rows sent again: ${made}${verdict}\n`;
};

/** The result of all rounds together. */
export const tableOf = (judged: readonly Judged[]): string => {
  const kills = judged.flatMap(({ round }) =>
    round.kills.map((kill, at) => ({ ...kill, again: sentAgain(round)[at] ?? 0, most: mostSentAgain(round) })),
  );
  const again = kills.map((kill) => kill.again).sort((a, b) => a - b);
  const worst = kills.reduce((most, kill) => Math.max(most, kill.again / kill.most), 0);
  const bounds = kills.map((kill) => kill.most);
  const midReplace = kills.filter(({ isMidReplace }) => isMidReplace).length;
  const lines: [string, string][] = [
    ['rounds', String(judged.length)],
    ['  in shares', String(judged.filter(({ round }) => round.plan.shares > 1).length)],
    ['rows', String(sum(judged.map(({ round }) => round.plan.input.rows.length)))],
    ['calls', String(sum(judged.map(({ round }) => round.calls.length)))],
    ['kills', `${kills.length}, ${kills.filter(({ isResume }) => isResume).length} of them during a resume`],
    ...KINDS.map((kind): [string, string] => [`  ${kind}`, String(kills.filter((kill) => kill.kind === kind).length)]),
    ['  mid-replace', `${midReplace} left a new checkpoint behind that was being written`],
    ['sent again', `per kill: median ${again[again.length >> 1] ?? 0}, worst ${again.at(-1) ?? 0}`],
    [
      '  bound',
      `${Math.min(...bounds)} to ${Math.max(...bounds)}; the worst used ${Math.round(worst * 100)} % of its own`,
    ],
    ['promises broken', String(sum(judged.map(({ broken }) => broken.length)))],
  ];
  return lines.map(([name, value]) => `${name.padEnd(17)}${value}\n`).join('');
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

import { here, makeLargeInput, run } from './harness.js';

const ROUNDS = 5;
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const LARGE_ROWS = Number(process.env.BENCH_LARGE_ROWS ?? 10_000_000);

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const seconds = (ms) => (ms / 1000).toFixed(2);
const spread = (values) => `${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`;

const validate = (path) => run(here('../../bin/tim-unread.js'), ['validate', path, '--json']);

/** All of `validate` and a bare parser over the same file, in pairs: whole processes. */
const compare = async (format, yardstick, aim) => {
  const input = await makeLargeInput(ROWS, format);
  const [ours, bare] = [[], []];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push((await validate(input.path)).wallMs);
      bare.push((await run(here('bare-parse.js'), [format, input.path])).wallMs);
    }
  } finally {
    await input.close();
  }
  const ratios = ours.map((value, at) => value / bare[at]);
  return {
    figure: `${ROWS} rows of ${format}`,
    'validate s': seconds(median(ours)),
    'validate, all rounds': spread(ours),
    yardstick,
    'yardstick s': seconds(median(bare)),
    'yardstick, all rounds': spread(bare),
    ratio: median(ratios).toFixed(2),
    'ratio, all rounds': ratios.map((ratio) => ratio.toFixed(2)).join(' '),
    aim,
  };
};

export const benchValidate = async () => [
  await compare('csv', 'csv-parse, columns: true', 'at most 1.3'),
  await compare('jsonl', 'JSON.parse of each line', 'at most 1.3'),
  await compare('json', '@streamparser/json, each element', 'at most 1.5'),
];

/** Time and memory of a whole process that looks for duplicates among this many distinct pairs. */
const measureMemory = async (groups) => {
  const input = await makeLargeInput(LARGE_ROWS, 'csv', () => false, groups);
  try {
    const { output, wallMs, cpuMs, rssMb } = await validate(input.path);
    const found = JSON.parse(output);
    return {
      'distinct pairs': found.rows.valid - found.rows.duplicate,
      'distinct groups': found.groups,
      'most memory (RSS), MB': rssMb.toFixed(0),
      aim: 'at most 512',
      'time, s': seconds(wallMs),
      'CPU time, s': seconds(cpuMs),
    };
  } finally {
    await input.close();
  }
};

export const benchMemory = async () => [await measureMemory(1000), await measureMemory(LARGE_ROWS)];

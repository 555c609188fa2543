import { here, run } from './harness.js';

const ROUNDS = 5;

const measure = async (piece, rows) => {
  const measured = [];
  for (let round = 0; round < ROUNDS; round += 1) measured.push(await run(here('piece.js'), [piece, String(rows)]));
  const ns = measured.map(({ output }) => Number(output)).toSorted((a, b) => a - b);
  const rssMb = measured.map((one) => one.rssMb).toSorted((a, b) => a - b);
  return {
    piece,
    rows,
    'ns a row': ns[ROUNDS >> 1],
    'ns, all rounds': ns.join(' '),
    'most memory (RSS), MB': rssMb[ROUNDS >> 1].toFixed(0),
  };
};

/** The steps that are written for speed: the cost of each per row, to compare with a simpler version. */
export const benchPieces = async () => [
  await measure('check', 3_000_000),
  await measure('jsonl', 1_000_000),
  await measure('pairs', 1_000_000),
  await measure('pairs', 10_000_000),
  await measure('superseded', 4_000_000),
];

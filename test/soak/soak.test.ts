import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { planRound } from './plan.ts';
import { runRound } from './round.ts';
import { type Judged, progressLine, tableOf } from './table.ts';
import { brokenPromises } from './verdict.ts';

// `npm run soak` sets both. Beside the ordinary tests: four rounds of both formats with kills of all kinds, eleven of
// them.
const isTold = process.env.SOAK_ROUNDS !== undefined;
const rounds = Number(process.env.SOAK_ROUNDS ?? 4);
const firstSeed = Number(process.env.SOAK_SEED ?? 76);

const judged: Judged[] = [];

describe.skipIf(process.platform === 'win32')(
  'kill -9 at any instant, resumed until complete: every row is accounted for',
  () => {
    test.each(Array.from({ length: rounds }, (_, at) => ({ number: at + 1, seed: firstSeed + at })))(
      'round $number, again with SOAK_SEED=$seed SOAK_ROUNDS=1 npm run soak',
      async ({ number, seed }) => {
        const folder = await mkdtemp(join(tmpdir(), 'tim-unread-soak-'));
        const round = await runRound(planRound(seed), folder);
        const broken = brokenPromises(round);
        judged.push({ round, broken });
        if (isTold) process.stdout.write(progressLine(number, rounds, { round, broken }));
        // The instants of the kills depend on the machine. The same round may pass when repeated, so its results are
        // kept.
        if (broken.length > 0) await writeFile(join(folder, 'round.json'), JSON.stringify(round, null, 1));
        else await rm(folder, { recursive: true });
        const replay = `SOAK_SEED=${seed} SOAK_ROUNDS=1 npm run soak`;
        expect(broken, `round ${number}, seed ${seed}; what it left is in ${folder}; again with ${replay}`).toEqual([]);
      },
    );

    afterAll(() => {
      if (isTold) process.stdout.write(`\n${tableOf(judged)}`);
    });
  },
);

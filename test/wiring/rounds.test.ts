import { expect, test } from 'vitest';
import { findRounds } from '../../src/wiring/rounds.ts';
import { runCommand } from '../support/command.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { HEADER, tempFile } from '../support/temp.ts';

test('behind a copy that was never imported no first file can have been at work later', async () => {
  const path = await tempFile('rows.csv', `${HEADER}g1,alice,1\ng1,bob,no\n`);
  const { code } = await runCommand(['import', path], { env: environmentOf(await simulate()) });
  expect(code).toBe(3);
  const copy = path.replace('.csv', '-corrected.csv');
  const { original, isOriginalLater } = await findRounds(`${copy}.tim-unread`);
  expect(original?.path).toBe(path);
  expect(isOriginalLater).toBe(false);
});

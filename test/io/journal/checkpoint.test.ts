import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WrongStateError } from '../../../src/core/errors.ts';
import { parseCheckpoint } from '../../../src/io/journal/checkpoint.ts';
import { newPaths, runTo } from '../../support/state-folder.ts';

test('a checkpoint in which anything was changed or is missing is never trusted', async () => {
  const paths = await newPaths();
  await runTo(paths, 5);
  const text = await readFile(paths.checkpoint, 'utf8');
  const whole = parseCheckpoint('c', text);
  const position = fc.integer({ min: 0, max: text.length - 1 });
  const asciiByte = fc.integer({ min: 0, max: 127 });
  fc.assert(
    fc.property(position, asciiByte, fc.boolean(), (at, code, isCut) => {
      const spoilt = isCut ? text.slice(0, at) : text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
      try {
        // White space is no content.
        expect(parseCheckpoint('c', spoilt)).toEqual(whole);
      } catch (error) {
        expect(error).toBeInstanceOf(WrongStateError);
      }
    }),
    { numRuns: 3000 },
  );
});

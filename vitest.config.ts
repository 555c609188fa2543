import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// The one file that puts a module in the place of another, which the files after it would get too.
const MOCKING = ['test/io/journal/power-cut.test.ts'];

/** Where nothing is known of earlier runs, files are sorted by size; these are small, and take a minute each. */
const LONG = /test\/(?:oracle|soak)\/|test\/binary\/suspended|import-one-bad-server|contradictions/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // Times for people are local.
    env: { TZ: 'UTC' },
    setupFiles: ['test/support/setup.ts'],
    // A slow machine that has other work too needs room, a hang must still end.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Commands run in a folder of their own, which threads cannot have.
    pool: 'forks',
    // Half of the time a test waits for a reply or a process; as many files as cores would leave a small machine idle.
    maxWorkers: Math.max(5, availableParallelism()),
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        // Modules are loaded once for many files, which saves about 30 s of CPU time.
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: MOCKING, isolate: false },
      },
      { extends: true, test: { name: 'alone', include: MOCKING } },
    ],
  },
});

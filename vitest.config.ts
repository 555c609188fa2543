import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/setup.ts'],
    // The binary is started for real in many tests; a slow machine needs room, a hang must still end.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of the time a test waits for the binary; one file at a time would leave a small machine idle.
    maxWorkers: Math.max(3, availableParallelism()),
  },
});

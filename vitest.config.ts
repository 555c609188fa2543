import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The binary is started for real in many tests; a slow machine needs room, a hang must still end.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

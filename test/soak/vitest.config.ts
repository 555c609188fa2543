import { defineConfig } from 'vitest/config';

const { SOAK_ROUNDS = '200', SOAK_SEED = String(Math.floor(Math.random() * 1e9)) } = process.env;
process.stdout.write(`SOAK_SEED=${SOAK_SEED} SOAK_ROUNDS=${SOAK_ROUNDS}\n`);

export default defineConfig({
  test: {
    include: ['test/soak/soak.test.ts'],
    env: { SOAK_ROUNDS, SOAK_SEED },
    // For one round.
    testTimeout: 120_000,
  },
});

/** Cases of a property test: as many as the test says, or FUZZ_TIMES as many where somebody has the time. */
export const fuzzRuns = (runs: number): number => runs * Number(process.env.FUZZ_TIMES ?? 1);

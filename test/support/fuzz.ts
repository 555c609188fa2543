/** Number of cases of a property test: as the test says, times FUZZ_TIMES if it is set. */
export const fuzzRuns = (runs: number): number => runs * Number(process.env.FUZZ_TIMES ?? 1);

import { getHeapStatistics } from 'node:v8';

/** How much memory V8 takes before it ends the process: that can be neither caught nor told. */
export const heapLimitBytes = (): number => getHeapStatistics().heap_size_limit;

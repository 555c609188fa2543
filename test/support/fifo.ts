import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/**
 * Makes a FIFO. Who waits for its other end is let go when the test has ended: nothing else would end that, and the tests
 * would hang where they should fail.
 */
export const makeFifo = (path: string): void => {
  execFileSync('mkfifo', [path]);
  onTestFinished(() => closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK)));
};

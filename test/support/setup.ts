import { afterAll } from 'vitest';

// A warning that Node prints stands for a leak, or for something that will stop to work; nobody would read it.
const fail = (warning: Error): never => {
  throw warning;
};
// Files of one worker share the process.
if (!process.listeners('warning').some(({ name }) => name === fail.name)) process.on('warning', fail);

/** What keeps a process at work, and what a test must close. */
const OURS = new Set(['TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'FSReqCallback', 'Timeout']);

const openNow = (): string[] => process.getActiveResourcesInfo().filter((name) => OURS.has(name));

// What an earlier file of this worker has left open is told of that file.
const openBefore = openNow().length;

// What closes at this moment is given the time for it.
afterAll(async () => {
  for (let looked = 0; openNow().length > openBefore; looked += 1) {
    if (looked === 3000) throw new Error(`left open by the tests of this file: ${openNow().join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10).unref());
    await new Promise((resolve) => setImmediate(resolve));
  }
});

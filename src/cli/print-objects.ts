import type { Terminal } from './terminal.ts';

/** `--json`: one object for one input, an array for several. */
export const printObjects = (terminal: Terminal, objects: readonly object[]): void =>
  terminal.result(`${JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2)}\n`);

import type { Terminal } from './terminal.ts';

/** `--json`: one object for one input, an array for several. */
export const printObjects = (terminal: Terminal, objects: readonly object[]): void =>
  terminal.result(`${withoutControls(JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2))}\n`);

/** JSON leaves these as they are, a terminal obeys them. */
const withoutControls = (json: string): string =>
  json.replace(/[\u007f-\u009f\u2028-\u202e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

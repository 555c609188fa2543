import { readFileSync } from 'node:fs';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

/** `dist`: one file for the start, and one for what a command needs besides. To find 450 small ones takes longer than to run them. */
export default {
  input: { main: 'src/cli/main.ts', 'early-signals': 'src/cli/early-signals.ts' },
  platform: 'node',
  logLevel: 'warn',
  external: [/^node:/, ...Object.keys(dependencies).map((name) => new RegExp(`^${name}(?:/|$)`))],
  // Where `package.json` lies is known by the place of the files.
  output: { dir: 'dist/cli', chunkFileNames: '[name].js' },
};

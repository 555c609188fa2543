import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const MODULE = new URL('../../dist/cli/collect-early.js', import.meta.url);

test('this Node knows the flag by which garbage is collected early', async () => {
  const program = `import { collectEarly } from ${JSON.stringify(MODULE)}; collectEarly(); console.log('set');`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  // V8 tells a flag that it does not know on standard error, and goes on.
  expect({ stdout, stderr }).toEqual({ stdout: 'set\n', stderr: '' });
});

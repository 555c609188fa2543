import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { COLLECT_EARLY } from '../../src/cli/host.ts';

test('this Node knows the flag by which memory is given back early', async () => {
  const program = `import { setFlagsFromString } from 'node:v8'; setFlagsFromString('${COLLECT_EARLY}'); console.log('set');`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  // V8 reports an unknown flag on standard error, and continues.
  expect({ stdout, stderr }).toEqual({ stdout: 'set\n', stderr: '' });
});

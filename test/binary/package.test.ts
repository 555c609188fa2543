import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { csvOf, tempFolder } from '../support/temp.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs npm or npx in the way in which the test run was started, if that is known. */
const npm = async (args: readonly string[], cwd: string): Promise<string> => {
  const { npm_execpath: script } = process.env;
  const child = script
    ? spawn(process.execPath, [script, ...args], { cwd })
    : spawn('npm', args, { cwd, shell: process.platform === 'win32' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  expect(code, output).toBe(0);
  return output;
};

test('the packed package works where it is installed, without the checkout', async () => {
  const folder = await tempFolder();
  // The build exists already. Building again would remove it while other tests use it.
  await npm(['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`], folder);
  await writeFile(join(folder, 'rows.csv'), csvOf(20));
  const output = await npm(['exec', '--no', 'tim-unread', 'import', 'rows.csv', '--', '--simulator'], folder);
  expect(output).toMatch(/COMPLETE: rows\.csv/);
  expect(await readdir(join(folder, 'node_modules', 'tim-unread'))).not.toContain('src');
});

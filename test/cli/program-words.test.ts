import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { programWords } from '../../src/cli/program-words.ts';
import { tempFolder } from '../support/temp.ts';

const node = '/usr/bin/node';

test.each([
  {
    how: 'through npx in a checkout',
    argv: [node, '/home/me/.npm/_npx/853/node_modules/.bin/tim-unread'],
    environment: { npm_lifecycle_event: 'npx', npm_lifecycle_script: "'tim-unread'" },
    words: 'npx tim-unread',
  },
  {
    how: 'by a program that npx runs',
    argv: [node, '/home/me/tim/bin/tim-unread.js'],
    environment: { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'vitest' },
    words: 'node -- /home/me/tim/bin/tim-unread.js',
  },
  {
    how: 'by its name, which the path has',
    argv: [node, '/usr/local/bin/tim-unread'],
    environment: { PATH: ['/usr/bin', '/usr/local/bin'].join(delimiter) },
    words: 'tim-unread',
  },
  {
    how: 'by a script of the package that it is installed in',
    argv: [node, '/home/me/job/node_modules/.bin/tim-unread'],
    environment: { PATH: '/home/me/job/node_modules/.bin' },
    words: 'npx tim-unread',
  },
  {
    how: 'by its file below here',
    argv: [node, '/w/bin/tim unread.js'],
    environment: {},
    words: "node -- 'bin/tim unread.js'",
  },
  {
    how: 'by its file elsewhere',
    argv: [node, '/x/tim-unread.js'],
    environment: {},
    words: 'node -- /x/tim-unread.js',
  },
])('started $how: $words', ({ argv, environment, words }) => {
  expect(programWords({ argv, environment, cwd: '/w' })).toBe(words);
});

test('installed globally, the file behind the name in the path is the same', async () => {
  const folder = await tempFolder();
  const script = join(folder, 'tim-unread.js');
  await writeFile(script, '');
  await mkdir(join(folder, 'bin'));
  await symlink(script, join(folder, 'bin', 'tim-unread'));
  const environment = { PATH: join(folder, 'bin') };
  expect(programWords({ argv: [node, script], environment, cwd: '/w' })).toBe('tim-unread');
});

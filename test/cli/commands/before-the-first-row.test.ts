import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCommand } from '../../support/command.ts';
import { csvOf, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

test.each([
  { flags: [], next: 'The same command goes on where it stopped.' },
  { flags: ['--restart'], next: 'Nothing was changed. The same command begins anew.' },
])(
  'an import with $flags that is stopped before its first row says what the same command does',
  async ({ flags, next }) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'rows.csv'), csvOf(10));
    const running = startCommand(['import', 'rows.csv', '--simulator', ...flags, '--json'], { cwd });
    await running.signal('SIGINT');
    const { code, stderr } = await running.ended;
    expect({ code, said: unwrapped(stderr) }).toEqual({ code: 130, said: expect.stringContaining(next) });
  },
);

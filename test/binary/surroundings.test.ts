import { expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 20;

const begin = async () => {
  const simulator = await simulate();
  return { path: await tempFile('rows.csv', csvOf(ROWS)), simulator, env: environmentOf(simulator) };
};

// Windows keeps the folder that a process is in.
test.skipIf(process.platform === 'win32')(
  'a working folder that is there no more is named, and sends nothing',
  async () => {
    const { path, simulator, env } = await begin();
    const through = ['bash', '-c', 'rmdir "$PWD"; exec "$@"', 'bash'] as const;
    const { code, stdout, stderr } = await runBinary(['import', path], { env, through, cwd: await tempFolder() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(unwrapped(stderr)).toMatch(
      /the folder that this was typed in is there no more.*\(TU_SETTINGS\)\s+Go into it anew/,
    );
    expect(simulator.state().calls).toEqual([]);
  },
);

test.skipIf(process.platform !== 'linux')(
  'a home in which nothing can be made, not even tried in vain for ever',
  async () => {
    const { path, simulator, env } = await begin();
    const { code } = await runBinary(['import', path], { env: { ...env, XDG_CONFIG_HOME: '/proc/nothing' } });
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  },
);

test.each([
  { name: 'HOME and TMPDIR that lead nowhere', more: { HOME: '/nowhere', TMPDIR: '/nowhere/at/all' } },
  {
    name: 'a time zone and a language that there are not',
    more: { TZ: 'Mars/Olympus', LANG: 'xx', LC_ALL: 'xx_YY.FOO' },
  },
])('$name: the rows are set all the same', async ({ more }) => {
  const { path, simulator, env } = await begin();
  const { code } = await runBinary(['import', path], { env: { ...env, ...more } });
  expect(code).toBe(0);
  expect(unreadOf(simulator).size).toBe(ROWS);
});

test('little memory is told before it ends the process, which cannot tell it', async () => {
  const { path, env } = await begin();
  const NODE_OPTIONS = '--max-old-space-size=70';
  const { code, stderr } = await runBinary(['import', path], { env: { ...env, NODE_OPTIONS } });
  expect(code).toBe(0);
  expect(unwrapped(stderr)).toMatch(/Node may use 1\d\d MiB of memory only.*--max-old-space-size in NODE_OPTIONS/);
});

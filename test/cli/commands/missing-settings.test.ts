import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openMaker } from '../../../src/wiring/maker.ts';
import type { Ended } from '../../support/binary.ts';
import { runCommand } from '../../support/command.ts';
import { wordsOf } from '../../support/proposed.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

/** A folder with an input and a settings file. */
const inputWithSettings = async () => {
  const cwd = await tempFolder();
  const simulator = await simulate();
  const lines = Object.entries(environmentOf(simulator)).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(cwd, '.env'), lines.join(''), { mode: 0o600 });
  await writeFile(join(cwd, 'rows.csv'), `${HEADER}g1,u1,1\n`);
  return { cwd, simulator, type: (...words: string[]) => runCommand(words, { cwd }) };
};

/** The last line of a refusal, where it is a command. */
const wayOutOf = ({ stderr }: Ended): string[] | undefined => {
  const line = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line.startsWith('npx tim-unread ') ? wordsOf(line).slice(2) : undefined;
};

describe('who forgets the settings gets the whole command with those that the same input was asked for with', () => {
  test.each(['verify', 'check', 'import', 'import --restart', 'verify --lang zh-CN'])('%s', async (typed) => {
    const [command = '', ...more] = typed.split(' ');
    const { type } = await inputWithSettings();
    await type('import', 'rows.csv', '--settings', '.env');
    const refused = await type(command, 'rows.csv', ...more);
    expect(refused.code).toBe(2);
    expect(wayOutOf(refused)).toEqual([command, 'rows.csv', ...more, '--settings', '.env']);
    expect((await type(...(wayOutOf(refused) ?? []))).code).toBe(0);
  });

  test('a check was there before the import', async () => {
    const { type } = await inputWithSettings();
    await type('check', 'rows.csv', '--settings', '.env');
    expect(wayOutOf(await type('import', 'rows.csv'))).toEqual(['import', 'rows.csv', '--settings', '.env']);
  });

  test('several inputs, one of which has begun', async () => {
    const { cwd, type } = await inputWithSettings();
    await writeFile(join(cwd, 'more.csv'), `${HEADER}g1,u2,2\n`);
    await type('import', 'rows.csv', '--settings', '.env');
    const refused = await type('import', 'rows.csv', 'more.csv');
    expect(wayOutOf(refused)).toEqual(['import', 'rows.csv', 'more.csv', '--settings', '.env']);
  });

  test('shares', async () => {
    const { type } = await inputWithSettings();
    await type('import', 'rows.csv', '--shard', '1/2', '--settings', '.env');
    expect(wayOutOf(await type('verify', 'rows.csv'))).toEqual(['verify', 'rows.csv', '--settings', '.env']);
  });

  test('with --json too', async () => {
    const { type } = await inputWithSettings();
    await type('import', 'rows.csv', '--settings', '.env');
    const { stdout } = await type('verify', 'rows.csv', '--json');
    expect(JSON.parse(stdout).error.next).toMatch(
      / The whole command: npx tim-unread verify rows\.csv --json --settings \.env$/,
    );
  });
});

describe('no command is proposed that would be refused as well', () => {
  test('the file is there no more', async () => {
    const { cwd, type } = await inputWithSettings();
    await type('import', 'rows.csv', '--settings', '.env');
    await rename(join(cwd, '.env'), join(cwd, 'elsewhere'));
    const refused = await type('verify', 'rows.csv');
    expect(wayOutOf(refused)).toBeUndefined();
    expect(unwrapped(refused.stderr)).toContain('give --settings FILE');
  });

  test('the settings were variables', async () => {
    const { cwd, simulator, type } = await inputWithSettings();
    await runCommand(['import', 'rows.csv'], { cwd, env: environmentOf(simulator) });
    expect(wayOutOf(await type('verify', 'rows.csv'))).toBeUndefined();
  });

  test('inputs that were asked for in other ways', async () => {
    const { cwd, simulator, type } = await inputWithSettings();
    await writeFile(join(cwd, 'more.csv'), `${HEADER}g1,u2,2\n`);
    await type('import', 'rows.csv', '--settings', '.env');
    await runCommand(['import', 'more.csv'], { cwd, env: environmentOf(simulator) });
    expect(wayOutOf(await type('verify', 'rows.csv', 'more.csv'))).toBeUndefined();
  });

  test('a folder that another user made names no file', async () => {
    const { cwd, type } = await inputWithSettings();
    const other = join(await tempFolder(), 'tim-unread');
    const world = { maker: () => openMaker(other) };
    await runCommand(['import', 'rows.csv', '--settings', '.env'], { cwd, world });
    expect(wayOutOf(await type('verify', 'rows.csv'))).toBeUndefined();
  });
});

test.each([
  { content: '', lines: ['TIM_SDKAPPID=…', 'TIM_ADMIN=…', 'TIM_SECRET_KEY=…'] },
  { content: '# later\nTIM_ADMIN=administrator\n', lines: ['TIM_SDKAPPID=…', 'TIM_SECRET_KEY=…'] },
])('a settings file that lacks $lines is named, with these lines', async ({ content, lines }) => {
  const { cwd, type } = await inputWithSettings();
  await writeFile(join(cwd, 'tim.env'), content, { mode: 0o600 });
  const { code, stderr } = await type('import', 'rows.csv', '--settings', 'tim.env');
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(`write into tim.env, each on a line of its own: ${lines.join('  ')}`);
  expect(stderr).not.toContain('give --settings');
});

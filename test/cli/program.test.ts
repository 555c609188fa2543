import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';

const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const COMMANDS = ['import', 'validate', 'check', 'verify', 'status', 'simulate', 'usersig'];

describe('help', () => {
  test('without a command and with --help', async () => {
    const help = await runCommand(['--help']);
    expect(help.code).toBe(0);
    for (const command of COMMANDS) expect(help.stdout).toContain(command);
    expect(help.stdout).toMatch(/Exit status:[\s\S]*130/);
    expect((await runCommand([])).code).toBe(2);
  });

  test.each(COMMANDS)('%s --help', async (command) => {
    const { code, stdout } = await runCommand([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Options:/);
  });

  test('fits into 80 columns', async () => {
    const helps = await Promise.all(
      [[], ...COMMANDS.map((command) => [command])].map((words) => runCommand([...words, '--help'])),
    );
    const widthOf = (line: string) =>
      [...line].reduce((width, character) => width + (/[\u2e80-\uffee]/.test(character) ? 2 : 1), 0);
    const lines = helps.flatMap(({ stdout }) => stdout.split('\n'));
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  });

  test('--version', async () => {
    const { version } = JSON.parse(await readFile(root('package.json'), 'utf8'));
    expect(await runCommand(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('a wrong command', async () => {
    const { code, stderr } = await runCommand(['imprt', 'a.csv']);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(/Did you mean import/);
  });
});

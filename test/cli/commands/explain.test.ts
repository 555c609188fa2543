import { expect, test } from 'vitest';
import { ERROR_NAMES, EXITS_OF_ERRORS } from '../../../src/core/error-codes.ts';
import { ExitCode } from '../../../src/core/errors/error.ts';
import { errorSources } from '../../docs/error-sources.ts';
import { runCommand } from '../../support/command.ts';

test.each([
  ['10010', 'ErrorCode 10010 of the API\n', 'the group does not exist or was dismissed'],
  ['60010', 'ErrorCode 60010 of the API\n', 'The run stops at once'],
  ['60007', 'ErrorCode 60007 of the API\n', 'slows down'],
  ['31337', 'ErrorCode 31337 of the API\n', 'a code that no document lists'],
  ['TU_READS_REFUSED', 'TU_READS_REFUSED\n', '--no-group-check'],
  ['reads-refused', 'TU_READS_REFUSED\n', '--no-group-check'],
  ['not_member', 'class not_member of', 'has left the group'],
  ['１００１０', 'ErrorCode 10010 of the API\n', 'the group does not exist'],
  ['3', 'exit status 3\n', 'Finished, but rows failed'],
  ['130', 'exit status 130\n', 'Ctrl-C'],
  ['137', 'exit status 137\n', 'SIGKILL'],
  ['ENOSPC', 'System error ENOSPC\n', 'no space is left on the disk'],
  ['und-err-socket', 'System error UND_ERR_SOCKET\n', 'the other side closed the connection'],
])('%s is explained', async (code, title, text) => {
  const { code: status, stdout, stderr } = await runCommand(['explain', code]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.startsWith(title)).toBe(true);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(text);
});

test('several codes are explained one below the other, in Chinese too', async () => {
  const { stdout } = await runCommand(['explain', '10010', 'TU_WRONG_STATE', '4', '--lang', 'zh-CN']);
  expect(stdout.match(/^\S.*$/gm)).toEqual(['接口错误码 10010', 'TU_WRONG_STATE', '退出码 4']);
  expect(stdout).toContain('怎么办');
});

test('what is no code is refused, and the codes beside it are explained all the same', async () => {
  const { code, stdout, stderr } = await runCommand(['explain', '10010', 'nonsense', '10018']);
  expect(code).toBe(2);
  expect(stdout.match(/^\S.*$/gm)).toEqual(['ErrorCode 10010 of the API', 'ErrorCode 10018 of the API']);
  expect(stderr).toContain('"nonsense" is no code');
});

test.each([
  ['ErrorCode 10010', 'explain 10010'],
  ['60026,70016.', 'explain 60026 70016'],
  ['TU_READ_REFUSED', 'explain TU_READS_REFUSED'],
  ['TU_FATAL', 'explain TU_FATAL_REPLY'],
  ['refussed', 'explain refused'],
  ['exhaust', 'explain exhausted'],
  ['connect ECONNREFUSED 127.0.0.1:443', 'explain ECONNREFUSED'],
  ['ECONREFUSED', 'explain ECONNREFUSED'],
])('what looks like a code is answered with the command that was meant: %s', async (text, command) => {
  const { code, stderr } = await runCommand(['explain', text]);
  expect({ code, hasCommand: stderr.replaceAll(/\s+/g, ' ').trim().endsWith(command) }).toEqual({
    code: 2,
    hasCommand: true,
  });
});

test('what looks like no code is told where all of them stand', async () => {
  for (const text of ['1.5', '99999999999', 'pending', 'an', 'x'.repeat(100_000)]) {
    const { stderr } = await runCommand(['explain', text]);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('docs/error-codes.md has all of them');
  }
});

test('with --json one code that is none leaves nothing but the refusal', async () => {
  const { code, stdout } = await runCommand(['explain', '10010', 'nonsense', '--json']);
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 2, verdict: 'REFUSED' });
});

test('the table has every error and its exit status', async () => {
  const source = await errorSources();
  const found = [...source.matchAll(/readonly code = '(TU_\w+)';\n {2}readonly exitCode(?:: ExitCode)? = (.+);/g)];
  expect(new Set(['TU_USAGE', 'TU_BUG', ...found.map(([, name]) => name)])).toEqual(new Set(ERROR_NAMES));
  for (const [, name, exit = ''] of found) {
    const key = exit.replace('ExitCode.', '') as keyof typeof ExitCode;
    if (exit.startsWith('ExitCode.'))
      expect(EXITS_OF_ERRORS[name as keyof typeof EXITS_OF_ERRORS]).toEqual([ExitCode[key]]);
  }
});

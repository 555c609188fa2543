import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ExitCode } from '../../src/core/errors/error.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { terminalStream } from '../support/streams.ts';
import { tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const GOOD_ROWS = 'GroupId,Member_Account,UnreadMsgNum\ng1,alice,3\n';
const ROWS = `${GOOD_ROWS}g1,bob,x\n`;

test('help is a result', async () => {
  const { code, stdout, stderr } = await runCommand(['--help']);
  expect({ code, stderr }).toEqual({ code: ExitCode.ok, stderr: '' });
  expect(stdout).toContain('Usage: tim-unread');
});

describe('what standard output does not take', () => {
  const failing = (code: string) =>
    new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error(`${code}: write`), { code, syscall: 'write' })),
    });

  test.each([
    ['ENOSPC', ROWS, ExitCode.rowsFailed],
    ['ENOSPC', GOOD_ROWS, ExitCode.stoppedEarly],
    // Its reader had seen enough.
    ['EPIPE', GOOD_ROWS, ExitCode.ok],
  ])('%s of the result', async (code, rows, exitCode) => {
    const path = await tempFile('rows.csv', rows);
    const ended = await runCommand(['validate', path, '--json'], { world: { stdout: failing(code) } });
    expect(ended.code).toBe(exitCode);
    expect(ended.stderr.includes('(ENOSPC)')).toBe(code === 'ENOSPC');
  });
});

test('a command without its inputs is told what it misses', async () => {
  const { code, stdout, stderr } = await runCommand(['import']);
  expect({ code, stdout }).toEqual({ code: ExitCode.usage, stdout: '' });
  expect(stderr).toBe("error: missing required argument 'file'\n");
});

test('what a program reads of a refusal names the program as it was started', async () => {
  const path = await tempFile('rows.csv', GOOD_ROWS);
  const { stdout } = await runCommand(['import', path, '--json'], { world: { program: 'tim-unread' } });
  expect(JSON.parse(stdout).error.next).toMatch(/: tim-unread import FILE --simulator$/);
});

test.each([
  { lang: 'en', says: "error: missing required argument 'code'\n" },
  { lang: 'zh-CN', says: '错误：缺少代码，请在命令后面写上要解释的代码，例如 10010\n' },
])('explain without a code asks for a code, not for a file ($lang)', async ({ lang, says }) => {
  const { code, stderr } = await runCommand(['explain', '--lang', lang]);
  expect({ code, stderr }).toEqual({ code: ExitCode.usage, stderr: says });
});

test('an unknown flag is told without its value', async () => {
  const { code, stderr } = await runCommand(['import', '--secret-key=0123456789', 'members.csv']);
  expect(code).toBe(ExitCode.usage);
  expect(stderr).toContain("error: unknown option '--secret-key'");
  expect(stderr).not.toContain('0123456789');
});

test.each([
  { given: ['--group-seqs=seqs.csv', 'import', 'members.csv'], of: 'import' },
  { given: ['validate', 'members.csv', '--sample', '5'], of: 'verify' },
])(
  'a flag that stands before its command, or behind another, is told with those that have it: $given',
  async ({ given, of }) => {
    const { code, stderr } = await runCommand(given);
    expect(code).toBe(ExitCode.usage);
    expect(unwrapped(stderr)).toMatch(
      new RegExp(`unknown option '--[a-z-]+'\\s\\(A flag of (.*, )?${of}(, .*)?\\. It stands behind`),
    );
  },
);

test('two commands in one process do not know of each other', async () => {
  const path = await tempFile('rows.csv', ROWS);
  const both = await Promise.all([
    runCommand(['validate', path], { env: { TIM_RATE: '1' } }),
    runCommand(['validate', path, '--rate', 'x']),
  ]);
  expect(both.map(({ code }) => code)).toEqual([ExitCode.rowsFailed, ExitCode.usage]);
  expect(unwrapped(both[1]?.stderr ?? '')).toBe(
    'error: expected --rate (TIM_RATE) to be a number above 0, such as 80 calls a second, or by the time of the ' +
      'day, such as "08:00,60 23:00,200", got "x" (TU_SETTINGS)\n' +
      '  The --help of the command shows every setting.\n',
  );
});

test('a whole import leaves no listener on the process', async () => {
  const path = await tempFile('rows.csv', ROWS);
  const before = process.listenerCount('uncaughtExceptionMonitor');
  const { code } = await runCommand(['import', path, '--simulator', '--progress', 'none']);
  expect(code).toBe(ExitCode.rowsFailed);
  expect(process.listenerCount('uncaughtExceptionMonitor')).toBe(before);
});

test('simulate serves until a signal, and says what came', async () => {
  const running = startCommand(['simulate', '--sdkappid', '7']);
  await running.signal('SIGTERM');
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(ExitCode.ok);
  expect(stdout).toMatch(/^export TIM_SDKAPPID=7\n/);
  expect(unwrapped(stderr)).toContain('No call came.');
});

test('what is said is broken at the width of the terminal, and the next step stays plain', async () => {
  const stderr = terminalStream(40);
  const path = await tempFile('rows.csv', ROWS);
  await runCommand(['validate', path, '--encoding', 'hz-gb-2312'], { env: { NO_COLOR: '1' }, world: { stderr } });
  expect(stderr.text.split('\n')).toEqual([
    'error: --encoding "hz-gb-2312" is a',
    '    label to which the Encoding Standard',
    '    gives no decoder, so Node cannot',
    '    decode it (TU_SETTINGS)',
    '  Encodings that can be read are, for',
    '    example, gb18030, gbk, big5,',
    '    shift_jis, euc-jp, euc-kr,',
    '    windows-1252, utf-16le or utf-16be.',
    '    Convert the file to UTF-8 first:',
    '    iconv -f HZ -t UTF-8 FILE > NEWFILE',
    '',
  ]);
});

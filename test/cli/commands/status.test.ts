import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { csvOf, tempFile } from '../../support/temp.ts';

describe('status', () => {
  test('before, between and after', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    expect((await runCommand(['status', path])).stdout).toMatch(/^NOT STARTED/);
    await runCommand(['import', path, '--simulator', '--limit', '5']);
    const between = await runCommand(['status', path]);
    expect(between).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^INCOMPLETE[\s\S]*5 ok[\s\S]*next line 7/),
    });
    expect(between.stdout).toContain(`npx tim-unread import ${path} --simulator`);
    await runCommand(['import', path, '--simulator']);
    expect((await runCommand(['status', path])).stdout).toMatch(/^COMPLETE: /);
    expect(JSON.parse((await runCommand(['status', path, '--json'])).stdout)).toMatchObject({
      verdict: 'COMPLETE',
      rows: { read: 20, ok: 20 },
    });
  });

  test('tells the command that goes on, with all that decides how the input is read', async () => {
    const path = await tempFile('rows.txt', '3;g1;alice\n4;g1;bob\n5;g1;bob\n');
    const flags = ['--format', 'csv', '--delimiter', ';', '--no-header', '--on-duplicate', 'max'];
    const columns = 'GroupId=2,Member_Account=3,UnreadMsgNum=1';
    const args = ['import', path, ...flags, '--columns', columns, '--encoding', 'gbk', '--simulator', '--limit', '1'];
    await runCommand(args);
    const { stdout } = await runCommand(['status', path]);
    const [, command = ''] = /npx tim-unread (import .*)\n/.exec(stdout) ?? [];
    expect((await runCommand(command.split(' ').map((word) => word.replace(/^'|'$/g, '')))).code).toBe(0);
    expect((await runCommand(['status', path])).stdout).toMatch(/^COMPLETE: /);
  });

  test('of a file that is not there', async () => {
    expect(await runCommand(['status', 'no.csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such file'),
    });
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Interrupted } from '../../src/core/errors/interrupted.ts';
import { en } from '../../src/messages/en.ts';
import { jsonOutput } from '../../src/report/json/schema.ts';
import { summaryJson, summaryObject, unreadObject } from '../../src/report/json/summary-json.ts';
import { filesOf } from '../../src/wiring/read-state.ts';
import { runCommand, startCommand } from '../support/command.ts';
import { tempFile } from '../support/temp.ts';
import { EARLY_ENDS } from './early-ends.ts';
import { checkOf, importOf, REHEARSAL, verifyOf } from './summaries.ts';

const ROWS = 'GroupId,Member_Account,UnreadMsgNum\ng1,alice,3\ng1,bob,x\ng2,carol,1\n';
const FIXTURE = 'fixtures/members.csv';
const SCHEMA = new URL('../../docs/json.schema.json', import.meta.url);

test('docs/json.schema.json is made from the schema of the output', async () => {
  const schema = JSON.parse(JSON.stringify(toJsonSchema(jsonOutput, { errorMode: 'ignore' })));
  if (process.env.DOCS_UPDATE) await writeFile(SCHEMA, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(await readFile(SCHEMA, 'utf8'))).toEqual(schema);
});

/** @returns what standard output holds: one JSON value that keeps the schema */
const printed = (stdout: string) => v.parse(jsonOutput, JSON.parse(stdout)) as Record<string, unknown>;

describe('--json is one JSON value that keeps the schema', () => {
  test.each([
    [['import', '--simulator'], 3],
    [['import', '--simulator', '--limit', '1'], 4],
    [['import', '--simulator', '--max-failures', '0'], 4],
    [['validate'], 3],
    [['import', '--dry-run'], 3],
    [['status'], 4],
    [['inspect'], 0],
  ])('%j ends with %i', async (words, exitCode) => {
    const path = await tempFile('rows.csv', ROWS);
    const { code, stdout } = await runCommand([...words, path, '--json']);
    expect(printed(stdout)).toMatchObject({ exitCode: code });
    expect(code).toBe(exitCode);
  });

  test('several inputs are an array', async () => {
    const paths = [await tempFile('a.csv', ROWS), await tempFile('b.csv', ROWS)];
    const { stdout } = await runCommand(['import', ...paths, '--simulator', '--limit', '1', '--json']);
    expect(printed(stdout)).toMatchObject([{ input: { atEnd: false } }, { input: { atEnd: false } }]);
  });

  test('an input that inspect cannot read is named, alone and beside others', async () => {
    const [empty, path] = [await tempFile('empty.csv', ''), await tempFile('a.csv', ROWS)];
    const refused = { verdict: 'REFUSED', exitCode: 2, input: { path: empty }, error: { code: 'TU_INPUT' } };
    expect(printed((await runCommand(['inspect', empty, '--json'])).stdout)).toMatchObject(refused);
    const { stdout } = await runCommand(['inspect', empty, path, '--json']);
    expect(printed(stdout)).toMatchObject([refused, { verdict: 'READABLE' }]);
  });

  test.each([
    [['import', '--json'], 'import', 'TU_USAGE'],
    [['import', 'rows.csv', '--json', '--no-such-flag'], 'import', 'TU_USAGE'],
    [['imprt', 'rows.csv', '--json'], null, 'TU_USAGE'],
    [['--json'], null, 'TU_USAGE'],
    [['simulate', '--json'], 'simulate', 'TU_USAGE'],
    [['status', 'no-such-file.csv', '--json', '--sdkappid', '1'], 'status', 'TU_USAGE'],
    [['import', 'no-such-file.csv', '--json', '--simulator'], 'import', 'TU_INPUT'],
    [['validate', FIXTURE, '--json', '--rate', 'x'], 'validate', 'TU_SETTINGS'],
    [['verify', FIXTURE, '--json'], 'verify', 'TU_SETTINGS'],
  ])('%j is refused with 2', async (words, command, code) => {
    const ended = await runCommand(words);
    expect(ended.code).toBe(2);
    expect(printed(ended.stdout)).toMatchObject({ command, verdict: 'REFUSED', exitCode: 2, error: { code } });
    expect(ended.stderr).not.toBe('');
  });

  test('a folder of another input is refused with 5', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const words = ['import', path, '--simulator', '--json', '--progress', 'none', '--limit', '1'];
    await runCommand(words);
    await writeFile(path, ROWS.replace('alice', 'zelda'));
    const { code, stdout } = await runCommand(words);
    expect(code).toBe(5);
    expect(printed(stdout)).toMatchObject({ verdict: 'REFUSED', exitCode: 5, error: { code: 'TU_WRONG_STATE' } });
  });

  test('a bug is refused with 1', async () => {
    const path = await tempFile('rows.csv', ROWS);
    const maker = async (): Promise<never> => {
      throw new Error('no such thing');
    };
    const { code, stdout } = await runCommand(['import', path, '--simulator', '--json'], { world: { maker } });
    expect(code).toBe(1);
    expect(printed(stdout)).toMatchObject({ exitCode: 1, error: { code: 'TU_BUG', message: 'no such thing' } });
  });

  test('a signal before the first row leaves every field, with null for what nobody knows', async () => {
    const state = `${await tempFile('state', '')}.dir`;
    const words = ['import', '-', '--format', 'csv', '--simulator', '--json', '--state-dir', state];
    const running = startCommand(words, { stdin: 'open' });
    await running.signal('SIGTERM');
    const { code, stdout } = await running.ended;
    expect(code).toBe(143);
    expect(printed(stdout)).toMatchObject({
      command: 'import',
      verdict: 'INCOMPLETE',
      exitCode: 143,
      rows: { read: null, pending: null },
      input: { path: '-', atEnd: null },
      calls: { sent: 0 },
      rate: { mean: null },
    });
  });

  test.each(['import', 'check', 'verify'] as const)('%s that has read no row has every field', (command) => {
    const error = new Interrupted({ kind: 'interrupted', signal: 'SIGINT' });
    const files = filesOf(command, 'rows.csv.tim-unread');
    const of = { command, path: 'rows.csv', error, target: REHEARSAL, limitPerSecond: 200 };
    const object = unreadObject({ ...of, startedAtMs: 0, finishedAtMs: 10, files }, en);
    expect(printed(JSON.stringify(object))).toEqual(object);
  });

  test.each([importOf({ rows: { ok: 7 } }), checkOf({ rows: { ok: 7 } }), verifyOf({ rows: { ok: 7 } })])(
    'the summary of $command',
    (summary) => {
      const object = summaryObject(summary, en);
      expect(printed(JSON.stringify(object))).toEqual(JSON.parse(JSON.stringify(object)));
    },
  );

  test('summary.json, which has the fact of an early end besides', () => {
    const earlyEnd = EARLY_ENDS['fatal-reply'];
    const object = JSON.parse(summaryJson({ ...importOf({ rows: { ok: 7 } }), earlyEnd }, en));
    expect(object.fact.kind).toBe('fatal-reply');
    expect(printed(JSON.stringify(object))).toEqual(object);
  });

  test('what doctor finds', async () => {
    const { code, stdout } = await runCommand(['doctor', await tempFile('rows.csv', ROWS), '--json']);
    expect(printed(stdout)).toMatchObject({ command: 'doctor', exitCode: code, obstacles: expect.any(Array) });
  });

  test.each(['10010', '60010', 'TU_WRONG_STATE', 'not_member', '130'])('what explain says of %s', async (word) => {
    const { code, stdout, stderr } = await runCommand(['explain', word, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(String(printed(stdout).code)).toBe(word);
  });

  test('what explain says of several codes is an array, and of no code a refusal', async () => {
    expect(printed((await runCommand(['explain', '4', '20004', '--json', '--lang', 'zh-CN'])).stdout)).toMatchObject([
      { of: 'status', code: 4 },
      { of: 'reply', code: 20004 },
    ]);
    expect(printed((await runCommand(['explain', 'nonsense', '--json'])).stdout)).toMatchObject({ exitCode: 2 });
  });

  test.each(['report', 'rate', 'usersig', 'simulate'])(
    '%s, which has no --json, is refused with it',
    async (command) => {
      const { code, stdout } = await runCommand([command, FIXTURE, '--json']);
      expect(printed(stdout)).toMatchObject({ command, exitCode: code, error: { code: 'TU_USAGE' } });
      expect(code).toBe(2);
    },
  );

  test('without --json standard output has nothing of a refusal', async () => {
    expect((await runCommand(['import', 'no-such-file.csv', '--simulator'])).stdout).toBe('');
  });
});

import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runBinary, startBinary } from '../support/binary.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const COMMANDS = ['import', 'validate', 'check', 'verify', 'status', 'simulate', 'usersig'];

describe('help', () => {
  test('without a command and with --help', async () => {
    const help = await runBinary(['--help']);
    expect(help.code).toBe(0);
    for (const command of COMMANDS) expect(help.stdout).toContain(command);
    expect(help.stdout).toMatch(/Exit status:[\s\S]*130/);
    expect((await runBinary([])).code).toBe(2);
  });

  test.each(COMMANDS)('%s --help', async (command) => {
    const { code, stdout } = await runBinary([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Options:/);
  });

  test('fits into 80 columns', async () => {
    const helps = await Promise.all(
      [[], ...COMMANDS.map((command) => [command])].map((words) => runBinary([...words, '--help'])),
    );
    const widthOf = (line: string) =>
      [...line].reduce((width, character) => width + (/[\u2e80-\uffee]/.test(character) ? 2 : 1), 0);
    const lines = helps.flatMap(({ stdout }) => stdout.split('\n'));
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  });

  test('--version', async () => {
    const { version } = JSON.parse(await readFile(root('package.json'), 'utf8'));
    expect(await runBinary(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('a wrong command', async () => {
    const { code, stderr } = await runBinary(['imprt', 'a.csv']);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(/Did you mean import/);
  });
});

describe('validate', () => {
  test('lists every problem with its line, sends nothing and leaves nothing', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'bad-rows.csv');
    await copyFile(root('fixtures/bad-rows.csv'), path);
    const { code, stdout } = await runBinary(['validate', path]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^26 ROWS CANNOT BE SENT/);
    expect(stdout).toContain('line 31: a quote is opened on this line and not closed');
    expect(stdout).toContain('31 read = 5 valid + 26 invalid');
    expect(await readdir(folder)).toEqual(['bad-rows.csv']);
    expect(await runBinary(['import', path, '--dry-run'])).toMatchObject({ code: 3, stdout });
  });

  test('of a good file tells rows, groups and the shortest duration', async () => {
    const { code, stdout } = await runBinary(['validate', await tempFile('rows.csv', csvOf(6000))]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/EVERY ROW CAN BE SENT/);
    expect(stdout).toContain('6,000 valid');
    expect(stdout).toMatch(/groups +50 /);
    expect(stdout).toContain('at least 30 s'); // 6000 / 200
  });

  test('lists twenty of each kind and counts them all', async () => {
    const path = await tempFile('rows.csv', csvOf(1) + 'g1,alice,x\n'.repeat(5000));
    const { stdout } = await runBinary(['validate', path, '--json']);
    const { rows, problems } = JSON.parse(stdout);
    expect(rows).toEqual({ read: 5001, valid: 1, invalid: 5000, duplicate: 0 });
    expect(problems[0].count).toBe(5000);
    expect(problems[0].examples).toHaveLength(20);
    expect((await runBinary(['validate', path])).stdout).toContain('… and 4,980 more');
  });
});

describe('validate of several inputs', () => {
  const validated = async (contents: Readonly<Record<string, string>>, ...flags: string[]) => {
    const cwd = await tempFolder();
    for (const [name, content] of Object.entries(contents)) await writeFile(join(cwd, name), content);
    const ended = await runBinary(['validate', ...Object.keys(contents), ...flags], { cwd });
    const [each = '', total = ''] = ended.stdout.split(/^(?=.*: (?:both|all \d) inputs together$)/m);
    return { ...ended, each, total };
  };
  const commandsOf = (text: string): string[] => text.match(/npx tim-unread .*/g) ?? [];

  test('that are right ends with their sums, and one command for all of them', async () => {
    const { code, each, total } = await validated({ 'a.csv': csvOf(400), 'b.csv': csvOf(2000) }, '--rate', '100');
    expect(code).toBe(0);
    expect(each).toMatch(/EVERY ROW CAN BE SENT: a\.csv[\s\S]*EVERY ROW CAN BE SENT: b\.csv/);
    expect(commandsOf(each)).toEqual([]);
    expect(total).toBe(
      [
        'EVERY ROW CAN BE SENT: both inputs together',
        '',
        '  rows     2,400 read = 2,400 valid + 0 invalid',
        '  inputs   2 right, 0 with rows to correct',
        '  time     at 100 calls a second at least 24 s', // 2400 / 100
        '  next     import the rows:',
        '           npx tim-unread import a.csv b.csv --rate 100',
        '',
      ].join('\n'),
    );
  });

  test('of which one has rows to correct', async () => {
    const { code, each, total } = await validated({
      'a.csv': csvOf(3),
      'b.csv': `${csvOf(2)}g1,alice,x\n`,
      'c.csv': `${csvOf(1)}g0,user1,5\n`,
    });
    expect(code).toBe(3);
    expect(each).toContain('line 4: UnreadMsgNum "x"');
    expect(commandsOf(each)).toEqual([]);
    expect(total).toMatch(
      /^1 ROW CANNOT BE SENT: all 3[\s\S]*8 read = 7 valid \+ 1 invalid\n {2}twice +1 duplicate; each input was checked on its own\n {2}inputs +2 right, 1 with rows to correct\n/,
    );
    expect(total).toMatch(/correct the rows above; [^:]*:\n +npx tim-unread import a\.csv b\.csv c\.csv\n$/);
  });

  test('of which one cannot be read: the others are counted, and validate is what comes next', async () => {
    const { code, stderr, total } = await validated({ 'a.csv': csvOf(3), 'b.csv': 'x,y\n' });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(/error: b\.csv: the header \(line 1\) lacks/);
    expect(total).toMatch(/^NOT ALL CAN BE READ: both[\s\S]*3 read = 3 valid[\s\S]*1 that cannot be read/);
    expect(commandsOf(total)).toEqual(['npx tim-unread validate a.csv b.csv']);
  });

  test('prints nothing but an array with --json', async () => {
    const { stdout } = await validated({ 'a.csv': csvOf(3), 'b.csv': csvOf(2) }, '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ rows: { read: 3 } }, { rows: { read: 2 } }]);
  });
});

describe('an input without a row', () => {
  test.each([
    { name: 'rows.csv', content: HEADER, says: 'holds no rows below its header' },
    { name: 'rows.tsv', content: HEADER.replaceAll(',', '\t').trimEnd(), says: 'holds no rows below its header' },
    { name: 'rows.jsonl', content: '\n\n', says: 'holds no rows:' },
  ])('$name is warned of on standard error, by validate and by import', async ({ name, content, says }) => {
    const path = await tempFile(name, content);
    for (const args of [['validate'], ['validate', '--json'], ['import', '--simulator'], ['import', '--simulator']]) {
      const { code, stdout, stderr } = await runBinary([...args, path]);
      expect(code).toBe(0);
      expect(unwrapped(stderr)).toContain(`warning: ${path} ${says}`);
      expect(stdout).not.toContain('warning');
    }
  });

  test('is not warned of where it has rows, all of them wrong, or none that was reached', async () => {
    const wrong = await tempFile('rows.csv', `${HEADER}g1,alice,x\n`);
    expect((await runBinary(['validate', wrong])).stderr).toBe('');
    expect((await runBinary(['import', '--simulator', wrong])).stderr).not.toContain('holds no rows');
    const cut = await tempFile('rows.csv.gz', gzipSync(csvOf(1)).subarray(0, 20));
    expect((await runBinary(['validate', cut])).stderr).not.toContain('holds no rows');
  });
});

describe('an input that does not end in a line break', () => {
  test.each([['validate'], ['import', '--simulator']])(
    'is warned of by %s: its last count may be cut',
    async (...args) => {
      const path = await tempFile('rows.csv', csvOf(3).trimEnd());
      const { code, stderr } = await runBinary([...args, path]);
      expect(code).toBe(0);
      expect(unwrapped(stderr)).toContain(`warning: ${path} does not end in a line break: if the export was cut off`);
    },
  );

  test('is right as JSONL, whose lines tell where they end', async () => {
    const path = await tempFile('rows.jsonl', '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}');
    expect((await runBinary(['validate', path])).stderr).toBe('');
  });
});

describe('status', () => {
  test('before, between and after', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    expect((await runBinary(['status', path])).stdout).toMatch(/^NOT STARTED/);
    await runBinary(['import', path, '--simulator', '--limit', '5']);
    const between = await runBinary(['status', path]);
    expect(between).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^INCOMPLETE[\s\S]*5 ok[\s\S]*next line 7/),
    });
    expect(between.stdout).toContain(`npx tim-unread import ${path} --simulator`);
    await runBinary(['import', path, '--simulator']);
    expect((await runBinary(['status', path])).stdout).toMatch(/^COMPLETE: /);
    expect(JSON.parse((await runBinary(['status', path, '--json'])).stdout)).toMatchObject({
      verdict: 'COMPLETE',
      rows: { read: 20, ok: 20 },
    });
  });

  test('tells the command that goes on, with all that decides how the input is read', async () => {
    const path = await tempFile('rows.txt', '3;g1;alice\n4;g1;bob\n5;g1;bob\n');
    const flags = ['--format', 'csv', '--delimiter', ';', '--no-header', '--on-duplicate', 'max'];
    const columns = 'GroupId=2,Member_Account=3,UnreadMsgNum=1';
    const args = ['import', path, ...flags, '--columns', columns, '--encoding', 'gbk', '--simulator', '--limit', '1'];
    await runBinary(args);
    const { stdout } = await runBinary(['status', path]);
    const [, command = ''] = /npx tim-unread (import .*)\n/.exec(stdout) ?? [];
    expect((await runBinary(command.split(' ').map((word) => word.replace(/^'|'$/g, '')))).code).toBe(0);
    expect((await runBinary(['status', path])).stdout).toMatch(/^COMPLETE: /);
  });

  test('of a file that is not there', async () => {
    expect(await runBinary(['status', 'no.csv'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such file'),
    });
  });
});

test('usersig prints a UserSig that the target accepts', async () => {
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const { code, stdout } = await runBinary(['usersig'], { env });
  expect(code).toBe(0);
  const url = `${simulator.url}/v4/group_open_http_svc/set_unread_msg_num?sdkappid=${env.TIM_SDKAPPID}&identifier=${env.TIM_ADMIN}&usersig=${stdout.trim()}&random=1&contenttype=json`;
  const reply = await fetch(url, { method: 'POST', body: '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}' });
  expect(await reply.json()).toMatchObject({ ErrorCode: 0 });
});

describe.skipIf(process.platform === 'win32')('simulate', () => {
  test('prints the environment that an import needs, and ends at Ctrl-C', async () => {
    const running = startBinary([
      'simulate',
      '--record',
      '--rate',
      '1000',
      '--fault',
      '10004:100%',
      '--latency',
      '0',
      '--jitter',
      '0',
    ]);
    let printed = '';
    running.child.stdout?.on('data', (chunk: string) => {
      printed += chunk;
    });
    while (!printed.includes('TIM_ENDPOINT')) await new Promise((resolve) => setTimeout(resolve, 10));
    const envFile = await tempFile('.env', printed);
    const path = await tempFile('rows.csv', csvOf(10));
    const { code, stdout } = await runBinary(['import', path, '--env-file', envFile, '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ failures: [{ class: 'refused', errorCode: 10004, count: 10 }] });
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(unwrapped(ended.stderr)).toMatch(/10 calls came/);
  });

  test('serves the groups and accounts of files in the world that was chosen', async () => {
    const groups = await tempFile(
      'groups.json',
      '[{"groupId": "g1", "type": "Work", "messages": 9, "unread": {"bob": 4}}]',
    );
    const accounts = await tempFile('accounts.json', '["ann"]');
    const args = [
      '--read-back',
      'unread',
      '--groups',
      groups,
      '--accounts',
      accounts,
      '--latency',
      '0',
      '--jitter',
      '0',
    ];
    const running = startBinary(['simulate', ...args]);
    let printed = '';
    running.child.stdout?.on('data', (chunk: string) => {
      printed += chunk;
    });
    while (!printed.includes('TIM_ENDPOINT')) await new Promise((resolve) => setTimeout(resolve, 10));
    const env = parseEnv(printed.replaceAll('export ', '')) as Record<string, string>;
    const { stdout: usersig } = await runBinary(['usersig'], { env });
    const joined = async (account: string) => {
      const query = `sdkappid=${env.TIM_SDKAPPID}&identifier=${env.TIM_ADMIN}&usersig=${usersig.trim()}&random=1&contenttype=json`;
      const reply = await fetch(`${env.TIM_ENDPOINT}/v4/group_open_http_svc/get_joined_group_list?${query}`, {
        method: 'POST',
        body: JSON.stringify({ Member_Account: account, ResponseFilter: { SelfInfoFilter: ['UnreadMsgNum'] } }),
      });
      return reply.json();
    };
    expect(await joined('bob')).toMatchObject({ GroupIdList: [{ GroupId: 'g1', SelfInfo: { UnreadMsgNum: 4 } }] });
    expect(await joined('ann')).toMatchObject({ GroupIdList: [{ GroupId: 'g1', SelfInfo: { UnreadMsgNum: 0 } }] });
    expect(await joined('eve')).toMatchObject({ ErrorCode: 10019 });
    running.child.kill('SIGINT');
    expect(unwrapped((await running.ended).stderr)).toMatch(/get_joined_group_list: 3 calls, at most 3 in a second/);
  });

  test.each([
    { args: ['--fault', 'x'], says: /--fault/ },
    { args: ['--fault', '10002:5%@no_such_command'], says: /--fault/ },
    { args: ['--groups', 'no.json'], says: /--groups no\.json/ },
    { args: ['--accounts', root('package.json')], says: /--accounts .*is not a list of accounts/ },
    { args: ['--read-back', 'x'], says: /--read-back to be one of seq, unread, unrelated/ },
    { args: ['--port', '99999'], says: /--port/ },
  ])('$args is refused', async ({ args, says }) => {
    const { code, stderr } = await runBinary(['simulate', ...args]);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(says);
  });
});

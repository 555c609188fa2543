import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BINARY, runBinary, startBinary } from '../support/binary.ts';
import { proposedIn } from '../support/proposed.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, HEADER, tempFolder } from '../support/temp.ts';
import { until } from '../support/until.ts';

/** Pastes lines into a shell, one after the other. */
const pasteInShell = async (lines: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<string> => {
  const script = lines.join('\n');
  const ended = await promisify(execFile)('sh', ['-c', script], { cwd, env }).catch((error) => error);
  return `${ended.stdout}${ended.stderr}`;
};

describe.skipIf(process.platform === 'win32')('what is proposed, pasted into a shell', () => {
  const name = `it's $HOME; "all" of them.csv`;

  test('works from a folder of its own, with any name of a file, and begins as the program was started', async () => {
    const cwd = await tempFolder();
    const simulator = await simulate();
    simulator.change({ faults: [{ kind: 10002, share: 1, groupId: 'g1', command: 'set_unread_msg_num' }] });
    // While these get through, g1 is known to be in trouble, and not the target.
    const others = Array.from({ length: 300 }, (_, at) => `user${at}`);
    await writeFile(join(cwd, name), `${HEADER}g1,alice,1\n${others.map((one) => `g2,${one},2\n`).join('')}`);
    const env = environmentOf(simulator);
    const first = await runBinary(['import', name, '--max-attempts', '1'], { cwd, env });
    simulator.change({ faults: [] });
    const [copyAndImport, verify] = proposedIn(first.stdout);
    expect(copyAndImport?.commands).toHaveLength(2);
    expect(copyAndImport?.commands[1]).toMatch(/^node -- \S+tim-unread\.js import /);
    const shell = { ...process.env, ...env };
    expect(await pasteInShell(copyAndImport?.commands ?? [], cwd, shell)).toMatch(/^COMPLETE: it's \$HOME/m);
    expect(unreadOf(simulator).get('g1 alice')).toBe(1);
    expect(unreadOf(simulator).size).toBe(1 + others.length);
    expect(await pasteInShell(verify?.commands ?? [], cwd, shell)).toMatch(/^EVERY ROW IS AS ASKED/m);
  });

  test('where it is installed, it begins with its name', async () => {
    const cwd = await tempFolder();
    await mkdir(join(cwd, 'bin'));
    await symlink(BINARY, join(cwd, 'bin', 'tim-unread'));
    await writeFile(join(cwd, 'rows.csv'), csvOf(3));
    const env = {
      ...process.env,
      PATH: [join(cwd, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
      npm_lifecycle_event: '',
    };
    const stdout = await pasteInShell(['tim-unread validate rows.csv'], cwd, env);
    expect(stdout).toMatch(/\n +tim-unread import rows\.csv\n {2}and /);
  });
});

test('status sees a run of another process, and never proposes to start it', async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.csv'), csvOf(500));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const running = startBinary(['import', 'rows.csv', '--rate', '20'], { cwd, env });
  onTestFinished(() => {
    running.child.kill('SIGKILL');
  });
  await until(() => simulator.state().calls.length > 5);
  const { code, stdout } = await runBinary(['status', 'rows.csv', '--json'], { cwd, env });
  expect(code).toBe(4);
  const { verdict, running: seen, next } = JSON.parse(stdout);
  expect({ verdict, pid: seen.pid }).toEqual({ verdict: 'RUNNING', pid: running.child.pid });
  expect(next).toEqual([{ text: expect.stringContaining('wait'), commands: [] }]);
  running.child.kill('SIGKILL');
  await running.ended;
  const after = await runBinary(['status', 'rows.csv'], { cwd, env });
  expect(after).toMatchObject({ code: 4, stdout: expect.stringMatching(/^INCOMPLETE[\s\S]*without a word/) });
});

import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { patientClock } from '../../support/clock.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

/** A run whose input is changed after it was read to its end and some of its rows were set. */
const changedWhileRunning = async (change: (path: string) => Promise<void>, afterCalls = 20) => {
  const path = await tempFile('members.csv', csvOf(200));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const running = startCommand(['import', path, '--rate', '200'], { env, world: { clock: patientClock } });
  await until(() => simulator.state().calls.length >= afterCalls);
  await change(path);
  return { path, simulator, env, ended: await running.ended };
};

describe('an input that changed since its run', () => {
  test('is refused with the whole command that begins again', async () => {
    const [path, other] = [await tempFile('members.csv', csvOf(5)), await tempFile('others.csv', csvOf(5))];
    const env = environmentOf(await simulate());
    await runCommand(['import', path, other], { env });
    await writeFile(path, csvOf(5).replace('user3,3', 'user3,4'));
    const { code, stderr } = await runCommand(['import', path], { env });
    expect(code).toBe(5);
    expect(stderr).toContain(`\n  npx tim-unread import ${path} --restart\n`);
    expect((await runCommand(['import', path, '--restart'], { env })).code).toBe(0);
  });

  test('of several, those that have changed begin again with one command, and no other', async () => {
    const paths: string[] = [];
    for (const name of ['a.csv', 'b.csv', 'c.csv']) paths.push(await tempFile(name, csvOf(5)));
    const [first = '', , third = ''] = paths;
    const env = environmentOf(await simulate());
    await runCommand(['import', ...paths], { env });
    await writeFile(first, csvOf(5).replace('user3,3', 'user3,4'));
    await writeFile(third, csvOf(4));
    const typed = ['import', ...paths, '--rate', '100'];
    const { code, stderr } = await runCommand(typed, { env });
    expect({ code, said: unwrapped(stderr) }).toEqual({
      code: 5,
      said: expect.stringContaining('of these inputs 2 have'),
    });
    const command = `import ${first} ${third} --rate 100 --restart`;
    expect(stderr).toContain(`\n  npx tim-unread ${command}\n`);
    expect((await runCommand(command.split(' '), { env })).stdout).toContain('9 sent in this run');
    expect((await runCommand(typed, { env })).stdout).toContain('0 sent in this run');
  });
});

describe('an input that changes while the run is at work', () => {
  test('at its end, by growing, goes on in the same run', async () => {
    const { simulator, ended } = await changedWhileRunning((path) => appendFile(path, 'g9,zoe,7\n'));
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain('201 read = 201 ok');
    expect(unreadOf(simulator).get('g9 zoe')).toBe(7);
  });

  test('where it was read already stops the run; put back as it was, it is completed', async () => {
    let text = '';
    const { path, simulator, env, ended } = await changedWhileRunning(async (file) => {
      text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('user3,3', 'user3,4'));
    });
    expect(ended.code).toBe(4);
    expect(unwrapped(ended.stdout)).toMatch(/^INCOMPLETE[\s\S]*changed while it was read: its first [\d,]+ bytes/);
    expect(ended.stdout).toContain('0 failed');
    const calls = simulator.state().calls.length;
    expect(calls).toBeLessThan(200);
    expect(await runCommand(['import', path], { env })).toMatchObject({ code: 5, stdout: '' });
    expect(simulator.state().calls).toHaveLength(calls);
    await writeFile(path, text);
    expect((await runCommand(['import', path, '--rate', '1000'], { env })).code).toBe(0);
    expect(simulator.state().calls).toHaveLength(200);
  });

  test('at its very end, after the last row was read, is no complete run either', async () => {
    const edit = (path: string) => writeFile(path, csvOf(200).replace('user200,200', 'user200,201'));
    const { ended } = await changedWhileRunning(edit, 190);
    expect(ended.code).toBe(4);
    expect(unwrapped(ended.stdout)).toMatch(/^INCOMPLETE[\s\S]*changed while it was read/);
  });
});

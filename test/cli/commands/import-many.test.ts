import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { jsonOutput } from '../../../src/report/json/schema.ts';
import { runCommand, startCommand } from '../../support/command.ts';
import { savedRows } from '../../support/saved-rows.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const FILES = 120;
const ROWS = 3;

/** More inputs than have folders of their own. @returns the folder that they are in */
const manyFiles = async (files = FILES): Promise<string> => {
  const folder = join(await tempFolder(), 'parts');
  await mkdir(folder);
  for (let at = 0; at < files; at += 1) {
    const rows = Array.from({ length: ROWS }, (_, row) => `g${at % 7},u${at * ROWS + row},${at}\n`);
    await writeFile(join(folder, `part-${String(at).padStart(5, '0')}.csv`), HEADER + rows.join(''));
  }
  return folder;
};

const begin = async () => {
  const simulator = await simulate();
  return { simulator, env: environmentOf(simulator), folder: await manyFiles() };
};

describe('more than a hundred inputs', () => {
  test('are one run: one state folder beside them, one failures.csv that names the input', async () => {
    const { simulator, env, folder } = await begin();
    await writeFile(join(folder, 'part-00007.csv'), `${HEADER}g1,x,1\ng1,y,many\n`);
    await writeFile(join(folder, 'part-00008.csv'), '');
    const { code, stdout, stderr } = await runCommand(['import', folder, '--rate', '5000'], { env });
    expect(code).toBe(3);
    expect(unreadOf(simulator).size).toBe((FILES - 2) * ROWS + 1);
    expect(await readdir(join(folder, '..'))).toEqual(['parts', 'parts.tim-unread']);
    const failures = await readFile(`${folder}.tim-unread/failures.csv`, 'utf8');
    const [header = '', row = ''] = failures.split('\n');
    expect(header).toMatch(/,Raw,Input$/);
    expect(row).toMatch(/^g1,y,many,3,invalid,.*part-00007\.csv$/);
    expect(unwrapped(stdout)).toContain('120 in one run, 1 of them with rows that failed');
    expect(unwrapped(stdout)).toContain('part-00007.csv (1)');
    expect(unwrapped(stderr)).toContain('part-00008.csv is empty, and passed over');
    const status = await runCommand(['status', folder], { env });
    expect(unwrapped(status.stdout)).toContain('120 in one run, 1 of them with rows that failed');
    expect(status.code).toBe(3);
    const json = JSON.parse((await runCommand(['status', folder, '--json'], { env })).stdout);
    expect(v.parse(jsonOutput, json)).toMatchObject({ input: { inputs: 120 }, failedInputs: { inputs: 1 } });
    const again = await runCommand(['import', folder, '--json'], { env });
    expect(JSON.parse(again.stdout)).toMatchObject({ input: { inputs: 120 }, calls: { sent: 0 }, resumed: true });
  });

  test('killed in the middle, the same command goes on, and every row is set', async () => {
    const { simulator, env, folder } = await begin();
    const words = ['import', folder, '--json', '--state-dir', `${folder}.state`];
    const running = startCommand([...words, '--rate', '200'], { env });
    await until(() => simulator.state().calls.length >= 100 && savedRows(`${folder}.state`) > 0);
    await running.kill(`${folder}.state`);
    const { code, stdout } = await runCommand([...words, '--rate', '5000'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      resumed: true,
      rows: { read: FILES * ROWS, ok: FILES * ROWS, pending: 0 },
    });
    expect(unreadOf(simulator).size).toBe(FILES * ROWS);
  });

  test('one that is cut off is named, the others are sent, and its rest follows when it is whole', async () => {
    const { simulator, env, folder } = await begin();
    const cut = join(folder, 'part-00002a.csv.gz');
    // The last of its rows has the pair of a later input.
    const pieces = [HEADER, 'g,a,1\n', 'g,b,2\n', 'g3,u9,777\ng,c,3\n'].map((text) => gzipSync(text));
    const whole = Buffer.concat(pieces);
    await writeFile(cut, whole.subarray(0, -30));
    const words = ['import', folder, '--rate', '5000'];
    const { code, stdout, stderr } = await runCommand(words, { env });
    expect(code).toBe(4);
    expect(unreadOf(simulator).size).toBe(FILES * ROWS + 2);
    expect(unwrapped(stderr)).toMatch(
      /part-00002a\.csv\.gz could not be read any further: .*\. The other inputs are read on/,
    );
    expect(unwrapped(stdout)).toMatch(/1 input could not be read to the end, and the others were read: \S+part-00002a/);
    expect(await readFile(`${folder}.tim-unread/log.jsonl`, 'utf8')).toContain('"msg":"input-broke-off"');
    const status = await runCommand(['status', folder], { env });
    expect(status.code).toBe(4);
    expect(unwrapped(status.stdout)).toContain('part-00002a.csv.gz');
    const still = await runCommand([...words, '--json'], { env });
    expect(JSON.parse(still.stdout)).toMatchObject({
      exitCode: 4,
      calls: { sent: 0 },
      rows: { read: FILES * ROWS + 2 },
    });
    await writeFile(cut, whole);
    const mended = await runCommand([...words, '--json'], { env });
    expect(JSON.parse(mended.stdout)).toMatchObject({
      exitCode: 0,
      calls: { sent: 1 },
      rows: { read: FILES * ROWS + 4, ok: FILES * ROWS + 3, skipped: 1, pending: 0 },
    });
    expect([unreadOf(simulator).get('g3 u9'), unreadOf(simulator).get('g c')]).toEqual([3, 3]);
    expect((await runCommand(['status', folder], { env })).code).toBe(0);
    expect((await runCommand(['verify', folder, '--rate', '5000'], { env })).code).toBe(0);
  });

  test('an input that was done and is edited is refused with 5, and nothing is sent', async () => {
    const { simulator, env, folder } = await begin();
    await runCommand(['import', folder, '--rate', '5000', '--limit', '100'], { env });
    const before = simulator.state().calls.length;
    await writeFile(join(folder, 'part-00003.csv'), `${HEADER}g1,changed,1\n`);
    const { code, stderr } = await runCommand(['import', folder], { env });
    expect(code).toBe(5);
    expect(unwrapped(stderr)).toContain('part-00003.csv has changed since the run began');
    expect(simulator.state().calls.length).toBe(before);
  });

  test('--on-duplicate looks over all of them together', async () => {
    const { simulator, env, folder } = await begin();
    await writeFile(join(folder, 'part-00001.csv'), `${HEADER}g,same,7\n`);
    await writeFile(join(folder, 'part-00090.csv'), `${HEADER}g,same,9\n`);
    await writeFile(join(folder, 'part-00100.csv'), `${HEADER}g,same,8\n`);
    const refused = await runCommand(['import', folder, '--on-duplicate', 'error'], { env });
    expect(refused.code).toBe(2);
    expect(unwrapped(refused.stderr)).toContain('(first in row 4 of all: 7)');
    const validated = await runCommand(['validate', folder, '--on-duplicate', 'error'], { env });
    expect(validated.code).toBe(3);
    const said = unwrapped(validated.stdout);
    expect(said).toMatch(/part-00090\.csv\): "g", "same", 9 \(first in row 4 of all: 7\)/);
    expect(said).toContain('2 duplicates, over all inputs together');
    const json = JSON.parse((await runCommand(['validate', folder, '--json'], { env })).stdout);
    expect(json.filter(({ rows }: { rows: { duplicate: number } }) => rows.duplicate > 0)).toMatchObject([
      { input: { path: join(folder, 'part-00090.csv') }, rows: { duplicate: 1 }, groups: 1 },
      { input: { path: join(folder, 'part-00100.csv') }, rows: { duplicate: 1 }, groups: 1 },
    ]);
    const { code, stderr } = await runCommand(['import', folder, '--rate', '5000', '--on-duplicate', 'max'], { env });
    expect({ code, stderr: stderr.includes('each input on its own') }).toEqual({ code: 0, stderr: false });
    expect(unreadOf(simulator).get('g same')).toBe(9);
  });

  test('are refused with 5 where one of them has a run of its own already', async () => {
    const { simulator, env, folder } = await begin();
    const one = join(folder, 'part-00000.csv');
    await runCommand(['import', one, '--rate', '5000'], { env });
    const { code, stderr } = await runCommand(['import', folder], { env });
    expect(code).toBe(5);
    expect(unwrapped(stderr)).toContain('has a run of its own');
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('that are fewer by now go on as one run, where what is done is still there', async () => {
    const { env, folder } = await begin();
    await runCommand(['import', folder, '--rate', '5000', '--limit', '150'], { env });
    for (let at = 90; at < FILES; at += 1) await rm(join(folder, `part-${String(at).padStart(5, '0')}.csv`));
    const status = await runCommand(['status', folder, '--json'], { env });
    expect(JSON.parse(status.stdout)).toMatchObject({ input: { inputs: 90 }, rows: { ok: 150 } });
    const { code, stdout } = await runCommand(['import', folder, '--json', '--rate', '5000'], { env });
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, resumed: true, rows: { ok: 90 * ROWS } });
    expect(JSON.parse(stdout).calls.sent).toBe(90 * ROWS - 150);
    expect(await readdir(join(folder, '..'))).toEqual(['parts', 'parts.tim-unread']);
  });

  test.each([[], ['--shard', '1/2']])(
    'of which one that is done is gone are refused with 5 %s %s',
    async (...flags) => {
      const { simulator, env, folder } = await begin();
      await runCommand(['import', folder, '--rate', '5000', '--limit', '20', ...flags], { env });
      const before = simulator.state().calls.length;
      for (let at = 0; at < 30; at += 1) await rm(join(folder, `part-${String(at).padStart(5, '0')}.csv`));
      for (const path of [folder, join(folder, 'part-00050.csv')]) {
        const { code, stderr } = await runCommand(['import', path, ...flags], { env });
        expect(code).toBe(5);
        expect(unwrapped(stderr)).toContain('belongs to one run over many inputs');
      }
      expect(simulator.state().calls).toHaveLength(before);
      expect(await readdir(folder)).toHaveLength(FILES - 30);
    },
  );

  test('that were few enough for folders of their own are refused with 5, in shares too', async () => {
    const { simulator, env, folder } = await begin();
    const { code } = await runCommand(['import', join(folder, 'part-00000.csv'), '--shard', '1/2'], { env });
    const before = simulator.state().calls.length;
    const grown = await runCommand(['import', folder, '--shard', '1/2'], { env });
    expect({ first: code, grown: grown.code }).toEqual({ first: 0, grown: 5 });
    expect(unwrapped(grown.stderr)).toContain('put those that are new into a folder of their own');
    expect(simulator.state().calls).toHaveLength(before);
  });

  test('are checked, verified and validated as one', async () => {
    const { env, folder } = await begin();
    await writeFile(join(folder, 'part-00050.csv'), `${HEADER}g1,x,many\n`);
    const validated = await runCommand(['validate', folder], { env });
    expect(validated.code).toBe(3);
    expect(validated.stdout).toContain('part-00050.csv');
    expect(validated.stdout).not.toContain('part-00049.csv');
    expect(validated.stdout.trimEnd().split('\n').at(-1)).toMatch(/npx tim-unread import \S+parts$/);
    await runCommand(['import', folder, '--rate', '5000'], { env });
    const verified = await runCommand(['verify', folder, '--rate', '5000'], { env });
    expect(await readFile(`${folder}.tim-unread/verify.csv`, 'utf8')).toContain(',Raw,Input\n');
    expect(unwrapped(verified.stdout)).toContain('part-00050.csv (1)');
  });
});

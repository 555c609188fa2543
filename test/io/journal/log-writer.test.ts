import { chown, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WrongStateError } from '../../../src/core/errors/state-error.ts';
import type { Reason } from '../../../src/core/target/reason.ts';
import { Secrets } from '../../../src/core/text/secrets.ts';
import { openLogFile } from '../../../src/io/journal/log-file.ts';
import { LogWriter } from '../../../src/io/journal/log-writer.ts';
import { isOurs } from '../../../src/io/journal/state-paths.ts';
import { SOMEBODY } from '../../support/mounts.ts';
import { tempFolder } from '../../support/temp.ts';

const FULL_BYTES = 4096;
/** docs/state-folder.md, "Files" */
const MOST_BYTES_OF_A_ROW = 1024;

/** A log of rows that failed for these reasons. */
const logOf = async (said: readonly string[], more: { level?: 'debug'; attempts?: number } = {}) => {
  const folder = await tempFolder();
  const log = await openLogFile({
    path: join(folder, 'log.jsonl'),
    level: more.level ?? 'info',
    secrets: new Secrets(),
    words: { error: () => '', reason: (reason: Reason) => ('said' in reason ? reason.said : ''), target: () => '' },
    onBroken: (reason) => {
      throw new Error(reason);
    },
    fullBytes: FULL_BYTES,
  });
  for (const [at, text] of said.entries()) {
    const line = 10_000_000_000 + at;
    log.onEvent({ type: 'row-ok', line, attempts: 1 });
    const reason = { code: 'reply', errorCode: 10004, said: text } as const;
    log.onEvent({
      type: 'row-failed',
      line,
      failure: { class: 'unsupported_group', errorCode: 10004, reason, attempts: 99 },
    });
    if (more.level) log.onEvent({ type: 'retry', reason, afterMs: 12_345.678_901_2 });
  }
  await log.close();
  const names = (await readdir(folder)).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return { folder, names, texts, lines: texts.flatMap((text) => text.trimEnd().split('\n')) };
};

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 3000 }),
  fc.string({ unit: 'grapheme', maxLength: 3000 }),
);

test.each(['info', 'debug'] as const)(
  'at %s a failed row takes at most a kibibyte, whatever the target says',
  async (level) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 5 }), async (said) => {
        const { lines } = await logOf(said, level === 'debug' ? { level } : {});
        for (const line of lines) {
          expect(Buffer.byteLength(line) + 1).toBeLessThanOrEqual(MOST_BYTES_OF_A_ROW);
          expect(JSON.parse(line).msg).toMatch(/^(row-failed|row-ok|retry)$/);
        }
        expect(lines).toHaveLength(level === 'debug' ? said.length * 3 : said.length);
      }),
      { numRuns: 30 },
    );
  },
);

test('a full log goes on in a new file, and every failed row stands in one of them, once', async () => {
  const { folder, names, lines } = await logOf(Array.from({ length: 200 }, (_, at) => `no ${at}`));
  expect(names.length).toBeGreaterThan(3);
  expect(names.every(isOurs)).toBe(true);
  const failed = lines.map((line) => JSON.parse(line).line).toSorted((a, b) => a - b);
  expect(failed).toEqual(Array.from({ length: 200 }, (_, at) => 10_000_000_000 + at));
  for (const name of names)
    expect((await stat(join(folder, name))).size).toBeLessThan(FULL_BYTES + MOST_BYTES_OF_A_ROW);
});

test('the files of a full log are in their order: the one without a number is the newest', async () => {
  const { texts, names } = await logOf(Array.from({ length: 100 }, (_, at) => `no ${at}`));
  const first = (name: string): number => JSON.parse(texts[names.indexOf(name)]?.split('\n')[0] ?? '').line;
  expect(first('log.1.jsonl')).toBe(10_000_000_000);
  expect(first('log.2.jsonl')).toBeGreaterThan(first('log.1.jsonl'));
  expect(first('log.jsonl')).toBeGreaterThan(first('log.2.jsonl'));
});

// Where an open file holds its folder, nobody can move it.
test.skipIf(process.platform === 'win32')(
  'a log whose folder is gone goes on as soon as the folder is there',
  async () => {
    const folder = join(await tempFolder(), 'state');
    await mkdir(folder);
    const writer = await LogWriter.open(join(folder, 'log.jsonl'));
    writer.write('1\n');
    await rename(folder, `${folder}.moved`);
    writer.mend();
    writer.write('2\n');
    await mkdir(folder);
    writer.mend();
    writer.write('3\n');
    await writer.close();
    expect(await readFile(join(`${folder}.moved`, 'log.jsonl'), 'utf8')).toBe('1\n2\n');
    expect(await readFile(join(folder, 'log.jsonl'), 'utf8')).toBe('3\n');
  },
);

describe.skipIf(SOMEBODY === undefined)('in the folder of another user that was put in the place of ours', () => {
  test.each([
    { name: 'a full log', act: (writer: LogWriter) => writer.write('2\n') },
    { name: 'a log that is looked for', act: (writer: LogWriter) => writer.mend() },
  ])('$name gives no file another name', async ({ act }) => {
    const folder = join(await tempFolder(), 'state');
    await mkdir(folder);
    const writer = await LogWriter.open(join(folder, 'log.jsonl'), 4);
    writer.write('1\n');
    await rename(folder, `${folder}.mine`);
    await mkdir(folder);
    await writeFile(join(folder, 'log.jsonl'), 'theirs\n');
    await chown(folder, SOMEBODY ?? 0, SOMEBODY ?? 0);
    expect(() => act(writer)).toThrow(WrongStateError);
    expect(await readdir(folder)).toEqual(['log.jsonl']);
    await writer.close();
  });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import { Secrets } from '../../../src/core/text/secrets.ts';
import { type LogFile, openLogFile } from '../../../src/io/journal/log-file.ts';
import { tempFolder } from '../../support/temp.ts';

const open = (path: string, onBroken: (reason: string) => void = () => {}): Promise<LogFile> =>
  openLogFile({
    path,
    level: 'info',
    secrets: new Secrets(),
    words: { error: () => 'in words', reason: () => '', target: () => '' },
    onBroken,
  });

test('a signal that comes after the end of the log changes nothing', async () => {
  const path = join(await tempFolder(), 'log.jsonl');
  const log = await open(path);
  log.onEvent({ type: 'opened' });
  await log.close();
  log.onEvent({ type: 'stopping', reason: new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }) });
  log.bug(new Error('late'));
  expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(1);
});

test('why a run stops is told in words', async () => {
  const path = join(await tempFolder(), 'log.jsonl');
  const log = await open(path);
  log.onEvent({ type: 'stopping', reason: new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }) });
  await log.close();
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    level: 'warn',
    time: expect.any(String),
    reason: 'in words',
    msg: 'stopping',
  });
});

test('a log that cannot be opened is told once and falls silent', async () => {
  const reasons: string[] = [];
  const log = await open(join(await tempFolder(), 'no', 'log.jsonl'), (reason) => reasons.push(reason));
  log.onEvent({ type: 'opened' });
  await log.close();
  expect(reasons).toEqual([expect.stringMatching(/^ENOENT/)]);
});

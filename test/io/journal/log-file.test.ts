import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Interrupted } from '../../../src/core/errors.ts';
import { Secrets } from '../../../src/core/text/secrets.ts';
import { openLogFile } from '../../../src/io/journal/log-file.ts';
import { tempFolder } from '../../support/temp.ts';

test('a signal that comes behind the end of the log is none of its business, and breaks nothing', async () => {
  const path = join(await tempFolder(), 'log.jsonl');
  const log = await openLogFile(path, 'info', new Secrets(), () => {});
  log.onEvent({ type: 'opened' });
  log.close();
  log.onEvent({ type: 'stopping', reason: new Interrupted('SIGINT') });
  log.bug(new Error('late'));
  expect((await readFile(path, 'utf8')).trimEnd().split('\n')).toHaveLength(1);
});

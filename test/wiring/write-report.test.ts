import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImportSummary } from '../../src/core/books/summary.ts';
import { Secrets } from '../../src/core/text/secrets.ts';
import type { Warning } from '../../src/core/warnings.ts';
import { systemClock } from '../../src/io/clock.ts';
import { statePaths } from '../../src/io/journal/state-paths.ts';
import { zhCn } from '../../src/messages/zh-cn.ts';
import { withReport } from '../../src/wiring/write-report.ts';
import { tempFolder } from '../support/temp.ts';

test('where no page can be written, the summary stays as it was, and that is told', async () => {
  const path = join(await tempFolder(), 'rows.csv');
  const stateDir = `${path}.tim-unread`;
  await writeFile(path, 'GroupId,Member_Account,UnreadMsgNum\n');
  await mkdir(stateDir, { mode: 0o700 });
  const paths = { ...statePaths(stateDir), report: join(stateDir, 'missing', 'report.html') };
  await writeFile(paths.summary, '{"files":{"report":null}}', { mode: 0o600 });
  const warnings: Warning[] = [];
  // The summary is only handed on.
  const summary = {
    begun: true,
    files: { checkpoint: '', failures: '', log: '', lowered: '' },
  } as unknown as ImportSummary;
  const shown = await withReport(summary, { path, stateDir }, paths, {
    clock: systemClock,
    secrets: new Secrets(),
    messages: zhCn,
    version: '1.2.3',
    maker: async () => ({ user: 'tester', host: 'here', key: undefined }),
    onWarning: (warning) => warnings.push(warning),
  });
  expect(shown).toBe(summary);
  // The reason is of the language of the run, too.
  expect(warnings).toEqual([
    expect.objectContaining({ kind: 'report-not-written', reason: expect.stringMatching(/[一-龥]/) }),
  ]);
  expect(JSON.parse(await readFile(paths.summary, 'utf8')).files.report).toBeNull();
});

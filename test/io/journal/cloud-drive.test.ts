import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloudSign } from '../../../src/io/journal/cloud-drive.ts';
import { tempFolder } from '../../support/temp.ts';

test.each([
  { folder: '/home/ann/Dropbox/x.csv.tim-unread', sign: 'Dropbox' },
  { folder: '/Users/ann/Library/CloudStorage/GoogleDrive-a@b.c/My Drive/x', sign: 'CloudStorage' },
  { folder: '/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/x', sign: 'Mobile Documents' },
  { folder: '/mnt/c/Users/ann/OneDrive - Company/x', sign: 'OneDrive - Company' },
  { folder: '/home/ann/坚果云/x', sign: '坚果云' },
  { folder: '/home/ann/boxes/x.csv.tim-unread', sign: undefined },
  { folder: '/srv/data/x.csv.tim-unread', sign: undefined },
])('$folder: $sign', async ({ folder, sign }) => {
  expect(await cloudSign(folder)).toBe(sign);
});

test.each([
  'checkpoint (conflicted copy of pc 2026-11-25).json',
  "checkpoint (ann's conflicted copy 2026-11-25).json",
  'failures-冲突-2026.csv',
  'log.sync-conflict-20261125-120000-ABCDEFG.jsonl',
  'checkpoint 2.json',
  'summary (1).json',
])('a copy of a conflict shows it: %s', async (name) => {
  const folder = await tempFolder();
  await writeFile(join(folder, name), '');
  expect(await cloudSign(folder)).toBe(name);
});

test('the files of a run, and what somebody has made of them, are none', async () => {
  const folder = await tempFolder();
  for (const name of ['checkpoint.json', 'failures.csv', 'log.1.jsonl', 'failures.edited-1.csv', 'lock', 'notes.txt']) {
    await writeFile(join(folder, name), '');
  }
  expect(await cloudSign(folder)).toBeUndefined();
});

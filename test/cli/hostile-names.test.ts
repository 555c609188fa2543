import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { tempFile } from '../support/temp.ts';

const RAW = /[\u007f-\u009f\u061c\u202a-\u202e\u2066-\u2069]/;

test.skipIf(process.platform === 'win32')(
  'a name that turns the direction of text, or commands a terminal, is escaped in --json and in every JSON of a run',
  async () => {
    const path = await tempFile(
      'a\u202e\u009b31m\u061c.csv',
      'GroupId,Member_Account,UnreadMsgNum\ng\u202e1,a\u009b,x\n',
    );
    const { code, stdout } = await runCommand(['import', path, '--simulator', '--json', '--log-level', 'trace']);
    expect(code).toBe(3);
    expect(stdout).toContain('\\u202e');
    expect(stdout).not.toMatch(RAW);
    for (const name of ['log.jsonl', 'checkpoint.json', 'summary.json']) {
      const text = await readFile(join(`${path}.tim-unread`, name), 'utf8');
      expect(text, name).toContain('\\u202e');
      expect(text, name).not.toMatch(RAW);
    }
  },
);

import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { tempFile } from '../support/temp.ts';

const DRAWN = ` GroupId | Member_Account | UnreadMsgNum
---------+----------------+--------------
 g1      | alice          |            3
 g2      | bob            |            4
(2 rows)
`;

test.skipIf(process.platform === 'win32').each(['en', 'zh-CN'])(
  'the whole line that takes rows out of a drawn table works when it is pasted, in %s',
  async (language) => {
    const path = await tempFile('rows.txt', DRAWN);
    const cwd = dirname(path);
    const { stderr } = await runBinary(['validate', 'rows.txt', '--lang', language], { cwd });
    const line = stderr.split('\n').find((one) => one.includes('NEWFILE.csv &&')) ?? '';
    const { status, stdout } = spawnSync('sh', ['-c', line], { cwd, encoding: 'utf8' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/"g1", "alice", 3[\s\S]*"g2", "bob", 4/);
    expect(stdout).toContain("import NEWFILE.csv --delimiter '|' --quote none");
  },
);

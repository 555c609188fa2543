import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { tempFolder } from '../../support/temp.ts';

const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await tempFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

const NO_COUNT =
  'GroupId,Member_Account,UnreadMsgNum\ngrp_a,user_1,\ngrp_a,user_2,NULL\ngrp_b,user_3,\\N\ngrp_b,user_4,4\n';

describe('rows without a count', () => {
  test('are told once, with the flag that gives them one', async () => {
    const cwd = await folderWith({ 'rows.csv': NO_COUNT });
    const { stdout, stderr, code } = await runCommand(['validate', 'rows.csv'], { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain('4 read = 1 valid + 3 invalid');
    expect(stderr.replace(/\s+/g, ' ').match(/--missing-count 0/g)).toHaveLength(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain('3 rows have no count (lines 2, 3, 4)');
  });

  test('have the count of --missing-count, and a run goes on only with the same one', async () => {
    const cwd = await folderWith({ 'rows.csv': NO_COUNT });
    const args = ['import', 'rows.csv', '--simulator', '--missing-count'];
    expect((await runCommand([...args, '0', '--limit', '2'], { cwd })).code).toBe(4);
    const other = await runCommand([...args, '1'], { cwd });
    expect(other).toMatchObject({ code: 5 });
    expect(other.stderr).toContain('--missing-count');
    expect((await runCommand([...args, '0'], { cwd })).stdout).toContain('4 read = 4 ok');
  });
});

describe('counts from read positions', () => {
  const FILES = {
    'rows.csv': 'GroupId,Member_Account,LastReadSeq\ngrp_a,u1,10\ngrp_a,u2,40\ngrp_b,u1,7\ngrp_c,u1,3\n',
    'seqs.csv': 'GroupId,LastSeq\ngrp_a,42\ngrp_b,5\n',
  };
  const columns = ['--columns', 'UnreadMsgNum=LastReadSeq'];

  test('are the difference; a position past the end is told, and a group without a sequence is invalid', async () => {
    const cwd = await folderWith(FILES);
    const args = ['import', 'rows.csv', '--simulator', '--group-seqs', 'seqs.csv', ...columns];
    const { stdout, stderr, code } = await runCommand(args, { cwd });
    expect(code).toBe(3);
    expect(stdout).toContain('4 read = 3 ok + 1 failed');
    expect(stderr.replace(/\s+/g, ' ')).toContain('1 row has a position past the last sequence of the group (line 4)');
    const failures = await readFile(join(cwd, 'rows.csv.tim-unread', 'failures.csv'), 'utf8');
    expect(failures).toContain('grp_c,u1,3,5,invalid,,"GroupId ""grp_c"" has no last sequence');
  });

  test.each(['group_id,last_seq', '群ID,最大seq', 'groupId,max_msg_seq'])(
    'names that cannot mean anything else are taken: %s',
    async (header) => {
      const cwd = await folderWith({ ...FILES, 'seqs.csv': `${header}\ngrp_a,42\ngrp_b,5\n` });
      const args = ['validate', 'rows.csv', '--group-seqs', 'seqs.csv', ...columns];
      expect((await runCommand(args, { cwd })).stdout).toContain('3 valid');
    },
  );

  test.each([
    ['GB18030', Buffer.from('GroupId,\xd7\xee\xb4\xf3seq\ngrp_a,42\ngrp_b,5\n', 'latin1')],
    ['semicolons', 'GroupId;LastSeq\ngrp_a;42\ngrp_b;5\n'],
    ['tabs', 'GroupId\tLastSeq\ngrp_a\t42\ngrp_b\t5\n'],
  ])('a file of sequences is read as its bytes show: %s', async (_, text) => {
    const cwd = await folderWith(FILES);
    await writeFile(join(cwd, 'seqs.csv'), text);
    const args = ['validate', 'rows.csv', '--group-seqs', 'seqs.csv', ...columns];
    expect((await runCommand(args, { cwd })).stdout).toContain('3 valid');
  });

  test.each([
    { rows: 'GroupId,Member_Account,LastReadSeq\ngrp_a,u1,10\n', named: 'UnreadMsgNum=LastReadSeq' },
    {
      rows: 'gid,uid,last_read_seq,unread_at\ngrp_a,u1,10,\n',
      named: 'GroupId=gid,Member_Account=uid,UnreadMsgNum=last_',
    },
    {
      rows: '群ID;用户ID;已读序号\ngrp_a;u1;10\n',
      named: "--delimiter ';' --columns 'GroupId=群ID,Member_Account=用户ID",
    },
  ])('the column of positions is proposed for the counts: $rows', async ({ rows, named }) => {
    const cwd = await folderWith({ ...FILES, 'rows.csv': rows });
    const refused = await runCommand(['validate', 'rows.csv', '--group-seqs', 'seqs.csv'], { cwd });
    const [, typed = ''] = /npx tim-unread (validate .*)\n/.exec(refused.stderr) ?? [];
    expect(typed).toContain(named);
    const words = typed.replaceAll("'", '').split(' ');
    expect((await runCommand(words, { cwd })).stdout).toContain('1 valid');
  });

  test.each([['--group-seqs', 'seqs.cvs'], ['--group-seqs=Seqs.csv']])(
    'a file of sequences that is nearly there is proposed: %s',
    async (...typed) => {
      const cwd = await folderWith(FILES);
      const { code, stderr } = await runCommand(['validate', 'rows.csv', ...columns, ...typed], { cwd });
      expect(code).toBe(2);
      const meant = typed.join(' ').replace(/seqs\.c.*/i, 'seqs.csv');
      expect(stderr).toContain(`npx tim-unread validate rows.csv --columns UnreadMsgNum=LastReadSeq ${meant}\n`);
    },
  );

  test('without the sequences a position is no count', async () => {
    const cwd = await folderWith(FILES);
    const { stderr } = await runCommand(['validate', 'rows.csv'], { cwd });
    expect(stderr).toContain('UnreadMsgNum=?');
  });

  test('of two columns of positions none is proposed', async () => {
    const rows = 'GroupId,Member_Account,LastReadSeq,ReadPosition\ngrp_a,u1,10,3\n';
    const cwd = await folderWith({ ...FILES, 'rows.csv': rows });
    const { stderr } = await runCommand(['validate', 'rows.csv', '--group-seqs', 'seqs.csv'], { cwd });
    expect(stderr).toContain('UnreadMsgNum=?');
  });

  test('the copy of the rows that failed has positions too, and its command says of what', async () => {
    const cwd = await folderWith(FILES);
    const args = ['import', 'rows.csv', '--simulator', '--group-seqs', 'seqs.csv', ...columns];
    const { stdout } = await runCommand([...args, '--missing-count', '0'], { cwd });
    expect(stdout).toContain('import rows-corrected.csv --missing-count 0 --group-seqs seqs.csv');
    await writeFile(join(cwd, 'copy.csv'), await readFile(join(cwd, 'rows.csv.tim-unread', 'failures.csv')));
    await writeFile(join(cwd, 'seqs.csv'), 'GroupId,LastSeq\ngrp_c,33\n');
    const copied = await runCommand(['import', 'copy.csv', '--simulator', '--group-seqs', 'seqs.csv'], { cwd });
    expect(copied.stdout).toContain('1 read = 1 ok');
  });

  test('status knows the file of a run that stopped', async () => {
    const cwd = await folderWith(FILES);
    const args = ['import', 'rows.csv', '--simulator', '--group-seqs', 'seqs.csv', ...columns, '--limit', '1'];
    await runCommand(args, { cwd });
    const { stdout } = await runCommand(['status', 'rows.csv'], { cwd });
    expect(stdout.replace(/\s+/g, ' ')).toContain('--group-seqs seqs.csv');
  });

  test('a run goes on only with the same sequences', async () => {
    const cwd = await folderWith(FILES);
    const args = ['import', 'rows.csv', '--simulator', '--group-seqs', 'seqs.csv', ...columns];
    expect((await runCommand([...args, '--limit', '1'], { cwd })).code).toBe(4);
    await writeFile(join(cwd, 'seqs.csv'), 'GroupId,LastSeq\ngrp_a,43\ngrp_b,5\n');
    const { code, stderr } = await runCommand(args, { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain('--group-seqs');
  });

  test.each([
    { text: 'GroupId,LastSeq\ngrp_a,x\n', says: 'line 2 is no GroupId with its LastSeq' },
    { text: 'GroupId,LastSeq\ngrp_a,1\ngrp_a,2\n', says: 'stands in it twice, with LastSeq 1 and 2 (line 3)' },
    { text: 'Group,Time\ngrp_a,1\n', says: 'needs the columns GroupId and LastSeq; found "Group", "Time"' },
  ])('a wrong file of sequences is refused: $says', async ({ text, says }) => {
    const cwd = await folderWith({ ...FILES, 'seqs.csv': text });
    const result = await runCommand(['validate', 'rows.csv', '--group-seqs', 'seqs.csv', ...columns], { cwd });
    expect(result.code).toBe(2);
    expect(result.stderr.replace(/\s+/g, ' ')).toContain(says);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const HAS_PYTHON = process.platform !== 'win32' && spawnSync('python3', ['--version']).status === 0;

const TABLE = (cells: readonly (readonly string[])[], of: (cell: string) => string): string =>
  cells.map((row) => `<tr>${row.map(of).join('')}</tr>`).join('\n');
const CELLS = [
  ['GroupId', 'Member_Account', 'UnreadMsgNum'],
  ['@TGS#2ABC', "O'Brien &amp; co", '3'],
  ['room,1', '007', '0'],
];
const ROWS = [
  ['@TGS#2ABC', "O'Brien & co", 3],
  ['room,1', '007', 0],
] as const;
const elements = (open: (name: string) => string, close: (name: string) => string, row: string): string =>
  CELLS.slice(1)
    .map(
      (cells) =>
        `<${row}>${cells.map((cell, at) => `${open(CELLS[0]?.[at] ?? '')}${cell}${close(CELLS[0]?.[at] ?? '')}`).join('')}</${row}>`,
    )
    .join('\n');

const pairs = (between: string, inside: string): string =>
  ROWS.map((row) => `${row.map((value, at) => `${CELLS[0]?.[at]}${inside}${value}`).join(between)}\n`).join('');

/** Named by who writes so. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  'an .xls that is a web page': `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table>${TABLE(CELLS, (cell) => `<td x:str>${cell}</td>`)}</table></body></html>`,
  'pandas.to_html': `<table border="1" class="dataframe">\n  <thead>\n${TABLE([['', ...(CELLS[0] ?? [])]], (cell) => `<th>${cell}</th>`)}</thead><tbody>${TABLE(
    CELLS.slice(1).map((row, at) => [String(at), ...row]),
    (cell) => `\n      <td>${cell}</td>`,
  )}</tbody></table>`,
  'cells that are not closed': `<TABLE><TR><TH>GroupId<TH>Member_Account<TH>UnreadMsgNum\n${CELLS.slice(1)
    .map((row) => `<TR>${row.map((cell) => `<TD>${cell}`).join('')}`)
    .join('\n')}</TABLE>`,
  'cells that span rows': `<table border=1>
<tr><th>region</th><th>GroupId</th><th>Member_Account</th><th>UnreadMsgNum</th><th>day</th></tr>
<tr><td rowspan="2">cn</td><td>@TGS#2ABC</td><td>O'Brien &amp; co</td><td>3</td><td rowspan=2>1</td></tr>
<tr><td>room,1</td><td>007</td><td>0</td></tr></table>`,
  'pandas.Styler': `<style type="text/css">\n</style>\n<table id="T_1"><thead>${TABLE(CELLS, (cell) => `<td>${cell}</td>`)}</table>`,
  'psql -H -x': `<table border="1">\n${CELLS.slice(1)
    .map(
      (cells, at) =>
        `\n  <tr><td colspan="2" align="center">Record ${at + 1}</td></tr>\n${cells.map((cell, of) => `  <tr valign="top">\n    <th>${CELLS[0]?.[of]}</th>\n    <td align="left">${cell}</td>\n  </tr>\n`).join('')}`,
    )
    .join('')}</table>`,
  'psql -H -x -t': `<table border="1">\n${CELLS.slice(1)
    .map(
      (cells) =>
        `\n  <tr><td colspan="2">&nbsp;</td></tr>\n${cells.map((cell, of) => `  <tr valign="top">\n    <th>${CELLS[0]?.[of]}</th>\n    <td align="left">${cell}</td>\n  </tr>\n`).join('')}`,
    )
    .join('')}</table>`,
  'table_to_xml of PostgreSQL, as a forest': elements(
    (name) => `<${name}>`,
    (name) => `</${name}>`,
    'unread',
  ),
  'psql -x, without a border': ROWS.map(
    (row, at) =>
      `* Record ${at + 1}    \n${row.map((value, of) => `${CELLS[0]?.[of]?.padEnd(14)} ${value}\n`).join('')}`,
  ).join(''),
  'mlr --odkvp --ofs tab': pairs('\t', '='),
  'pandas.to_xml': `<?xml version='1.0' encoding='utf-8'?>\n<data>\n${elements(
    (name) => `<${name}>`,
    (name) => `</${name}>`,
    'row',
  )}\n</data>`,
  'rows as attributes': `<?xml version="1.0"?>\n<rows>${CELLS.slice(1)
    .map((row) => `<r ${row.map((cell, at) => `${CELLS[0]?.[at]}="${cell}"`).join(' ')}/>`)
    .join('')}</rows>`,
  'mysql -X': `<?xml version="1.0"?>\n\n<resultset statement="SELECT * FROM unread">\n${elements(
    (name) => `<field name="${name}">`,
    () => '</field>',
    'row',
  )}\n</resultset>`,
  'mysqldump --xml': `<?xml version="1.0"?>\n<mysqldump><database name="im"><table_data name="unread">${elements(
    (name) => `<field name="${name}">`,
    () => '</field>',
    'row',
  )}</table_data></database></mysqldump>`,
  'phpMyAdmin as XML': `<?xml version="1.0" encoding="utf-8"?>\n<pma_xml_export version="1.0"><database name="im">${CELLS.slice(
    1,
  )
    .map(
      (row) =>
        `<table name="unread">${row.map((cell, at) => `<column name="${CELLS[0]?.[at]}">${cell}</column>`).join('')}</table>`,
    )
    .join('')}</database></pma_xml_export>`,
  'mysqldump, in one statement':
    "DROP TABLE IF EXISTS `unread`;\nCREATE TABLE `unread` (\n  `GroupId` varchar(48) NOT NULL,\n  `Member_Account` varchar(32) DEFAULT NULL,\n  `UnreadMsgNum` int(11) DEFAULT NULL,\n  `nick` text,\n  PRIMARY KEY (`GroupId`)\n);\nINSERT INTO `unread` VALUES ('@TGS#2ABC','O\\'Brien & co',3,'a\\nb), (c\\\\'),('room,1','007',0,NULL);\n",
  'pg_dump --inserts': `CREATE TABLE public.unread (\n    "GroupId" text,\n    "Member_Account" text,\n    "UnreadMsgNum" integer\n);\n\nINSERT INTO public.unread VALUES ('@TGS#2ABC', 'O''Brien & co', 3);\nINSERT INTO public.unread VALUES ('room,1', '007', 0);\n`,
  'pg_dump --column-inserts': `INSERT INTO public.unread ("UnreadMsgNum", "GroupId", "Member_Account") VALUES (3, '@TGS#2ABC', 'O''Brien & co');\nINSERT INTO public.unread ("UnreadMsgNum", "GroupId", "Member_Account") VALUES (0, 'room,1', '007');\n`,
  'sqlite3 .dump':
    "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE unread (GroupId text,Member_Account text,UnreadMsgNum int,nick text);\nINSERT INTO unread VALUES('@TGS#2ABC','O''Brien & co',3,replace('a\\nb','\\n',char(10)));\nINSERT INTO unread VALUES('room,1','007',0,'C:\\');\nCOMMIT;\n",
  'SQL Developer':
    "REM INSERTING into UNREAD\nSET DEFINE OFF;\nInsert into UNREAD (GROUPID,MEMBER_ACCOUNT,UNREADMSGNUM) values ('@TGS#2ABC','O''Brien & co',3);\nInsert into UNREAD (GROUPID,MEMBER_ACCOUNT,UNREADMSGNUM) values ('room,1','007',0);\n",
  'SQL Server Management Studio':
    "USE [im]\nGO\nINSERT [dbo].[unread] ([GroupId], [Member_Account], [UnreadMsgNum]) VALUES (N'@TGS#2ABC', N'O''Brien & co', 3)\nGO\nINSERT [dbo].[unread] ([GroupId], [Member_Account], [UnreadMsgNum]) VALUES (N'room,1', N'007', 0)\nGO\n",
  'mlr --odkvp': pairs(',', '='),
  "mlr --odkvp --ofs ';' --ops ':'": pairs(';', ':'),
  "mlr --odkvp --ofs '|'": pairs('|', '='),
  'names and values in a log': pairs(', ', ': '),
  'print(row) of Python':
    "{'GroupId': '@TGS#2ABC', 'Member_Account': \"O'Brien & co\", 'UnreadMsgNum': 3}\n{'GroupId': 'room,1', 'Member_Account': '007', 'UnreadMsgNum': 0}\n",
};

test.skipIf(!HAS_PYTHON).each(Object.entries(DOCUMENTS))(
  '%s: the command that is proposed takes its rows out',
  async (_, text) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'rows.csv'), text);
    const refused = await runCommand(['validate', 'rows.csv'], { cwd });
    expect(refused.code).toBe(2);
    const [, command, name] = /(python3 -c '.*' < rows\.csv > (NEWFILE\.\w+))/s.exec(unwrapped(refused.stderr)) ?? [];
    execFileSync('/bin/sh', ['-c', command ?? 'exit 9'], { cwd });
    const { code, stdout, stderr } = await runCommand(['import', name ?? '', '--simulator', '--json'], { cwd });
    expect({ code, rows: JSON.parse(stdout).rows }, stderr).toMatchObject({ code: 0, rows: { ok: ROWS.length } });
    const made = await readFile(join(cwd, name ?? ''), 'utf8');
    for (const [group, account] of ROWS) for (const value of [group, account]) expect(made).toContain(value);
  },
);

test.skipIf(!HAS_PYTHON)('INSERT statements that name no columns: their rows, without a header', async () => {
  const cwd = await tempFolder();
  await writeFile(
    join(cwd, 'rows.sql'),
    "INSERT INTO `unread` VALUES ('@TGS#2ABC','O\\'Brien',3),('room,1','007',0);\n",
  );
  const { stderr } = await runCommand(['validate', 'rows.sql'], { cwd });
  const [command] = /python3 -c '.*' < rows\.sql > NEWFILE\.csv/s.exec(unwrapped(stderr)) ?? ['exit 9'];
  execFileSync('/bin/sh', ['-c', command], { cwd });
  expect(await readFile(join(cwd, 'NEWFILE.csv'), 'utf8')).toBe('@TGS#2ABC,O\'Brien,3\r\n"room,1",007,0\r\n');
});

test.skipIf(!HAS_PYTHON).each([
  {
    writer: 'TSKV of ClickHouse, whose escapes are undone',
    accounts: [String.raw`O\'Brien`, String.raw`CORP\\eve`, String.raw`a\tb=c`],
    expected: ["O'Brien", 'CORP\\eve', 'a\tb=c'],
  },
  {
    writer: 'Miller, which escapes nothing',
    accounts: ['CORP\\eve', '\\\\host\\share', "O'Brien"],
    expected: ['CORP\\eve', '\\\\host\\share', "O'Brien"],
  },
])('pairs between tabs, of $writer', async ({ accounts, expected }) => {
  const cwd = await tempFolder();
  const lines = accounts.map((account, at) => `GroupId=g${at}\tMember_Account=${account}\tUnreadMsgNum=${at}\n`);
  await writeFile(join(cwd, 'rows.tskv'), lines.join(''));
  const { stderr } = await runCommand(['validate', 'rows.tskv'], { cwd });
  const [command] = /python3 -c '.*' < rows\.tskv > NEWFILE\.jsonl/s.exec(unwrapped(stderr)) ?? ['exit 9'];
  execFileSync('/bin/sh', ['-c', command], { cwd });
  const made = (await readFile(join(cwd, 'NEWFILE.jsonl'), 'utf8')).trim().split('\n');
  expect(made.map((line) => JSON.parse(line).Member_Account)).toEqual(expected);
});

const ESCAPED_ROWS = String.raw`('g1','O\'Brien',3,'a\nb), (c\\'),('g2','CORP\\eve',0,NULL),('g3','x\\',1,'say \"hi\"'),('g4','\\\'',2,'),(')`;
const DOUBLED_ROWS = String.raw`('g1','O''Brien',3,'a), (c\'),('g2','CORP\eve',0,NULL),('g3','x\',1,'say "hi"'),('g4','\''',2,'),(')`;
const ANSI_TABLE = `CREATE TABLE "unread" (
  "GroupId" varchar(48) NOT NULL COMMENT 'id, of group; (x)',
  "Member_Account" varchar(64) NOT NULL,
  "UnreadMsgNum" int(11) DEFAULT 0,
  "key_note" text DEFAULT 'a, b c',
  PRIMARY KEY ("GroupId","Member_Account"),
  FULLTEXT KEY "note" ("key_note")
);
`;

test.skipIf(!HAS_PYTHON).each([
  [
    'mysqldump --compatible=ansi',
    `/*!40101 SET NAMES utf8mb4 */;\n${ANSI_TABLE}INSERT INTO "unread" VALUES ${ESCAPED_ROWS};\n`,
  ],
  ['mysqldump --compatible=ansi --skip-comments', `${ANSI_TABLE}INSERT INTO "unread" VALUES ${ESCAPED_ROWS};\n`],
  ['mysqldump', `${ANSI_TABLE.replaceAll('"', '`')}INSERT INTO \`unread\` VALUES ${ESCAPED_ROWS};\n`],
  [
    'mysqldump, with NO_BACKSLASH_ESCAPES',
    `/*!40101 SET NAMES utf8mb4 */;\n${ANSI_TABLE}INSERT INTO "unread" VALUES ${DOUBLED_ROWS};\n`,
  ],
  [
    'sqlite3 .dump, of a name in quotes',
    `PRAGMA foreign_keys=OFF;\n${ANSI_TABLE}INSERT INTO "unread" VALUES${DOUBLED_ROWS};\n`,
  ],
])('%s: backslashes in its texts are those of the IDs', async (_, text) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.sql'), text);
  const { stderr } = await runCommand(['validate', 'rows.sql'], { cwd });
  const [command] = /python3 -c '.*' < rows\.sql > NEWFILE\.csv/s.exec(unwrapped(stderr)) ?? ['exit 9'];
  execFileSync('/bin/sh', ['-c', command], { cwd });
  const { rows } = JSON.parse((await runCommand(['validate', 'NEWFILE.csv', '--json'], { cwd })).stdout);
  expect(rows).toMatchObject({ valid: 4, invalid: 0 });
  const made = (await readFile(join(cwd, 'NEWFILE.csv'), 'utf8')).replace(/"[^"]*(?:""[^"]*)*"/g, '');
  expect([...made.matchAll(/^(?:g\d|GroupId),([^,]*),(\w+)/gm)].map(([line]) => line)).toEqual([
    'GroupId,Member_Account,UnreadMsgNum',
    "g1,O'Brien,3",
    'g2,CORP\\eve,0',
    'g3,x\\,1',
    "g4,\\',2",
  ]);
});

import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors/input-error.ts';
import { InputFile } from '../../../../src/io/source/input-file.ts';
import { foreignKindOf } from '../../../../src/io/source/recognition/foreign-kind.ts';
import { NO_WISH } from '../../../../src/io/source/recognition/wish.ts';
import { csvOf, tempFile } from '../../../support/temp.ts';

const NAMES = ['GroupId', 'Member_Account', 'UnreadMsgNum'];
const BARS = 'GroupId | Member_Account | UnreadMsgNum';
const OBJECT = '{"GroupId":"g1","Member_Account":"a","UnreadMsgNum":3}';

/** Named by who writes so. */
const CASES = [
  ['git lfs', 'large-file-pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'],
  ['git annex', 'large-file-pointer', '../.git/annex/objects/Kx/9W/SHA256E-s5--4d7a.csv/SHA256E-s5--4d7a.csv\n'],
  ['dvc', 'data-version-pointer', 'outs:\n- md5: a304afb96060aad90176268345e10355\n  path: members.csv\n'],
  ['S3', 'storage-error', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code><Message>no</Message></Error>'],
  ['COS', 'storage-error', '<Error>\n\t<Code>NoSuchKey</Code>\n</Error>'],
  ['a proxy', 'sign-in-page', '<!DOCTYPE html>\n<html><form><input type="password"></form></html>'],
  ['a portal', 'sign-in-page', '\n<html><title>请登录</title></html>'],
  ['pandas.to_html', 'html', '<table border="1" class="dataframe">\n  <thead>\n    <tr>\n'],
  ['an .xls of a web page', 'html', '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>g</td>'],
  ['mysql -X', 'mysql-xml', '<?xml version="1.0"?>\n\n<resultset statement="select 1">\n  <row>\n'],
  ['pandas.to_xml', 'xml', "<?xml version='1.0' encoding='utf-8'?>\n<data>\n  <row>\n"],
  [
    'Excel 2003, as XML',
    'spreadsheet-xml',
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
  ],
  [
    'Gnumeric',
    'gnumeric',
    '<?xml version="1.0" encoding="UTF-8"?>\n<gnm:Workbook xmlns:gnm="http://www.gnumeric.org/v10.dtd">',
  ],
  [
    'psql, troff-ms',
    'troff',
    '.LP\n.TS\ncenter;\nl | l | r.\n\\fIGroupId\\fP\t\\fIMember_Account\\fP\t\\fIUnreadMsgNum\\fP\n_\ng1\ta\t3\n.TE\n',
  ],
  [
    'psql, linestyle unicode',
    'table-box',
    ' GroupId │ Member_Account │ UnreadMsgNum \n─────────┼────────────────┼──────────────\n g1      │ a              │            3\n',
  ],
  ['lines terminated by a semicolon', 'semicolon-ends', 'GroupId,Member_Account,UnreadMsgNum;\ng1,a,3;\n'],
  ['a mail', 'mail-quoted', '> GroupId,Member_Account,UnreadMsgNum\n> g1,a,3\n'],
  ['curl -i', 'http-response', 'HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\nGroupId\r\n'],
  ['curl', 'program-error', 'curl: (6) Could not resolve host: x\n'],
  ['psql', 'program-error', 'psql: error: connection to server failed\n'],
  ['mysql', 'program-error', 'ERROR 1045 (28000): Access denied for user\n'],
  ['a server', 'json-error', '{"code":401,"message":"token expired"}'],
  ['sqlite3 .dump', 'sql', "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nINSERT INTO unread VALUES('g','a',3);\n"],
  ['sqlite3 .mode insert', 'sql', "INSERT INTO unread(GroupId,Member_Account,UnreadMsgNum) VALUES('g','a',3);\n"],
  ['mysqldump', 'sql', '-- MySQL dump 10.13\n--\n\n/*!40101 SET NAMES utf8mb4 */;\nDROP TABLE IF EXISTS `unread`;\n'],
  [
    'pg_dump',
    'sql-copy',
    '\n--\n-- PostgreSQL database dump\n--\n\nSET a = 0;\nCOPY public.unread (a) FROM stdin;\ng\ta\t3\n',
  ],
  [
    'psql',
    'table-psql',
    `   ${BARS}  \n---------+----------------+--------------\n g1      | a              |            3\n(1 row)\n`,
  ],
  ['mysql -t', 'table-barred', `+----+----+----+\n| ${BARS} |\n+----+----+----+\n| g1 | a | 3 |\n+----+----+----+\n`],
  ['sqlite3 .mode markdown', 'table-barred', `| ${BARS} |\n|----|----|----|\n| g1 | a | 3 |\n`],
  ['org-mode', 'table-barred', `| ${BARS} |\n|----+----+----|\n| g1 | a | 3 |\n`],
  ['sqlite3 .mode box', 'table-box', '┌─────────┬────────┐\n│ GroupId │ Member │\n├─────────┼────────┤\n'],
  ['column -t', 'table-columns', 'GroupId  Member_Account  UnreadMsgNum\ng1       a               3\n'],
  [
    'sqlite3 .mode column',
    'table-columns',
    'GroupId  Member_Account  UnreadMsgNum\n-------  --------------  ------------\ng1 a 3\n',
  ],
  ['mysql \\G', 'records-vertical', '*************************** 1. row ***************************\nGroupId: g1\n'],
  ['psql \\x', 'records-vertical', '-[ RECORD 1 ]--+---\nGroupId        | g1\n'],
  ['yq', 'yaml', '- GroupId: g1\n  Member_Account: a\n  UnreadMsgNum: 3\n'],
  ['a rails fixture', 'yaml', '---\n# rows\nrows:\n  - GroupId: g1\n    Member_Account: a\n'],
  ['mlr --oxtab', 'xtab', 'GroupId        g1\nMember_Account a\nUnreadMsgNum   3\n\nGroupId        g2\n'],
  ['mlr --odkvp', 'key-value-pairs', 'GroupId=g1,Member_Account=a,UnreadMsgNum=3\n'],
  ["mlr --odkvp --ofs ';' --ops ':'", 'key-value-pairs', 'group_id:g1;user_id:a;unread:3\n'],
  ['redis-cli hgetall', 'alternating-lines', '@TGS#2ABC:alice\n3\nroom-1:007\n214\n"sales, north":carol\n1\n'],
  ['redis-cli on a terminal', 'alternating-keys', '1) "g1:alice"\n2) "3"\n3) "g1:bob"\n4) "0"\n'],
  ['LibreOffice', 'slk', 'ID;PCALCOOO32\nC;X1;Y1;K"GroupId"\n'],
  ['a spreadsheet', 'dif', 'TABLE\r\n0,1\r\n"EXCEL"\r\n'],
  ['WordPad', 'rtf', '{\\rtf1\\ansi GroupId}'],
  ['print(row) of Python', 'python-dicts', "{'GroupId': 'g1', 'Member_Account': 'a', 'UnreadMsgNum': 3}\n"],
  ['print(rows) of Python 2', 'python-dicts', "[{u'GroupId': u'g1', u'UnreadMsgNum': 3}]\n"],
  [
    'presto',
    'table-psql',
    ' GroupId | Member_Account | UnreadMsgNum\n---------+----------------+--------------\n g1 | a | 3\n',
  ],
  [
    'psql in AsciiDoc',
    'table-asciidoc',
    '[options="header",cols="<l,<l"]\n|====\n^l|GroupId ^l|Member_Account ^l|UnreadMsgNum\n',
  ],
  ['MediaWiki', 'table-mediawiki', '{| class="wikitable"\n|-\n! GroupId !! Member_Account !! UnreadMsgNum\n'],
  ['print(tuple) of Python', 'python-tuples', "('g1', 'a', 3)\n"],
  ['print_r of PHP', 'printed-by-php', 'Array\n(\n    [0] => Array\n'],
  ['var_dump of PHP', 'printed-by-php', 'array(2) {\n  [0]=>\n'],
  ['mongosh', 'printed-by-mongo', "[\n  {\n    _id: ObjectId('65a0'),\n    GroupId: 'g1'\n"],
  ['console.log of Node', 'json-without-quotes', "[\n  { GroupId: 'g1', UnreadMsgNum: 3 }\n]\n"],
  ['a module', 'json-in-script', `module.exports = [${OBJECT}];\n`],
  ['JSONP', 'json-in-script', `callback([${OBJECT}]);\n`],
  ['toString of Java', 'printed-values', '[Unread(groupId=g1, account=a)]\n'],
  ['%+v of Go', 'printed-values', '[{GroupID:g1 UserID:a Count:3}]\n'],
  ['a log', 'log-lines', `2025-11-26 01:02:03 INFO ${OBJECT}\n[main] INFO ${OBJECT}\n`],
  ['lines in quotes', 'quoted-lines', '"GroupId,Member_Account,UnreadMsgNum"\n"g1,a,3"\n'],
  ['jq @csv without -r', 'json-strings', '"\\"GroupId\\",\\"Member_Account\\""\n"\\"g1\\",\\"a\\""\n'],
  ['jq @tsv without -r', 'json-strings', '"GroupId\\tMember_Account"\n"g1\\ta"\n'],
  ['jq -c', 'json-lines', `${OBJECT}\n${OBJECT}\n`],
  ['jq', 'json', `[\n  ${OBJECT}\n]\n`],
  ['node', 'json', '{\n  "GroupId": "g1"\n}\n'],
  ['gpg -a', 'encrypted', '-----BEGIN PGP MESSAGE-----\n\nhQEMA\n'],
  ['pickle of protocol 0', 'pickle-text', '(lp0\n(dp1\n'],
] as const;

describe('a text that is no input is recognised', () => {
  test.each(CASES)('%s: %s', (_, kind, text) => expect(foreignKindOf(Buffer.from(text), NAMES)).toBe(kind));

  test.each(CASES)('%s: %s, whatever its name', async (_, found, text) => {
    // Brackets elsewhere may be those of rows.
    const isSurelyNoJson = text.startsWith('<') || !/[[{]/.test(text);
    for (const name of ['a.csv', 'a.jsonl', 'a.txt', ...(isSurelyNoJson ? ['a.json'] : [])]) {
      const isJsonName =
        name !== 'a.csv' && text.trimStart().startsWith('{') === false && text.startsWith('[') === false;
      // JSON under its own name is read, or refused for what it lacks.
      if (found === 'json' || found === 'json-lines' || found === 'json-error' || found === 'rtf') continue;
      if (found === 'python-dicts' && !isJsonName) continue;
      const error = await InputFile.recognise(await tempFile(name, text), NO_WISH).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).fact).toMatchObject({ kind: 'input-foreign', found });
    }
  });
});

test.each([
  { name: 'a.csv', text: `${OBJECT}\n`, format: 'jsonl' },
  { name: 'a.jsonl', text: csvOf(3), format: 'csv' },
  { name: 'a.json', text: csvOf(3), format: 'csv' },
  { name: 'a.jsonl', text: csvOf(3).replaceAll(',', '\t'), format: 'tsv' },
])('$format that is called $name is read, and called what it is', async ({ name, text, format }) => {
  const file = await InputFile.recognise(await tempFile(name, text), NO_WISH);
  expect(file.recognised).toMatchObject({ format });
  await file.close();
});

test('a part of a JSON file that begins inside an object is JSON, whose other objects are read', async () => {
  const path = await tempFile('a.json', `    "GroupId": "g1",\n    "UnreadMsgNum": 3\n  },\n  ${OBJECT}\n]\n`);
  const file = await InputFile.recognise(path, NO_WISH);
  expect(file.format.kind).toBe('json');
  await file.close();
});

test.each(['x', '-- SELECT', '<html>', "{'a': 1}", 'ID;P', 'SET a = 1;'])(
  'a header with the three names is one, whatever stands before them: %s',
  async (name) => {
    const path = await tempFile('a.csv', `${name},GroupId,Member_Account,UnreadMsgNum\nx,g1,a,3\n`);
    const file = await InputFile.recognise(path, NO_WISH);
    expect(file.firstRow.line).toBe(2);
    await file.close();
  },
);

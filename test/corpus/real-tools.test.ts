import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { tempFolder } from '../support/temp.ts';
import { rowsInOneRound } from './reading.ts';

// Exports that are made here and now, by whatever of these tools this machine has.

const NICKS = ['The "boss", 张三', 'C:\\new', "O'Brien", ''];
const PAIRS = [
  ['@TGS#2ABC', 'alice', 3],
  ['@TGS#2ABC', '007', 0],
  ['room-1', '100000000000000001', 214],
  ['room-1', 'carol', 12],
] as const;
const ROWS = PAIRS.map((pair) => pair.join(' ')).toSorted((a, b) => a.localeCompare(b));

const OBJECTS = PAIRS.map(([GroupId, Member_Account, UnreadMsgNum], at) => ({
  GroupId,
  Member_Account,
  UnreadMsgNum,
  nick: NICKS[at],
}));
const quoted = (value: unknown): string => `'${String(value).replaceAll("'", "''")}'`;
const SQL = `CREATE TABLE unread (GroupId TEXT, Member_Account TEXT, UnreadMsgNum INTEGER, nick TEXT);\n${OBJECTS.map((row) => `INSERT INTO unread VALUES (${Object.values(row).map(quoted).join(', ')});`).join('\n')}\n`;
const SELECT = 'SELECT * FROM unread';

/** What `needs` checks besides the first word of the command; `file`: what the command writes. */
type Export = { readonly by: string; readonly file: string; readonly command: string; readonly needs?: string };

const sqlite = (options: string, file: string, by = `sqlite3 ${options}`): Export => ({
  by,
  file,
  command: `sqlite3 ${options} db.sqlite "${SELECT}" > ${file}`,
});
const python = (by: string, file: string, code: string, needs?: string): Export => ({
  by: `python3 ${by}`,
  file,
  command: `python3 -c 'import csv,json,sys; rows=json.load(open("rows.json"))\n${code}' > ${file}`,
  ...(needs === undefined ? {} : { needs }),
});
const node = (by: string, file: string, code: string): Export => ({
  by: `node ${by}`,
  file,
  command: `node -e 'const fs = require("fs"); const rows = JSON.parse(fs.readFileSync("rows.json")); ${code}' > ${file}`,
});
const iconv = (encoding: string, file = 'export.csv'): Export => ({
  by: `iconv to ${encoding}`,
  file,
  command: `jq -r '(.[0] | keys_unsorted), (.[] | [.[]]) | @csv' rows.json | iconv -f UTF-8 -t ${encoding} > ${file}`,
  needs: 'iconv --version && jq --version',
});

const EXPORTS: readonly Export[] = [
  sqlite('-header -csv', 'export.csv'),
  sqlite('-header -tabs', 'export.tsv'),
  sqlite('-json', 'export.json'),
  sqlite('-header -list', 'export.txt'),
  sqlite('-header -quote', 'export.csv'),
  sqlite('-header -csv -separator ";"', 'export.csv'),
  {
    by: 'jq @csv',
    file: 'export.csv',
    command: `jq -r '(.[0] | keys_unsorted), (.[] | [.[]]) | @csv' rows.json > export.csv`,
  },
  {
    by: 'jq @tsv',
    file: 'export.tsv',
    command: `jq -r '(.[0] | keys_unsorted), (.[] | [.[]]) | @tsv' rows.json > export.tsv`,
  },
  { by: 'jq -c', file: 'export.jsonl', command: `jq -c '.[]' rows.json > export.jsonl` },
  python('json, RFC 7464', 'export.json', '[print("\\x1e"+json.dumps(r)) for r in rows]'),
  {
    by: 'jq group_by',
    file: 'export.json',
    command: `jq 'group_by(.GroupId) | map({(.[0].GroupId): (map({(.Member_Account): .UnreadMsgNum}) | add)}) | add' rows.json > export.json`,
  },
  python('csv', 'export.csv', 'w=csv.DictWriter(sys.stdout,rows[0]); w.writeheader(); w.writerows(rows)'),
  python(
    'csv, all quoted, semicolons',
    'export.csv',
    'w=csv.DictWriter(sys.stdout,rows[0],delimiter=";",quoting=csv.QUOTE_ALL); w.writeheader(); w.writerows(rows)',
  ),
  python('json.dump of lines', 'export.jsonl', '[print(json.dumps(r)) for r in rows]'),
  python('json, ascii off, indented', 'export.json', 'json.dump({"data":rows},sys.stdout,ensure_ascii=False,indent=2)'),
  python('json twice', 'export.json', 'print(json.dumps(json.dumps(rows)))'),
  python('print', 'export.txt', '[print(r) for r in rows]'),
  python(
    'configparser',
    'export.ini',
    'import configparser; c=configparser.RawConfigParser(); c.optionxform=str\nfor r in rows: c.has_section(r["GroupId"]) or c.add_section(r["GroupId"]); c.set(r["GroupId"],r["Member_Account"],r["UnreadMsgNum"])\nc.write(sys.stdout)',
  ),
  python(
    'xml.etree',
    'export.xml',
    'import xml.etree.ElementTree as x; t=x.Element("rows"); [[setattr(x.SubElement(e,k),"text",str(v)) for k,v in r.items()] for r in rows for e in [x.SubElement(t,"row")]]; print("<?xml version=\\"1.0\\"?>"+x.tostring(t,"unicode"))',
  ),
  node(
    'join',
    'export.csv',
    'console.log(Object.keys(rows[0]).slice(0, 3).join()); for (const row of rows) console.log(Object.values(row).slice(0, 3).join())',
  ),
  node('JSON.stringify', 'export.json', 'console.log(JSON.stringify({ code: 0, data: { list: rows } }, null, 2))'),
  node(
    'keys of a store',
    'export.json',
    'console.log(JSON.stringify(Object.fromEntries(rows.map((row) => ["unread:" + row.GroupId + ":" + row.Member_Account, row.UnreadMsgNum]))))',
  ),
  {
    by: 'awk',
    file: 'export.tsv',
    command: `jq -r '.[] | [.GroupId, .Member_Account, .UnreadMsgNum] | join(" ")' rows.json | awk 'BEGIN {print "groupId\\tuserId\\tunread"} {print $1 "\\t" $2 "\\t" $3}' > export.tsv`,
    needs: 'jq --version',
  },
  {
    by: 'perl',
    file: 'export.csv',
    command: `perl -MJSON::PP -e 'local $/; my $rows = decode_json(<>); print "\\"群ID\\",\\"用户ID\\",\\"未读数\\"\\r\\n"; printf "\\"%s\\",\\"%s\\",\\"%s\\"\\r\\n", $_->{GroupId}, $_->{Member_Account}, $_->{UnreadMsgNum} for @$rows' rows.json > export.csv`,
  },
  {
    by: 'column -t',
    file: 'export.txt',
    command: `jq -r '["GroupId", "Member_Account", "UnreadMsgNum"], (.[] | [.GroupId, .Member_Account, .UnreadMsgNum]) | join(" ")' rows.json | column -t > export.txt`,
    needs: 'jq --version && column --version',
  },
  sqlite('-header -cmd ".mode qbox"', 'export.txt'),
  sqlite('-header -cmd ".mode tcl"', 'export.txt'),
  {
    by: 'jq to_entries',
    file: 'export.json',
    command: `jq '.[] | to_entries' rows.json > export.json`,
  },
  {
    by: 'jq to_entries of all',
    file: 'export.json',
    command: `jq 'map(to_entries)' rows.json > export.json`,
  },
  { by: 'jq @html', file: 'export.txt', command: `jq -r '.[] | @html' rows.json > export.txt` },
  {
    by: 'php serialize, one a line',
    file: 'export.txt',
    command: `php -r 'foreach (json_decode(file_get_contents("rows.json"), true) as $row) echo serialize($row), "\n";' > export.txt`,
  },
  {
    by: 'php serialize of all',
    file: 'export.txt',
    command: `php -r 'echo serialize(json_decode(file_get_contents("rows.json"), true));' > export.txt`,
  },
  python(
    'csv, a semicolon behind each line',
    'export.csv',
    'w=csv.writer(sys.stdout,lineterminator=";\\n"); w.writerow(rows[0]); w.writerows(r.values() for r in rows)',
  ),
  { by: 'yq', file: 'export.yaml', command: 'yq -y . rows.json > export.yaml' },
  iconv('GB18030'),
  iconv('GBK'),
  iconv('UTF-16'),
  iconv('UTF-16LE'),
  iconv('UTF-32'),
  { by: 'gzip', file: 'export.csv.gz', command: `sqlite3 -header -csv db.sqlite "${SELECT}" | gzip > export.csv.gz` },
];

const canRun = (command: string): boolean => spawnSync('sh', ['-c', command]).status === 0;

test.skipIf(process.platform === 'win32').each(EXPORTS)(
  'what $by writes goes in, or is answered with a command that works',
  async ({ file, command, needs = 'true' }) => {
    const cwd = await tempFolder();
    if (!canRun(`command -v ${command.split(' ', 1)[0]} && ${needs}`)) return;
    await writeFile(join(cwd, 'rows.json'), JSON.stringify(OBJECTS));
    await writeFile(join(cwd, 'rows.sql'), SQL);
    if (command.startsWith('sqlite3')) spawnSync('sh', ['-c', 'sqlite3 db.sqlite < rows.sql'], { cwd });
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8' });
    // An older version may lack the mode.
    if (status !== 0) return expect(stderr).toMatch(/unknown|unsupported|usage|No module/i);
    const rows = await rowsInOneRound(join(cwd, file));
    if (!rows) return;
    expect(rows, (await runCommand(['validate', join(cwd, file)])).stderr).toEqual(ROWS);
  },
);

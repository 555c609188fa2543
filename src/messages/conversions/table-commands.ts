import { shellWord } from '../../core/text/text.ts';
import { python } from './python.ts';

// Commands that take the rows out of tables, of dumps and of documents.

/** Takes the bars off, two of them in the header of Jira, and the lines that are drawn. Values with a bar do not survive it. */
export const unbarCommand = (file: string, ends: string): string =>
  `sed -E -e '/\\|/!d' -e '/^[-+|=: ]*$/d' -e '/^ *(\\|\\|[^|]+)+\\|\\| *$/s/\\|\\|/|/g' ${ends} -e 's/ *\\| */|/g' ${file} > NEWFILE.csv`;

/** Takes the boxes off. The names of ClickHouse stand in the upper edge. */
export const unboxCommand = (file: string): string =>
  `sed -E -e '/^(┌|┏)(─|━)[A-Za-z0-9_]/{s/(─|━|┌|┏|┐|┓)//g;s/┬|┳/|/g;}' -e '/─|═|━|^shape: /d' -e '/^ *(│|║|┃)/s/ *(│|║|┃) *$//' -e 's/^ *(│|║|┃)? *//' -e 's/ +$//' -e 's/ *(│|║|┃|┆) */|/g' ${file} > NEWFILE.csv`;

/** Texts stand in quotes. */
export const unquotedBox = (file: string): string =>
  unboxCommand(file).replace(
    ` ${file} >`,
    ` -e "s/(^|\\|)['\\"]/\\1/g" -e "s/['\\"](\\||$)/\\1/g" -e "s/''/'/g" ${file} >`,
  );

/**
 * Cells of each row, without tags; nested tables are not told apart. A cell that spans rows stands in each of them.
 * Reads standard input.
 */
export const ROWS_OF_HTML = [
  'import csv,html,re,sys',
  'S={}',
  'text=lambda c: html.unescape(re.sub("<[^>]*>","",c)).strip()',
  String.raw`span=lambda a: int((re.findall("(?i)\\browspan\\W*(\\d+)",a) or [1])[0])-1`,
  'kept=lambda o: [S.update({len(o):(S[len(o)][0]-1,S[len(o)][1])}) or o.append(S[len(o)][1]) for _ in iter(lambda: S.get(len(o),[0])[0],0)]',
  String.raw`cells=lambda r: re.findall("(?is)<t[dh]\\b([^>]*)>(.*?)(?=</t[dh]>|<t[dh]\\b|$)",r)`,
  'row=lambda r,o: [(kept(o),S.update({len(o):(span(a),text(c))}),o.append(text(c))) for a,c in cells(r)] and [kept(o),o][1]',
  String.raw`csv.writer(sys.stdout).writerows(row(r,[]) for r in re.findall("(?is)<tr\\b[^>]*>(.*?)(?=</tr>|<tr\\b|</table>)",sys.stdin.read()))`,
].join('; ');

export const UNESCAPED_HTML = 'import html,sys; sys.stdout.write(html.unescape(sys.stdin.read()))';

/** One object of each record that stands on several rows, each with a name and a value. Reads standard input. */
export const RECORDS_OF_HTML = [
  'import html,json,re,sys',
  'text=lambda c: html.unescape(re.sub("<[^>]*>","",c)).strip()',
  String.raw`pairs=lambda b: [(text(k),text(v)) for k,v in re.findall("(?is)<th\\b[^>]*>(.*?)</th>\\s*<td\\b[^>]*>(.*?)</td>",b)]`,
  String.raw`[print(json.dumps(dict(p))) for p in map(pairs,re.split("(?i)<t[dh]\\b[^>]*\\bcolspan|</table>",sys.stdin.read())) if p]`,
].join('; ');

/**
 * One object of each element that holds values and no further elements, as children or as attributes. The document may
 * lack an element around them.
 */
export const ROWS_OF_XML =
  'import json,re,sys,xml.etree.ElementTree as x; [print(json.dumps({**r.attrib,**{v.get("name") or v.tag: v.text or "" for v in r}})) for r in x.fromstring("<x>"+re.sub(r"(?is)^\\s*(?:<\\?.*?\\?>\\s*|<!--.*?-->\\s*|<!doctype[^>\\[]*>\\s*)*","",sys.stdin.read())+"</x>").iter() if (len(r) or len(r.attrib)>1) and not any(len(v) or len(v.attrib)>1 and not v.get("name") for v in r)]';

/** Of a dump of PostgreSQL in plain text: the names of the columns, then the rows of the table. */
export const rowsOfCopy = (file: string): string =>
  `awk '/^COPY .*\\(.*([Mm]ember_?[Aa]ccount|[Uu]nread)/ {sub(/^[^(]*\\(/, ""); sub(/\\).*/, ""); gsub(/"/, ""); gsub(/, /, "\\t"); print; on = 1; next} /^\\\\\\.$/ {on = 0} on' ${file}`;

/** Two programs have this name: one is written in Go, the other in Python. */
export const rowsOfYaml = (file: string): string =>
  `(yq -o=json -I=0 '.[]' ${file} 2>/dev/null || yq -c '.[]' ${file})`;

/** Of a document for each row. */
export const rowsOfYamlDocuments = (file: string): string =>
  `(yq -o=json -I=0 . ${file} 2>/dev/null || yq -c . ${file})`;

/**
 * Cuts lines where all of them have a space. What has no name is a part of the value before, or of the one behind where
 * that is nearer. Wide characters count twice where the table has more columns so. Reads standard input.
 */
export const ROWS_SET_OUT = [
  'import csv,re,sys,unicodedata as u',
  String.raw`R=[l.rstrip().lstrip("\ufeff") for l in sys.stdin if l.strip() and not re.match(r"\s*[([]?\d+ rows?\b",l)]`,
  'rule=lambda l: not l.strip("-= ")',
  'cut=lambda L: [m.span() for m in re.finditer("x+","".join("x" if any(l[i:i+1].strip() for l in L) else " " for i in range(max(map(len,L)))))]',
  String.raw`W=["".join(c+"\0"*(u.east_asian_width(c) in "WF") for c in l) for l in R]`,
  'L=max((R,W),key=lambda L: len(cut(L)))',
  'H=next(l for l in L if not rule(l))',
  'C=cut(L)',
  'gap=lambda i: C[i][0]-C[i-1][1] if 0<i<len(C) else 9',
  'bare=lambda i: not H[C[i][0]:C[i][1]].strip()',
  'on=lambda i: i>0 and bare(i) and gap(i+1)==1<gap(i)',
  'S=[]',
  '[S[-1].__setitem__(1,b) if S and (on(i-1) or bare(i) and not on(i)) else S.append([a,b]) for i,(a,b) in enumerate(C)]',
  String.raw`csv.writer(sys.stdout).writerows([l[a:b].replace("\0","").strip() for a,b in S] for l in L if not rule(l))`,
].join('; ');

/** A letter for the alignment may stand before a bar. */
export const rowsOfAsciiDoc = (file: string): string =>
  `perl -ne ${shellWord(String.raw`next if /^\|===/ or !s/^[<^>]?[a-z]?\|\s*//; s/\s+$//; s/\s+[<^>]?[a-z]?\|\s*/\t/g; s/\\\|/|/g; print "$_\n"`)} ${file}`;

export const rowsOfMediaWiki = (file: string): string =>
  `perl -ne ${shellWord(String.raw`next unless s/^[!|](?![-}+])\s*//; s/\s+$//; s/(^|\|\||!!)\s*\w+="[^"]*"\s*\|\s*/$1/g; s/\s*(?:\|\||!!)\s*/\t/g; print "$_\n"`)} ${file}`;

export const turned = (file: string): string =>
  python('import csv,sys; csv.writer(sys.stdout).writerows(zip(*csv.reader(sys.stdin)))', file);

const unpivot =
  (own: string, other: string) =>
  (file: string): string =>
    python(
      `import csv,sys; r=csv.reader(sys.stdin); h=next(r); w=csv.writer(sys.stdout); w.writerow(["${own}","${other}","UnreadMsgNum"]); [w.writerow([x[0],k,c]) for x in r for k,c in zip(h[1:],x[1:]) if c]`,
      file,
    );

/** What each row is of. */
export const unpivoted = {
  byAccount: unpivot('Member_Account', 'GroupId'),
  byGroup: unpivot('GroupId', 'Member_Account'),
} as const;

// Commands that take the rows out of tables, of dumps and of documents.

/** Takes the bars off, two of them in the header of Jira, and the lines that are drawn. Values with a bar do not survive it. */
export const unbarCommand = (file: string, ends: string): string =>
  `sed -E -e '/\\|/!d' -e '/^[-+|=: ]*$/d' -e '1s/\\|\\|/|/g' ${ends} -e 's/ *\\| */|/g' ${file} > NEWFILE.csv`;

/** Takes the boxes off. The names of ClickHouse stand in the upper edge. */
export const unboxCommand = (file: string): string =>
  `sed -E -e '/^(┌|┏)(─|━)[A-Za-z0-9_]/{s/(─|━|┌|┏|┐|┓)//g;s/┬|┳/|/g;}' -e '/─|═|━|^shape: /d' -e 's/^ *(│|║|┃) *//' -e 's/ *(│|║|┃) *$//' -e 's/ *(│|║|┃|┆) */|/g' ${file} > NEWFILE.csv`;

/** Texts stand in quotes. */
export const unquotedBox = (file: string): string =>
  unboxCommand(file).replace(` ${file} >`, ` -e "s/\\|['\\"]/|/g" -e "s/['\\"](\\||$)/\\1/g" ${file} >`);

/** Cells of each row, without tags; nested tables are not told apart. Reads standard input. */
export const ROWS_OF_HTML =
  'import csv,html,re,sys; w=csv.writer(sys.stdout); [w.writerow([html.unescape(re.sub("<[^>]*>","",c)).strip() for c in re.findall("(?is)<t[dh]\\\\b[^>]*>(.*?)(?=</t[dh]>|<t[dh]\\\\b|$)",r)]) for r in re.findall("(?is)<tr\\\\b[^>]*>(.*?)(?=</tr>|<tr\\\\b|</table>)",sys.stdin.read())]';

/** One object of each element that holds values and no further elements, as children or as attributes. */
export const ROWS_OF_XML =
  'import json,sys,xml.etree.ElementTree as x; [print(json.dumps({**r.attrib,**{v.get("name") or v.tag: v.text or "" for v in r}})) for r in x.parse(sys.stdin).getroot().iter() if (len(r) or len(r.attrib)>1) and not any(len(v) or len(v.attrib)>1 and not v.get("name") for v in r)]';

/** Of a dump of PostgreSQL in plain text: the names of the columns, then the rows of the table. */
export const rowsOfCopy = (file: string): string =>
  `awk '/^COPY .*Member_Account/ {sub(/^[^(]*\\(/, ""); sub(/\\).*/, ""); gsub(/"/, ""); gsub(/, /, "\\t"); print; on = 1; next} /^\\\\\\.$/ {on = 0} on' ${file}`;

/** Two programs have this name: one is written in Go, the other in Python. */
export const rowsOfYaml = (file: string): string =>
  `(yq -o=json -I=0 '.[]' ${file} 2>/dev/null || yq -c '.[]' ${file})`;

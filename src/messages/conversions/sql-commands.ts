/**
 * Rows that INSERT statements hold, under the names that those, or a CREATE TABLE, give to their columns. Backslashes escape
 * in texts where names stand between backticks, as MySQL writes them. What a function would make is left empty.
 */
export const ROWS_OF_INSERTS = [
  'import csv,re,sys',
  's=sys.stdin.read()',
  String.raw`m="INTO \x60" in s`,
  String.raw`q=r"\x27(?:[^\x27\\]|\x27\x27|\\.)*\x27(?!\x27)" if m else r"\x27(?:[^\x27]|\x27\x27)*\x27(?!\x27)"`,
  String.raw`p=r"\((?:"+q+r"|[^\x27()]|\([^()]*\))*\)"`,
  String.raw`c=re.search(r"(?i)(?:INTO|INSERT)\s[^(;]*\(([^()]*)\)\s*VALUES",s)`,
  String.raw`d=re.search(r"(?i)CREATE TABLE[^(]*(\([^;]*)",s)`,
  String.raw`h=re.findall(r"[^\s,\"\x60\[\]]+",c[1]) if c else re.findall(r"(?i)[(,]\s*[\"\x60\[]?(?!PRIMARY|UNIQUE|CONSTRAINT|FOREIGN|CHECK|KEY|INDEX)(\w+)[\"\x60\]]?\s+[a-z]",d[1]) if d else []`,
  String.raw`u=lambda e: {"n":"\n","t":"\t","r":"\r"}.get(e[1],e[1] or "\x27")`,
  String.raw`f=lambda v: re.sub(r"(?s)\x27\x27|\\(.)" if m else r"\x27\x27()",u,v[1][1:-1]) if v[1] else "" if "(" in v[2] or v[2].strip().upper()=="NULL" else v[2].strip()`,
  String.raw`R=[[f(v) for v in re.finditer(r"(?s)(?:\b(?:N|E|_\w+)\s*)?("+q+r")|([^,\s\x27(][^,\x27(]*(?:"+p+r")?)",t[1])] for t in re.finditer(r"(?si)(?:VALUES|,)\s*\(((?:"+q+r"|[^\x27()]|"+p+r")*)\)\s*(?=[,;]|GO\b|INSERT\b|$)",s)]`,
  'n=len(h or ([[]]+R)[-1])',
  'csv.writer(sys.stdout).writerows(([h] if h else [])+[r for r in R if len(r)==n])',
].join('; ');

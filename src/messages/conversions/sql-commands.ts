/**
 * Rows that INSERT statements hold, under the names that those, or a CREATE TABLE, give to their columns. A backslash in a
 * text escapes where MySQL has written it, unless it was told not to: of the two readings the one with more rows is taken,
 * and of equals that of the writer, whom backticks or comments show. What a function would make is left empty.
 */
export const ROWS_OF_INSERTS = [
  'import csv,re,sys',
  's=sys.stdin.read()',
  String.raw`m=bool(re.search(r"INTO \x60|/\*M?!|(?:MySQL|MariaDB) dump",s))`,
  String.raw`Q=lambda m: r"\x27(?:[^\x27\\]|\x27\x27|\\.)*\x27(?!\x27)" if m else r"\x27(?:[^\x27]|\x27\x27)*\x27(?!\x27)"`,
  String.raw`P=lambda q: r"\((?:"+q+r"|[^\x27()]|\([^()]*\))*\)"`,
  String.raw`c=re.search(r"(?i)(?:INTO|INSERT)\s[^(;]*\(([^()]*)\)\s*VALUES",s)`,
  String.raw`D=lambda q: [re.sub("(?s)"+q,"",d[1]) for d in [re.search(r"(?si)CREATE TABLE[^(]*(\((?:"+q+r"|[^;\x27])*)",s)] if d]`,
  String.raw`H=lambda q: re.findall(r"[^\s,\"\x60\[\]]+",c[1]) if c else [a or b for d in D(q) for a,b in re.findall(r"(?i)[(,]\s*(?:[\"\x60\[]([^\"\x60\]]+)[\"\x60\]]|(?!(?:PRIMARY|UNIQUE|CONSTRAINT|FOREIGN|CHECK|KEY|INDEX|FULLTEXT|SPATIAL)\b)(\w+))\s+[a-z]",d)]`,
  String.raw`u=lambda e: {"n":"\n","t":"\t","r":"\r"}.get(e[1],e[1] or "\x27")`,
  String.raw`f=lambda m,v: re.sub(r"(?s)\x27\x27|\\(.)" if m else r"\x27\x27()",u,v[1][1:-1]) if v[1] else "" if "(" in v[2] or v[2].strip().upper()=="NULL" else v[2].strip()`,
  String.raw`R=lambda m,q,p: [[f(m,v) for v in re.finditer(r"(?s)(?:\b(?:N|E|_\w+)\s*)?("+q+r")|([^,\s\x27(][^,\x27(]*(?:"+p+r")?)",t[1])] for t in re.finditer(r"(?si)(?:VALUES|,)\s*\(((?:"+q+r"|[^\x27()]|"+p+r")*)\)\s*(?=[,;]|GO\b|INSERT\b|$)",s)]`,
  'T=lambda h,R: (h,[r for r in R if len(r)==len(h or R[-1])])',
  'A=lambda m,q: T(H(q),R(m,q,P(q)))',
  String.raw`h,r=max([A(w,Q(w)) for w in ([m,not m] if "\\" in s else [m])],key=lambda a: len(a[1]))`,
  'csv.writer(sys.stdout).writerows(([h] if h else [])+r)',
].join('; ');

import type { ColumnNames } from '../../core/row/columns.ts';
import type { Suspicion, SuspicionKind } from '../../core/row/suspicion/suspicion.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import { UNDOUBLED } from '../conversions/line-commands.ts';

type Told = Suspicion & {
  readonly path: string;
  readonly better: string | undefined;
  readonly delimiter?: string | undefined;
  readonly isJson?: boolean;
  /** what gives the text of an input that is no plain text; null where no command does, as of a workbook */
  readonly unpack?: string | null | undefined;
  /** what the three columns or keys are called, where the text is UTF-8 and they have names */
  readonly names?: ColumnNames | undefined;
};

const NAMES = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' } as const;

const OTHER_COLUMN = 'If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…';
const AS_TEXT = 'Export the IDs again as text, straight from the database and not through a spreadsheet.';

/** For example `members.csv: in 3 of 5 rows (GroupId 3, Member_Account 1; line 2 GroupId "g1 ")`. */
const where = ({ path, columns, rows, isAll, places, examples }: Told): string => {
  const counts = columns.map(({ field, count }) => `${NAMES[field]} ${grouped(count)}`).join(', ');
  const shown = examples.map(({ line, field, value }) => `${places} ${line} ${NAMES[field]} "${printable(value, 60)}"`);
  const read = rows === 1 ? '1 row' : `${grouped(rows)} rows`;
  const looked = isAll ? read : `the first ${read}`;
  return `${printable(path, 1000)}: of ${looked} (${counts}; ${shown.join(', ')})`;
};

const command = (better: string | undefined, before: string, otherwise = ''): string =>
  better === undefined ? otherwise : ` ${before} ${better}`;

/** In all columns. */
export const rowsTold = ({ columns }: Told): number => columns.reduce((sum, { count }) => sum + count, 0);

const file = ({ path }: Told): string => shellWord(path);

/**
 * The command that corrects an input: what it writes is imported in its place.
 *
 * @param program - that reads a text and writes it without the damage
 * @returns undefined where no command gives the text of the input
 */
export const corrected = (told: Told, program: string): string | undefined => {
  if (told.path === '-') return program;
  if (told.unpack === null) return undefined;
  return told.unpack === undefined
    ? `${program} ${file(told)} > NEWFILE`
    : `${told.unpack} ${file(told)} | ${program} > NEWFILE`;
};

/** Works for values in quotes and without. */
const apostropheCommand = (told: Told): string => {
  const { delimiter } = told;
  if (delimiter === undefined) return ', or export the IDs again as text.';
  const typed = delimiter === '\t' ? '\\t' : delimiter === '|' ? '\\|' : delimiter;
  return `: perl -pe "s/(^|${typed})(\\"?)'/\\$1\\$2/g" ${file(told)} > NEWFILE`;
};

/** `="10001"`, or `=T("10001")`: the value stands in it. */
export const isTextFormula = ({ examples: [first] }: Told): boolean => !/^ *=(?!(?:T\()?")/.test(first?.value ?? '');

const QUOTED_AS_IN_TEX = /^`.*'$/s;

/** @param from - what opens a value @param to - what closes it, both as a pattern */
const plainQuotes = (told: Told, from: string, to: string): string | undefined => {
  const { delimiter = ',' } = told;
  const ends = delimiter === '\t' ? '\\t' : delimiter === '|' ? '\\|' : delimiter;
  return corrected(told, `perl -pe 's/(^|${ends})(?:${from})/$1"/g; s/(?:${to})(?=${ends}|\\r?$)/"/g'`);
};

/** Those that the first ID stands in; a BOM may stand before the first name. */
export const writtenQuotes = (told: Told): string | undefined => {
  const value = (told.examples[0]?.value ?? '').trim();
  return plainQuotes(told, [...value][0] ?? '', [...value].at(-1) ?? '');
};

/**
 * A comma or a quote that is written so stays: it would be part of the file.
 *
 * @returns undefined where an ID holds escapes of more than ASCII, which no ID has
 */
export const withoutEscapes = (told: Told): string | undefined => {
  const values = told.examples.map(({ value }) => value);
  if (values.some((value) => OUTSIDE_ASCII.test(value))) return undefined;
  return corrected(
    told,
    values.some((value) => value.includes('&'))
      ? `perl -pe 's/&lt;/</g; s/&gt;/>/g; s/&nbsp;/ /g; s/&commat;/@/g; s/&num;/#/g; s/&lowbar;/_/g; s/&colon;/:/g; s/&#x([2-7][0-9a-f]);/chr hex $1/gie; s/&#([0-9]{2,3});/chr $1/ge; s/&apos;/\\x27/g; s/&amp;/&/g'`
      : `perl -pe '1 while s/%25(?=[2-7][0-9a-fA-F])/%/g; s/(?:%|\\\\u00)(?!2[2cC]|3[bB]|7[cCfF])([2-7][0-9a-fA-F])/chr hex $1/ge'`,
  );
};

const OUTSIDE_ASCII = /%[c-fC-F][0-9a-fA-F]%[89abAB]|\\u(?!00[2-7])[0-9a-fA-F]{4}|\\x[89a-fA-F]/;

/** The letters of line breaks at the end of a value. */
export const withoutBreaks = (told: Told): string | undefined =>
  corrected(told, `perl -pe 's/(?:\\\\+[nrt])+(?=[",;|\\t]|\\r?$)//g'`);

export const withAtSigns = (told: Told): string | undefined =>
  told.examples.every(({ value }) => value.startsWith('TGS#'))
    ? corrected(told, `perl -pe 's/(?<![\\w@#])TGS#/\\@TGS#/g'`)
    : undefined;

export const withoutFormulas = (told: Told): string | undefined =>
  corrected(
    told,
    told.isJson ? `perl -pe 's/"=(?:T\\()?\\\\"([^"\\\\]*)\\\\"\\)?"/"$1"/g'` : `sed -E 's/"?="+([^",]*)"+/\\1/g'`,
  );

export const convertedFromUtf7 = (told: Told): string | undefined => corrected(told, 'iconv -f UTF-7 -t UTF-8');

const escaped = (text: string): string => text.replace(/[^\p{L}\p{N}_ ]/gu, '\\$&').replaceAll("'", 'x27');

/** As text, so that no program counts with them. */
export const quotedNumbers = (told: Told): string | undefined => {
  if (!told.names) return undefined;
  const keys = told.columns.map(({ field }) => escaped((told.names as ColumnNames)[field]));
  const all = keys.length === 1 ? keys[0] : `(?:${keys.join('|')})`;
  return `perl -pe 's/("${all}"\\s*:\\s*)(-?[0-9]+)(?=\\s*(?:[,}]|$))/$1"$2"/g' ${file(told)} > NEWFILE`;
};

/** Each row with the GroupId of the one above, where it has none. */
export const filledDown = (told: Told): string | undefined => {
  const { delimiter, names } = told;
  if (delimiter === undefined || !names || /['"\\]/.test(names.groupId)) return undefined;
  const reader = delimiter === '\t' ? 'delimiter="\\t",quoting=3' : `delimiter="${delimiter}"`;
  const code = `import csv,sys; R=csv.reader(open(sys.argv[1],newline="",encoding="utf-8-sig"),${reader}); h=next(R); i=h.index("${names.groupId}"); g=""; W=csv.writer(sys.stdout); W.writerow(h); [W.writerow(r[:i]+[g:=r[i].strip() or g]+r[i+1:]) for r in R if r]`;
  return `python3 -c '${code}' ${file(told)} > NEWFILE.csv`;
};

export const unprefixed = (told: Told): string | undefined =>
  corrected(told, `perl -pe 's/\\bGROUP_?(?=\\@TGS#)//gi; s/\\bC2C_?(?=\\w)//g'`);

/** In CSV, quotes that are part of a value are doubled quotes inside quotes. Others were not known as quotes. */
export const withoutQuotes = (told: Told, say: string, take: string): string => {
  const [first = ''] = told.examples[0]?.value ?? '';
  const taken = (line: string | undefined): string => (line === undefined ? `${take}.` : `${take}: ${line}`);
  if (QUOTED_AS_IN_TEX.test(told.examples[0]?.value ?? '')) return taken(plainQuotes(told, '`+', '\\x27+'));
  if (told.isJson && (first === "'" || first === '"')) {
    const quote = first === '"' ? '\\\\"' : '\\x27';
    return taken(corrected(told, `perl -pe 's/"${quote}([^"\\\\]*)${quote}"/"$1"/g'`));
  }
  if (first === "'") return `${say}: --quote "'"`;
  if (first === '`') return taken(corrected(told, "perl -pe 's/\\x60//g'"));
  if (first === 'b' || first === 'u') return taken(corrected(told, `perl -pe 's/\\b[bu](["\\x27])(.*?)\\1/$2/g'`));
  return told.delimiter === ',' || told.delimiter === ';'
    ? taken(corrected(told, `perl -pe 's/"""/"/g'`))
    : `${say}: --quote '"'`;
};

/** What an input may have been through: what was seen, what it looks like, and what helps. */
export const suspicions = {
  'space-at-edge': (told) =>
    `${where(told)} values begin or end with a space. IDs with it are other IDs, and nothing is taken off unasked.${command(told.better, 'To take the spaces off:')}`,
  apostrophe: (told) =>
    `${where(told)} IDs begin with an apostrophe, the mark with which a spreadsheet keeps a number as text. They are sent with it. If it is no part of them, take it off${apostropheCommand(told)}`,
  quotes: (told) =>
    `${where(told)} IDs stand in quotes that are part of the value. They are sent with them. If they are no part of the IDs, ${withoutQuotes(told, 'say what the quotes of this file are', 'take them off')}`,
  'written-quotes': (told) =>
    `${where(told)} IDs stand in quotes of a word processor, which no program takes off.${command(writtenQuotes(told), 'Put plain ones in their place:', ' Put plain ones in their place.')}`,
  formula: (told) =>
    isTextFormula(told)
      ? `${where(told)} IDs are written as a formula, ="…", which shows them as text in Excel and is no part of them. They are sent with it.${command(withoutFormulas(told), 'To take it off:', ` ${AS_TEXT}`)}`
      : `${where(told)} IDs are formulas of a spreadsheet, not what it shows of them. They are sent as they are. Export the sheet again with the values of its cells.`,
  numbers: (told) =>
    `${where(told)} IDs are JSON numbers: none is sent, as most programs lose the last digits of large ones.${command(quotedNumbers(told), 'To put them in quotes, digit by digit as they stand:')}`,
  'groups-left-out': (told) =>
    `${where(told)} rows have no GroupId below one that has it, as merged cells are exported. ${command(filledDown(told), 'If they are of the group above:').trim() || 'If they are of the group above, fill the cells in the spreadsheet program.'}`,
  'words-for-none': (told) =>
    `${where(told)} IDs are what programs write where there is no value. They are sent as IDs. If they are none, take these rows out, or export them with their IDs.`,
  dates: (told) =>
    `${where(told)} IDs are dates: a spreadsheet makes dates of IDs such as 1-1, and these are other IDs. ${AS_TEXT}`,
  conversations: (told) =>
    `${where(told)} IDs begin as those of conversations do (GROUP@TGS#…, C2C…), which are no IDs of groups and accounts. They are sent as they are.${command(unprefixed(told), 'To take that off:')}`,
  wrapped: (told) =>
    `${where(told)} IDs stand in brackets or in other text, such as [g1], Ann <u1> or ObjectId(…). They are sent with it. If it is no part of them, export the IDs alone.`,
  encoded: (told) =>
    `${where(told)} IDs look like text that is written in hexadecimal or in base64. They are sent as they are. If they are, export them as text: in SQL convert_from(decode(…)), unhex(…) or from_base64(…).`,
  masked: (told) =>
    `${where(told)} IDs are masked or shortened, such as 138****1000, so these are other IDs. They are sent as they are. Export all of their characters.`,
  templates: (told) =>
    `${where(told)} IDs are what stands in a template or a query in place of an ID, such as {{groupId}} or %s: it was not filled in. They are sent as they are. Export the file again with the IDs.`,
  'decimal-zero': (told) =>
    `${where(told)} IDs end in .0, as programs write a column of numbers that has a gap. They are sent with it. ${AS_TEXT}`,
  'other-notation': (told) =>
    `${where(told)} IDs are numbers in hexadecimal or exponent form, such as 0x2711 or 1E17, among IDs in plain digits. They are sent as they are. ${AS_TEXT}`,
  'breaks-written': (told) =>
    `${where(told)} IDs end in a line break or a tab that was written as a backslash and a letter. They are sent with it.${command(withoutBreaks(told), 'If it is no part of them, take it off:', ' If it is no part of them, export them without it.')}`,
  'characters-lost': (told) =>
    `${where(told)} IDs have question marks where an encoding lacks the characters, so these are other IDs. They are sent as they are. Export the IDs again in UTF-8.`,
  'platform-changed': (told) =>
    `${where(told)} IDs look like those of groups of the platform, but a character is missing: it writes @TGS#. They are sent as they are. Export them as they were created.${command(withAtSigns(told), 'To put the @ before them:')}`,
  thousands: (told) =>
    `${where(told)} IDs have separators between thousands, as a spreadsheet shows numbers. They are sent with them. ${AS_TEXT}`,
  escaped: (told) =>
    `${where(told)} IDs hold escapes of web pages or addresses, such as &amp; or %40. They are sent as they are. ${command(withoutEscapes(told), 'Export the IDs as they were created, or:', ' Export the IDs as they were created.').trim()}`,
  'utf-7': (told) =>
    `${where(told)} IDs hold sequences of UTF-7, an encoding for mail, such as +AEA- for @. They are sent as they are.${command(convertedFromUtf7(told), 'To convert the file:')}`,
  'backslashes-doubled': (told) =>
    `${where(told)} IDs have two backslashes in a row, and none has one: the writer may have doubled them, as mysql -B and COPY of PostgreSQL do of JSON. They are sent with both.${command(corrected(told, UNDOUBLED), 'If one is meant, export them again with mysql --batch --raw or psql -At, or:', ' If one is meant, export them again with mysql --batch --raw or psql -At.')}`,
  'lower-case': (told) =>
    `${where(told)} IDs begin with @tgs# where the platform writes @TGS#: something has changed them to lower case, and IDs are case-sensitive. Export them again as they were created.`,
  'zeros-at-end': (told) =>
    `${where(told)} ${grouped(rowsTold(told))} of ${grouped(told.outOf ?? 0)} long IDs end in zeros from digit ${(told.length ?? 0) + 1} on, which chance does not do: a spreadsheet keeps 15 digits of a number, and other programs 17, so these are other IDs. ${AS_TEXT}`,
  'leading-zeros': (told) =>
    `${where(told)} IDs stand in the file with leading zeros and without. If they mean the same, a spreadsheet has taken the zeros off some of them. ${AS_TEXT}`,
  'cut-off': (told) =>
    `${where(told)} unusually many IDs are exactly ${told.length} characters long and none is longer: a column of that width may have cut them off. Compare the longest ones with their source.`,
  names: (told) =>
    `${where(told)} these look like names of groups or people (群名称, 昵称), not like IDs. Take the columns with the IDs: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…`,
  'one-account': (told) =>
    `${where(told)} all rows have the same Member_Account. That is right for the rows of one account. ${OTHER_COLUMN}`,
  'same-id-twice': (told) => `${where(told)} GroupId and Member_Account are the same in a row. ${OTHER_COLUMN}`,
  swapped: (told) =>
    `${where(told)} accounts look like IDs of groups, such as @TGS#… or group_1: GroupId and Member_Account may be swapped.${command(told.better, 'The other way round:')}`,
  totals: (told) =>
    `${where(told)} rows have a word such as Total for an ID, and the sum of the counts above them. They are sent as rows. Take them out of the file, or export it without totals.`,
  'counts-equal': (told) => `${where(told)} all counts are the same. ${OTHER_COLUMN}`,
  'counts-like-times': (told) => `${where(told)} these counts look like times. ${OTHER_COLUMN}`,
  'counts-like-ids': (told) => `${where(told)} these counts look like IDs. ${OTHER_COLUMN}`,
  'counts-in-sequence': (told) =>
    `${where(told)} counts go up or down by one from row to row, as numbers of rows do. ${OTHER_COLUMN}`,
} satisfies { readonly [K in SuspicionKind]: (told: Told) => string };

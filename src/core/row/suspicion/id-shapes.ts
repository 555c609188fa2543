import { Tally } from './tally.ts';

type IdField = 'groupId' | 'account';

// Printable ASCII in base64: three bytes, and what is left behind them.
const FIRST_TWO = '[I-Za-f][C-HS-Xi-nyz0-3]';
const TRIPLE = `${FIRST_TWO}[ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]`;
const PAIR = `${FIRST_TWO}[AEIMQUYcgkosw048]=`;
const ONE = '[I-Za-f][AQgw]==';

// What spreadsheets of several countries make of an ID such as 1-1.
const DAY = '(?:0?[1-9]|[12][0-9]|3[01])';
const MONTH = '(?:0?[1-9]|1[0-2])';
const MONTH_NAME = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const YEAR = '(?:19|20)[0-9]{2}';
const SURE_DATE = `${DAY}-${MONTH_NAME}(?:-(?:${YEAR}|[0-9]{2}))?|(?:${YEAR}[年년] ?)?${MONTH}[月월] ?${DAY}[日일]|${YEAR}[年년] ?${MONTH}[月월]`;
const OTHER_DATE = `${YEAR}/${MONTH}/${DAY}|${MONTH}/${DAY}/(?:${YEAR}|[0-9]{2})|${DAY}/${MONTH}/${YEAR}|${MONTH_NAME}-[0-9]{2}`;
const MIDNIGHT = `${YEAR}[-/]${MONTH}[-/]${DAY}[ T]0?0:00(?::00(?:\\.0+)?)?Z?`;

// IDs that say what they are of, in the column of the other.
const OF_THE_OTHER = {
  groupId: /^(?:user|usr|uid|member|account|u)(?:[-_.:#]|(?=[0-9]))./i,
  account: /^(?:group|grp|gid|g)(?:[-_.:#]|(?=[0-9]))./i,
} as const;

// Of columns and variables, which a template stands for.
const NAME_OF_ID =
  '(?:group|user|member|account|room|chat)[ _-]?id|(?:Group|User|Member|Account|Room|Chat)_?I[dD]|(?:group|user|member|account|room|chat)I[dD]|(?:GROUP|USER|MEMBER|ACCOUNT|ROOM|CHAT)[ _-]?ID|[mM]ember_[aA]ccount|MEMBER_ACCOUNT';

/** A code as short as the `NA` that R writes where there is no value. */
const SHORT_CODE = /^[A-Z]{2,4}$/;

const SHAPES = {
  'decimal-zero': /^[0-9]+\.0+$/,
  thousands: /^[0-9]{1,3}(?:[,'][0-9]{3})+$/,
  'other-notation': /^0[xX][0-9a-fA-F]+$|^[0-9]{1,2}[eE][0-9]{1,2}$/,
  templates: new RegExp(
    `\\{\\{.*\\}\\}|[$#]\\{.*\\}|<%.*%>|^%(?:\\(\\w+\\))?[sd]$|^\\{[0-9]{1,2}\\}$|^(?:[:$@#<{[]|__)?(?:${NAME_OF_ID})(?:[>}\\]]|__)?$`,
  ),
  escaped:
    /&(?:amp|lt|gt|quot|apos|nbsp|commat|num|lowbar|colon|#[0-9]+|#x[0-9a-fA-F]+);|%(?:25)?(?:2[0-9a-fA-F]|3[a-fA-F]|40|7[bBcCdD])|%[c-fC-F][0-9a-fA-F]%[89abAB][0-9a-fA-F]|\\u00[2-7][0-9a-fA-F]|^\\u[0-9a-fA-F]{4}|(?:\\x[89a-fA-F][0-9a-fA-F]){2}/,
  'breaks-written': /\\[nrt]$/,
  'utf-7': /\+A[C-H][AEIMQUYcgkosw048]-|^\+[T-Za-n][A-Za-z0-9+/]{5,}-$/,
  'words-for-none':
    /^(?:null|nil|[Nn]one|undefined|[Nn]a[Nn]|NaT|[Nn]\/[Aa]|-{1,3}|\?{1,3}|\.|\((?:blank|empty|none)\)|\[null\]|\[object \w+\]|<(?:nil|none|undefined|no value)>)$/,
  'not-available': /^NA$/,
  'sure-dates': new RegExp(`^(?:${SURE_DATE})$`, 'u'),
  dates: new RegExp(`^(?:${SURE_DATE}|${OTHER_DATE}|${MIDNIGHT})$`, 'u'),
  conversations: /^(?:GROUP|group)_?(?=@TGS#)/,
  'of-accounts': /^(?:C2C_?|c2c_)(?![0-9A-F]*[A-F][0-9A-F]*$)(?=.)/,
  'sure-masked':
    /^[0-9]{3,}\*{3,}[0-9]*$|^\*{3,}[0-9]{3,}$|^[0-9]{2,}[xX]{3,}[0-9]{2,}$|^[^*@]*\*{2,}[^*@]*@[^@]+\.[a-z]+$/,
  masked: /[^*]\*{2,}[^*]|\*{3,}|.\.{3}$|^[0-9]{2,}[xX]{3,}[0-9]{2,}$|^[^*@]*\*[^*@]*@/,
  'sure-lost': /\?\?(?!\??$)|[^?]\?\?/,
  'characters-lost': /^\?(?!\?{0,2}$)[^=]*$/,
  'platform-changed': /^TGS#.|^@TGS(?!#)[0-9A-Z]{8,}$/,
  wrapped:
    /^(?:mailto|tel):.|^Optional\[.*\]$|^\{.+ (?:true|false)\}$|^\[[^[\]]+\]$|^[^<>]*<[^<>]+>$|^<(\w+)\b[^>]*>[^<>]*<\/\w+>$|^[A-Z]\w*\(["']?[\w-]+["']?\)$/,
  encoded: new RegExp(
    `^(?:\\\\x|0x)(?:[2-7][0-9a-fA-F])+$|^(?=[I-Za-f])(?=.*=$|.{8})(?:${TRIPLE})*(?:${TRIPLE}|${PAIR}|${ONE})$`,
  ),
  names: /^(?:\p{Lu}[\p{Ll}'.-]*)(?: \p{Lu}[\p{Ll}'.-]*)+(?: #?[0-9]{1,4})?$/u,
  bytes: /^[bu](['"]).*\1$/,
} as const;
type Shape = keyof typeof SHAPES;
const ANY = new RegExp(
  Object.values(SHAPES)
    .map(({ source }) => `(?:${source.replaceAll('\\1', '[\'"]')})`)
    .join('|'),
  'u',
);

const DIGITS = /^[0-9]+$/;
const OTHER_BACKSLASH = /\\(?!(?:[nrt]|\\[nrt])+$)/;

// Shapes are those of a whole column. Where the first rows have none, the others are not looked at.
const TRIED_ROWS = 20_000;

/** @returns whether a spreadsheet has made a date of it, whatever it was */
export const isSureDate = (value: string): boolean => SHAPES['sure-dates'].test(value);

/** Forms that IDs of one column take in other programs. */
export class IdShapes {
  readonly tallies: Readonly<Record<Shape, Tally>>;
  /** named as IDs of the other column are */
  readonly ofTheOther: Tally;
  /** one that is no `NA` */
  hasShortCode = false;
  /** Rows looked at. */
  rows = 0;
  /** those of them that are plain digits */
  digits = 0;
  /** a backslash at another place than before the letter of a line break at the end */
  hasBackslash = false;
  #isFound = false;
  readonly #ofTheOther: RegExp;

  constructor(field: IdField) {
    this.#ofTheOther = OF_THE_OTHER[field];
    this.ofTheOther = new Tally(field);
    const of = (): Tally => new Tally(field);
    this.tallies = {
      ...{ 'decimal-zero': of(), thousands: of(), escaped: of(), 'utf-7': of(), names: of(), bytes: of() },
      ...{
        'words-for-none': of(),
        conversations: of(),
        'of-accounts': of(),
        wrapped: of(),
        encoded: of(),
        masked: of(),
      },
      ...{ 'not-available': of(), 'sure-dates': of(), dates: of(), templates: of(), 'other-notation': of() },
      ...{ 'sure-masked': of(), 'sure-lost': of(), 'characters-lost': of(), 'platform-changed': of() },
      ...{ 'breaks-written': of() },
    };
  }

  /** No later ID is looked at. */
  get isSettled(): boolean {
    return !this.#isFound && this.rows >= TRIED_ROWS;
  }

  observe(value: string, line: number): void {
    if (this.isSettled) return;
    this.rows += 1;
    if (this.#ofTheOther.test(value)) {
      this.ofTheOther.add(value, line);
      this.#isFound = true;
    }
    if (DIGITS.test(value)) {
      this.digits += 1;
      return;
    }
    if (SHORT_CODE.test(value) && value !== 'NA') this.hasShortCode = true;
    if (OTHER_BACKSLASH.test(value)) this.hasBackslash = true;
    if (!ANY.test(value)) return;
    if (SHAPES.templates.test(value)) {
      this.tallies.templates.add(value, line);
      this.#isFound = true;
      return;
    }
    for (const shape of Object.keys(SHAPES) as Shape[]) {
      if (!SHAPES[shape].test(value)) continue;
      this.tallies[shape].add(value, line);
      this.#isFound = true;
    }
  }
}

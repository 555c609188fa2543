import { Tally } from './tally.ts';

type IdField = 'groupId' | 'account';

// Printable ASCII in base64: three bytes, and what is left behind them.
const FIRST_TWO = '[I-Za-f][C-HS-Xi-nyz0-3]';
const TRIPLE = `${FIRST_TWO}[ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/]`;
const PAIR = `${FIRST_TWO}[AEIMQUYcgkosw048]=`;
const ONE = '[I-Za-f][AQgw]==';

const SHAPES = {
  'decimal-zero': /^[0-9]+\.0+$/,
  thousands: /^[0-9]{1,3}(?:[,'][0-9]{3})+$/,
  escaped: /&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]+|#x[0-9a-fA-F]+);|%(?:23|40)|\\u00[2-7][0-9a-fA-F]/,
  'utf-7': /\+A[C-H][AEIMQUYcgkosw048]-|^\+[T-Za-n][A-Za-z0-9+/]{5,}-$/,
  'words-for-none': /^(?:null|nil|[Nn]one|undefined|[Nn]a[Nn]|NaT|[Nn]\/[Aa]|-{1,3}|\?{1,3})$/,
  conversations: /^(?:GROUP|group)_?(?=@TGS#)/,
  'of-accounts': /^(?:C2C_?|c2c_)(?![0-9A-F]*[A-F][0-9A-F]*$)(?=.)/,
  wrapped: /^\[[^[\]]+\]$|^[^<>]*<[^<>]+>$|^<(\w+)\b[^>]*>[^<>]*<\/\w+>$|^[A-Z]\w*\(["']?[\w-]+["']?\)$/,
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

// Shapes are those of a whole column. Where the first rows have none, the others are not looked at.
const TRIED_ROWS = 20_000;

/** Forms that IDs of one column take in other programs. */
export class IdShapes {
  readonly tallies: Readonly<Record<Shape, Tally>>;
  /** Rows looked at. */
  rows = 0;
  #isFound = false;

  constructor(field: IdField) {
    const of = (): Tally => new Tally(field);
    this.tallies = {
      ...{ 'decimal-zero': of(), thousands: of(), escaped: of(), 'utf-7': of(), names: of(), bytes: of() },
      ...{ 'words-for-none': of(), conversations: of(), 'of-accounts': of(), wrapped: of(), encoded: of() },
    };
  }

  /** No later ID is looked at. */
  get isSettled(): boolean {
    return !this.#isFound && this.rows >= TRIED_ROWS;
  }

  observe(value: string, line: number): void {
    if (this.isSettled) return;
    this.rows += 1;
    if (!ANY.test(value)) return;
    for (const shape of Object.keys(SHAPES) as Shape[]) {
      if (!SHAPES[shape].test(value)) continue;
      this.tallies[shape].add(value, line);
      this.#isFound = true;
    }
  }
}

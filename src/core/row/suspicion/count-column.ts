import type { InputRow } from '../row.ts';
import { Tally } from './tally.ts';

// 2001-09-09 to 2033-05-18, seconds since 1970.
const FIRST_SECOND = 1_000_000_000;
const LAST_SECOND = 2_000_000_000;
/** No member of a group leaves ten million messages unread: at one message a second that takes four months. */
const UNLIKELY_COUNT = 10_000_000;

const DATE_NUMBER = /^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{6})?$/;
const TIME_TEXT =
  /^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[ T]|$)|^[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4}(?:[ T]|$)|[0-9]:[0-9]{2}/;
// A spreadsheet numbers days from 1900 on, and keeps the hour behind the point: 2009-07-06 to 2036-11-20.
const FIRST_DAY = 40_000;
const LAST_DAY = 49_999;
const DAY_WITH_HOUR = /^4[0-9]{4}\.[0-9]{2,}$/;
const MILLISECONDS = /^1[0-9]{12}$/;
const ID_TEXT = /^(?=.*[A-Za-z])[\w@#.:-]{4,}$/;
const LONG_DIGITS = /^[0-9]{9,}$/;
const WORDS = /^(?:true|false|null|none|undefined|nan|infinity)$/i;

/** The counts of an input. */
export class CountColumn {
  readonly times = new Tally('unread');
  readonly ids = new Tally('unread');
  /** days of a spreadsheet, which may be counts */
  readonly days = new Tally('unread');
  /** the same text as an ID of the row */
  readonly sameAsId = new Tally('unread');
  readonly valid = new Tally('unread');
  /** digits between spaces */
  readonly spaces = new Tally('unread');
  /** rows that have a count, right or wrong, that is not 0 */
  notZero = 0;
  isAllEqual = true;
  /** rows whose count is one more than that of the row before */
  steps = 0;
  /** rows that begin a group with the count with which the input begins */
  restarts = 0;
  /** rows whose count is one less than that of the row before; those that begin anew behind a group that ends with 1 */
  stepsDown = 0;
  restartsDown = 0;
  first: number | undefined;
  #before: number | undefined;
  #groupBefore = '';

  observe({ row, values }: InputRow, line: number): void {
    const { unread } = values;
    if (unread === '') return;
    if (!row) {
      this.#observeInvalid(values.unread, line);
      return;
    }
    const count = row.unread;
    this.valid.add(unread, line);
    if (count !== 0) this.notZero += 1;
    if (this.first === undefined) this.first = count;
    else if (count !== this.first) this.isAllEqual = false;
    if (this.#before !== undefined) {
      if (count === this.#before + 1) this.steps += 1;
      else if (count === this.#before - 1) this.stepsDown += 1;
      else if ((count === this.first || this.#before === 1) && row.groupId !== this.#groupBefore) {
        if (count === this.first) this.restarts += 1;
        if (this.#before === 1) this.restartsDown += 1;
      }
    }
    this.#before = count;
    this.#groupBefore = row.groupId;
    if (count >= FIRST_DAY && count <= LAST_DAY) this.days.add(unread, line);
    if (count >= UNLIKELY_COUNT) this.#observeLarge(count, unread, line);
    if (unread === row.account || unread === row.groupId) this.sameAsId.add(unread, line);
  }

  #observeLarge(count: number, text: string, line: number): void {
    if ((count >= FIRST_SECOND && count < LAST_SECOND) || DATE_NUMBER.test(text)) this.times.add(text, line);
    else this.ids.add(text, line);
  }

  #observeInvalid(text: string, line: number): void {
    if (text.trim() !== text && /^[0-9]+$/.test(text.trim())) {
      this.spaces.add(text, line);
      return;
    }
    this.notZero += 1;
    if (DAY_WITH_HOUR.test(text) || TIME_TEXT.test(text) || MILLISECONDS.test(text) || DATE_NUMBER.test(text))
      this.times.add(text, line);
    else if ((ID_TEXT.test(text) && !WORDS.test(text)) || LONG_DIGITS.test(text)) this.ids.add(text, line);
  }
}

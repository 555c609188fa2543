import type { LineProblem } from '../errors/input-error.ts';
import type { LookAlike } from '../text/look-alike.ts';

/** The kinds of what can be wrong with a row before it is sent, as `validate` lists them. */
export type ProblemKind =
  | 'unparsable'
  | 'not-a-row'
  | 'undecodable'
  | 'too-long'
  | 'column-missing'
  | 'group-id-not-ascii'
  | 'group-id-too-long'
  | 'group-id-is-topic'
  | 'account-not-ascii'
  | 'account-too-long'
  | 'unread-not-integer'
  | 'unread-out-of-range'
  | 'last-seq-missing'
  | 'id-not-text'
  | 'id-rounded'
  | 'placeholder'
  | 'hidden-character'
  | 'other-digits';

/** The values of the row together are too much for it, or cannot be written down. */
type ValuesProblem =
  | { readonly kind: 'too-long'; readonly code: 'values-too-long' }
  | { readonly kind: 'undecodable'; readonly code: 'half-character' };

type IdField = 'groupId' | 'account';
type Field = IdField | 'unread';

/** What JSON has in place of a text; `mongo` is an object that mongoexport writes for a number or an ID. */
export type JsonType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'mongo';

type IdProblem =
  | { readonly kind: 'group-id-is-topic'; readonly code: 'topic-id'; readonly value: string }
  | {
      readonly kind: 'group-id-too-long' | 'account-too-long';
      readonly code: 'id-too-long';
      readonly field: IdField;
      readonly value: string;
      readonly sizeBytes: number;
      readonly mostBytes: number;
    }
  | {
      readonly kind: 'group-id-not-ascii' | 'account-not-ascii';
      readonly code: 'not-ascii';
      readonly field: IdField;
      readonly value: string;
      /** where all that is not plain in the value looks as if it were: the first of it */
      readonly lookAlike?: LookAlike;
    }
  | {
      readonly kind: 'id-not-text';
      readonly code: 'id-not-text';
      readonly field: IdField;
      readonly found: JsonType;
    }
  /** a JSON number beyond 2^53 */
  | { readonly kind: 'id-rounded'; readonly code: 'digits-lost'; readonly field: IdField }
  | { readonly kind: 'id-rounded'; readonly code: 'rounded'; readonly field: IdField; readonly value: string };

/** A count that is text in another form; `digits` is what it says without that, where that is sure. */
type CountFormProblem =
  | CountForm<'count-blank'>
  | (CountForm<'count-space-around'> & Digits)
  | (CountForm<'count-thousands-separator'> & Digits)
  | (CountForm<'count-decimal-part'> & Digits)
  | CountForm<'count-decimals-or-separators'>
  | (CountForm<'count-plus-sign'> & Digits)
  | CountForm<'count-negative'>
  | (CountForm<'count-apostrophe'> & Digits)
  | CountForm<'count-exponent'>
  | CountForm<'count-hexadecimal'>
  | CountForm<'count-capped'>
  | CountForm<'count-abbreviated'>
  | (CountForm<'count-with-unit'> & Digits & { readonly unit: string })
  | CountForm<'count-true-or-false'>
  | CountForm<'count-not-whole'>;
type CountForm<Code> = { readonly kind: 'unread-not-integer'; readonly code: Code; readonly value: string };
type Digits = { readonly digits: string };

type CountProblem =
  | CountFormProblem
  | CountForm<'position-not-whole'>
  /** the group has no last sequence from which the count could be made */
  | { readonly kind: 'last-seq-missing'; readonly code: 'no-last-seq'; readonly groupId: string }
  | { readonly kind: 'unread-not-integer'; readonly code: 'count-fraction'; readonly value: number }
  | { readonly kind: 'unread-not-integer'; readonly code: 'count-not-number'; readonly found: JsonType }
  | {
      readonly kind: 'unread-out-of-range';
      readonly code: 'count-out-of-range';
      readonly value: string;
      readonly most: number;
    };

type FieldProblem =
  | { readonly kind: 'column-missing'; readonly code: 'value-missing'; readonly field: Field }
  | { readonly kind: 'placeholder'; readonly code: 'placeholder'; readonly field: Field; readonly value: string }
  | {
      readonly kind: 'hidden-character';
      readonly code: 'hidden-character';
      readonly field: Field;
      readonly value: string;
      readonly character: string;
      readonly place: 'start' | 'inside' | 'end';
    }
  | {
      readonly kind: 'other-digits';
      readonly code: 'other-digits';
      readonly field: Field;
      readonly value: string;
      readonly script: 'full-width' | 'other';
      /** the value in plain digits */
      readonly digits: string;
    };

/**
 * What is wrong with a row. `code` names its text in the catalogue; the other fields are values. Texts are raw from the
 * input, not yet safe for a terminal, and cut to the length that can be shown.
 */
export type Problem = LineProblem | ValuesProblem | IdProblem | CountProblem | FieldProblem;

// More than the words show, so that they can tell that something was cut off.
const KEPT_LENGTH = 100;

/** Text of a problem: one row may hold a megabyte of it. */
export const shortened = (text: string): string => (text.length > KEPT_LENGTH ? text.slice(0, KEPT_LENGTH) : text);

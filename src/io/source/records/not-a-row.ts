import type { LineProblem } from '../../../core/errors/input-error.ts';
import { knownColumns } from '../columns/known-names.ts';

/** Why a record that breaks the rules is no row at all. */
type NotARow =
  | Extract<LineProblem, { kind: 'not-a-row' }>
  | Extract<LineProblem, { code: 'full-width-commas' | 'comma-in-count' | 'cr-alone' }>;

const isRule = (field: string): boolean => {
  const text = field.trim();
  return /^[-=─━_]{2,}$/.test(text) || (/^[-=+|: ]+$/.test(text) && text.includes('--'));
};

// What programs write behind the rows, and what people put there.
const FOOTER =
  /^\s*(?:\(?[0-9][0-9,]* (?:rows?|records?|lines?)\b.*|\([0-9]+ 行(?:受影响|记录)?\).*|\(?[0-9]+\s*行.*(?:受影响|记录|数据).*|rows? ?(?:count|affected|fetched)?: ?[0-9]+.*|(?:row|record) ?count.*|(?:grand )?total(?:s)?\b.*|sub-?total\b.*|sum\b:?|合计.*|总计.*|小计.*|共计?\s*[0-9]+.*|总数.*|query ok.*|time: [0-9.]+ ?m?s.*|elapsed.*|copy [0-9]+|select [0-9]+|completion time.*|执行时间.*|end of (?:file|report|data).*|eof|<eof>|-- ?end.*|warning.*|error:? .*|\[warning\].*)\s*$/i;

// Git writes them around both sides of a conflict.
const MERGE_MARK = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$/;

const TYPE =
  /^\s*(?:(?:nullable|lowcardinality|array)\(.*\)|u?int(?:8|16|32|64|128|256)?|(?:small|big|medium|tiny)?int(?:eger)?(?:\([0-9]+\))?(?: unsigned)?|integer|number(?:\([0-9, ]+\))?|n?(?:var)?char2?(?:acter)?(?: varying)?(?:\((?:[0-9]+|max)\))?|(?:fixed)?string(?:\([0-9]+\))?|(?:medium|long|tiny)?text|float(?:32|64)?|double(?: precision)?|decimal(?:\([0-9, ]+\))?|numeric(?:\([0-9, ]+\))?|real|bool(?:ean)?|date(?:32)?|datetime(?:64)?(?:\(.*\))?|time(?:stamp)?(?:tz)?(?:\(.*\))?(?: with(?:out)? time zone)?|uuid|enum(?:8|16)?\(.*\)|object|utf8|i(?:8|16|32|64)|u(?:8|16|32|64)|str)\s*$/i;

/**
 * Names a record that is no row. To be asked only of records that break the rules: what can be sent is a row.
 *
 * @param names - of the three columns where the input has a header
 * @param count - how many values a row has
 * @param unread - which of them is the count
 */
export const notARow = (
  fields: readonly string[],
  names: readonly string[] | undefined,
  count: number,
  unread: number,
): NotARow | undefined => {
  const filled = fields.filter((field) => field.trim() !== '');
  const [first = ''] = filled;
  if (names && (names.every((name) => fields.includes(name)) || knownColumns(fields)))
    return { kind: 'not-a-row', code: 'header-again' };
  if (fields.length > 1 && filled.length === 0) return { kind: 'not-a-row', code: 'empty-row' };
  if (fields.length === 1 && MERGE_MARK.test(first)) return { kind: 'not-a-row', code: 'merge-mark' };
  if (filled.length > 0 && filled.every(isRule)) return { kind: 'not-a-row', code: 'rule-line' };
  if (fields.length === count && filled.length > 1 && filled.every((field) => TYPE.test(field))) {
    return { kind: 'not-a-row', code: 'types-line' };
  }
  if (FOOTER.test(first) && (fields.length !== count || filled.length < count)) {
    return { kind: 'not-a-row', code: 'footer-line' };
  }
  const text = fields.join(',');
  if (fields.length < count && /[，；]/.test(text) && text.split(/[,;，；]/).length >= count) {
    return { kind: 'unparsable', code: 'full-width-commas' };
  }
  if (fields.length > count && fields.some((field) => /\r./s.test(field)))
    return { kind: 'unparsable', code: 'cr-alone' };
  const digits = fields.slice(unread, unread + 1 + Math.max(0, fields.length - count)).join(',');
  if (fields.length > count && /^[1-9][0-9]{0,2}(?:,[0-9]{3})+$/.test(digits)) {
    return { kind: 'unparsable', code: 'comma-in-count', digits };
  }
  return undefined;
};

import { parseObject } from './jsonl.ts';

const IS_OPEN = /[[{]\s*$/;
const RECORD_SEPARATOR = '\x1e';
/** A colour of a terminal begins with it. */
const ESCAPE = '\x1b';

/** @param text - the first lines of an input @returns whether they are JSONL, a wrong line among them or not */
export const isOneObjectALine = (text: string): boolean => {
  const begun = text.trimStart();
  if (begun.startsWith(RECORD_SEPARATOR)) return false;
  const [first = '', second = ''] = firstLines(begun);
  const isSecondObject = parseObject(second).kind === 'object';
  // One wrong line among good ones is the problem of that line.
  if (begun.startsWith('[')) return isJson(first) && isSecondObject;
  return (
    isJson(first) || (isSecondObject && !IS_OPEN.test(first)) || !(begun.startsWith('{') || begun.startsWith(ESCAPE))
  );
};

const firstLines = (text: string): string[] => {
  const lines: string[] = [];
  for (let at = 0; at < text.length && lines.length < 2; ) {
    const lineBreak = text.indexOf('\n', at);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const line = text.slice(at, end);
    if (line.trim() !== '') lines.push(line);
    at = end + 1;
  }
  return lines;
};

const isJson = (text: string): boolean => {
  const { kind } = parseObject(text);
  return kind !== 'blank' && (kind === 'object' || isValue(text));
};

const isValue = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

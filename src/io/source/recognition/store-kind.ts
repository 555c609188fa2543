import type { ForeignKind } from '../../../core/errors/input-kinds.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';

const COUNT = '"?[0-9]+"?';
/** Two parts at least, and none that a header would have. */
const KEY = '"?/?[^\\s",;:/|]+(?:[:/|][^\\s",;:/|]+)+"?';
const KEY_LINE = new RegExp(`^(?: *[0-9]+\\) )?${KEY}$`);
const COUNT_LINE = new RegExp(`^(?: *[0-9]+\\) )?(?:\\(integer\\) )?${COUNT}$`);
const KEY_AND_COUNT = new RegExp(`^(?: *[0-9]+# )?${KEY}(?:[,\\t ]+| => )(?:\\(integer\\) )?${COUNT}$`);
const PROPERTY = /^[^\s=#!][^\s=]*[./|:][^\s=./|:]+\s*=\s*[0-9]+$/;
const COMMAND = /^(?:SET \S+ "?[0-9]+"?|HM?SET \S+ \S+ \S+.*)$/i;
const SECTION = /^\[[^\][{}"',]+\]\s*(?:[;#].*)?$/;
const SETTING = /^([^=[\]{}]+?)\s*=\s*\S/;
const POINT = /^[^,\s=#"{}]+(?:,[^,\s=]+=[^,\s]+)+ [^,\s=]+=[^,\s]+(?:,[^,\s=]+=[^,\s]+)*(?: -?[0-9]+)?$/;
const PAIRS = /^[^\s=,]+=(?:"[^"]*"|[^\s"]*)(?:\s+[^\s=,]+=(?:"[^"]*"|[^\s"]*))+$/;
const RULE = /^[-=]{2,}(?: +[-=]{2,}){2,}\s*$/;
const MOST_LINES = 20;

const namesOf = (line: string): string[] => [...line.matchAll(/(\S+?)=(?:"[^"]*"|\S*)/g)].map(([, name = '']) => name);
const hasNames = (found: readonly string[]): boolean =>
  Object.keys(guessNames(found, DEFAULT_COLUMNS)).length === FIELDS.length;

/** @param lines - that are not blank @returns what stores of keys, settings and points in time write */
export const storeKindOf = (text: string, all: readonly string[]): ForeignKind | undefined => {
  const lines = all.slice(0, MOST_LINES);
  const [first] = lines;
  if (first === undefined) return undefined;
  if (/^"(?:\\[nrt]|\s)*(?:\[(?:\\[nrt]|\s)*\{|\{)(?:\\[nrt]|\s)*\\"/.test(text)) return 'json-in-text';
  if (lines.length > 1 && lines.slice(1).every((line) => /(?:^|[,;\t])"\{""/.test(line))) return 'json-in-column';
  if (/^\S*> *HGETALL \S/i.test(first)) return 'redis-session';
  if (lines.every((line) => COMMAND.test(line))) return 'redis-commands';
  if (lines.every((line) => KEY_AND_COUNT.test(line))) return 'keys-and-counts';
  const settings = lines.filter((line) => !/^[#!]/.test(line));
  if (settings.length > 0 && settings.every((line) => PROPERTY.test(line))) return 'properties';
  const isPair = (line: string, at: number): boolean => (at % 2 === 0 ? KEY_LINE : COUNT_LINE).test(line);
  if (lines.length > 1 && lines.every(isPair)) return 'alternating-keys';
  const points = lines.filter((line) => !/^(?:#|CREATE |DROP |USE )/i.test(line));
  if (points.length > 0 && points.every((line) => POINT.test(line))) return 'line-protocol';
  if (/^(?:#[^\n]*\n|\s)*\[\[[\w."-]+\]\]\s*\n\s*[\w"-]+ *= */.test(text)) return 'toml';
  if (RULE.test(first) && lines.slice(1).some((line) => RULE.test(line))) return 'table-ruled';
  if (!first.includes('\t') && lines.every((line) => PAIRS.test(line)) && hasNames(namesOf(first))) return 'logfmt';
  return iniKindOf(lines.filter((line) => !/^\s*[;#]/.test(line)));
};

const iniKindOf = ([section = '', ...lines]: readonly string[]): ForeignKind | undefined => {
  if (!SECTION.test(section) || lines.length === 0) return undefined;
  if (!lines.every((line) => SECTION.test(line) || SETTING.test(line))) return undefined;
  const names = lines.flatMap((line) => (SECTION.test(line) ? [] : (SETTING.exec(line)?.[1] ?? [])));
  const { account, unread } = guessNames([...new Set(names)], DEFAULT_COLUMNS);
  return account === undefined || unread === undefined ? 'ini-groups' : 'ini-records';
};

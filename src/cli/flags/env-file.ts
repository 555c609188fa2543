import { parseEnv } from 'node:util';
import type { EnvLine } from '../../core/warnings.ts';
import { type Environment, VARIABLES } from './settings.ts';

/** What the lines of an env file set, and what is to be told of them. */
export type EnvFile = {
  readonly values: Environment;
  /** where each name is set, from 1 */
  readonly lines: ReadonlyMap<string, number>;
  readonly told: readonly EnvLine[];
};

/**
 * Node looks at these when it starts, before a line of ours. `TZ` and `LANG` it would take later too, but an env file is
 * data: what is in it becomes no variable of the process.
 */
const READ_AT_START = /^(?:NODE_\w+|UV_THREADPOOL_SIZE|SSL_CERT_(?:FILE|DIR)|OPENSSL_CONF|TZ|LC_ALL|LC_MESSAGES|LANG)$/;
/** `simulate` prints it beside the settings, to be pasted with them. */
const OF_THE_SIMULATOR = 'TIM_SIMULATOR_TOKEN';
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What shells, Docker and copying put before a name. */
const BEFORE_NAME = /^(?:[\s\u200b-\u200f\u2060\ufeff]|-e\s+|set\s+|setx\s+|\$env:|\$(?=[A-Za-z_]))+/i;
const OPENS_QUOTE = /^[^=]*=\s*(["'`])(?!.*\1)/;

/**
 * Reads `NAME=value` lines as Node does, and looks at those that Node would pass over, cut off or join.
 *
 * @param text - without a byte order mark
 */
export const readEnvFile = (text: string): EnvFile => {
  const lines = text.split(/\r\n|\r|\n/);
  const told: EnvLine[] = [];
  const places = new Map<string, number>();
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const number = at + 1;
    const [, quote] = OPENS_QUOTE.exec(line) ?? [];
    const end = quote === undefined ? -1 : lines.findIndex((later, place) => place > at && later.includes(quote));
    if (/^\s*(?:#|$)/.test(line)) continue;
    if (!line.includes('=')) {
      told.push({ kind: 'env-line-without-equals', line: number, odd: /[＝：:]/.exec(line)?.[0] });
      // Node would join it with the next line, which then sets nothing either.
      lines[at] = '';
      continue;
    }
    const { name, rest, isMended } = takenApart(line);
    lines[at] = name + rest;
    places.set(name.trim(), number);
    told.push(...notesOf(name, rest, number, isMended));
    // The rest of a value of several lines.
    if (end > at) at = end;
  }
  return { values: parseEnv(lines.join('\n')), lines: places, told };
};

const takenApart = (line: string): { readonly name: string; readonly rest: string; readonly isMended: boolean } => {
  const equals = line.indexOf('=');
  const typed = line.slice(0, equals).replace(/^\s*export\s+/, '');
  const bare = typed.replace(BEFORE_NAME, '').trim();
  const isMended = PLAIN_NAME.test(bare) && bare !== typed.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, '');
  return { name: isMended ? bare : typed, rest: line.slice(equals), isMended };
};

const notesOf = (typed: string, rest: string, line: number, isMended: boolean): EnvLine[] => {
  const name = typed.trim();
  if (READ_AT_START.test(name)) return [{ kind: 'env-read-at-start', line, name }];
  if (!VARIABLES.includes(name)) {
    const meant = meantBy(name);
    return meant || (/tim_/i.test(name) && name !== OF_THE_SIMULATOR)
      ? [{ kind: 'env-name-unknown', line, name, meant }]
      : [];
  }
  return [
    ...(isMended ? [{ kind: 'env-name-mended', line, name } as const] : []),
    ...(/^=\s*[^\s"'`#][^"'`\s#]*#/.test(rest) ? [{ kind: 'env-value-cut', line, name } as const] : []),
  ];
};

/** A name of ours that is written a little differently. */
const meantBy = (name: string): string | undefined => {
  const letters = (text: string): string => text.replace(/[^a-z0-9]/gi, '').toUpperCase();
  return VARIABLES.find((known) => known.startsWith('TIM_') && letters(known) === letters(name));
};

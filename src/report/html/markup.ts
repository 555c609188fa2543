import { LANGUAGES, type Language } from '../../messages/languages.ts';
import { localTime } from '../../messages/local-time.ts';
import type { Messages } from '../../messages/messages.ts';

/** Text that is safe inside an element or a quoted attribute, whatever it holds. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`).replace(CONTROLS, '\ufffd');

// Also what turns the direction of text around: a name must not change how its neighbours read.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name from the input or a reply. It stands in its own direction. */
export const name = (text: string): string => `<bdi>${escaped(text)}</bdi>`;

/** A flag is not broken behind its dashes. @param html - escaped text */
const wholeFlags = (html: string): string => html.replace(/--[a-z][a-z-]*/g, '<span class="flag">$&</span>');

/** @param textOf - the text in one language, not escaped @returns it in every language; the page shows one at a time */
export const inAll = (textOf: (messages: Messages) => string): string =>
  (Object.keys(LANGUAGES) as Language[])
    .map((language) => `<span lang="${language}">${wholeFlags(escaped(textOf(LANGUAGES[language])))}</span>`)
    .join('');

/** Its parts are not broken: there is a break between them where there is no room. */
export const time = (at: number | string): string =>
  `<time>${escaped(localTime(at)).replaceAll(' ', '</time> <time>')}</time>`;

/** The same of a text of this page. */
export const page = (of: (texts: Messages['reportPage']) => string): string =>
  inAll(({ reportPage }) => of(reportPage));

type TableLook = { readonly numbers?: boolean; readonly stacks?: boolean; readonly isNarrow?: boolean };

/**
 * @param head - safe, as the cells are; the first cell of each row is its heading
 * @param isNarrow - a number stands not too far from what it belongs to
 * @param stacks - where there is no room, a row stands as a block, each cell below its heading
 */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { numbers = false, stacks = false, isNarrow = false }: TableLook = {},
): string =>
  `<div class="scroll${isNarrow ? ' half' : ''}" tabindex="0"><table${numbers ? ' class="numbers"' : stacks ? ' class="stacks"' : ''}><thead><tr>${head
    .map((cell) => `<th scope="col">${cell}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map(
      ([first = '', ...others]) =>
        `<tr><th scope="row">${first}</th>${others.map((cell, at) => `<td>${stacks && cell !== '' ? `<span class="of-cell" aria-hidden="true">${head[at + 1] ?? ''}</span>` : ''}${cell}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`;

/** @param pairs - label and value, safe */
export const list = (pairs: readonly (readonly [string, string])[]): string =>
  `<dl>${pairs.map(([label, value]) => `<div><dt>${label}</dt><dd>${value}</dd></div>`).join('')}</dl>`;

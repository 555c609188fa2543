import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ERROR_NAMES } from '../../src/core/error-codes.ts';
import { ExitCode } from '../../src/core/errors/error.ts';
import { type Explained, SHELL_STATUSES } from '../../src/core/explained.ts';
import { SYSTEM_CODES } from '../../src/core/system-errors.ts';
import { FAILURE_CLASSES } from '../../src/core/target/outcome.ts';
import { REPLY_CODES } from '../../src/core/target/reply-codes.ts';
import { LANGUAGES } from '../../src/messages/languages.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { explanationOf } from '../../src/report/explanation.ts';
import { readPage, rootPath } from './pages.ts';

// To renew the pages: DOCS_UPDATE=1 npx vitest run test/docs/error-codes. Then read the diff as a user would.
const isUpdating = process.env.DOCS_UPDATE !== undefined;

const BACK = { en: '[Documentation](README.md)', 'zh-CN': '[中文文档](README.md)' };
const PATHS = { en: 'docs/error-codes.md', 'zh-CN': 'docs/zh-CN/error-codes.md' };

const STATUSES = [...Object.values(ExitCode), ...SHELL_STATUSES].sort((a, b) => a - b);

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(...head),
  row(...head.map(() => '---')),
  ...rows.map((cells) => row(...cells)),
];

const pageOf = (language: keyof typeof LANGUAGES): string => {
  const messages: Messages = LANGUAGES[language];
  const { page } = messages.explanations;
  const { code, means, why, next, follows } = page.head;
  const wholeRow = (one: Explained, name = String(one.code)): readonly string[] => {
    const found = explanationOf(one, messages);
    return [name, found.means, found.why, found.next, ...(found.follows === undefined ? [] : [found.follows])];
  };
  const coded = (one: Explained): readonly string[] => wholeRow(one, `\`${one.code}\``);
  const others = [
    wholeRow({ of: 'reply', code: 10013 }, page.unexpected),
    wholeRow({ of: 'reply', code: 99999 }, page.unknown),
  ];
  const replies = REPLY_CODES.filter((one) => one !== 0).map((one) => wholeRow({ of: 'reply', code: one }));
  const head = [code, means, why, next];
  return [
    `# ${page.title}`,
    '',
    page.intro,
    '',
    `## ${page.statuses}`,
    '',
    page.statusesIntro,
    '',
    ...table(
      head,
      STATUSES.map((one) => wholeRow({ of: 'status', code: one })),
    ),
    '',
    `## ${page.errors}`,
    '',
    page.errorsIntro,
    '',
    ...table(
      head,
      ERROR_NAMES.map((one) => coded({ of: 'error', code: one })),
    ),
    '',
    `## ${page.classes}`,
    '',
    page.classesIntro,
    '',
    ...table(
      head,
      FAILURE_CLASSES.map((one) => coded({ of: 'class', code: one })),
    ),
    '',
    `## ${page.replies}`,
    '',
    page.repliesIntro,
    '',
    ...table([...head, follows], [...replies, ...others]),
    '',
    `## ${page.system}`,
    '',
    page.systemIntro,
    '',
    ...table(
      head,
      SYSTEM_CODES.map((one) => coded({ of: 'system', code: one })),
    ),
    '',
    BACK[language],
    '',
  ].join('\n');
};

test.each(['en', 'zh-CN'] as const)('the page of error codes is that of the program: %s', async (language) => {
  const page = pageOf(language);
  if (isUpdating) await writeFile(rootPath(PATHS[language]), page);
  expect(await readPage(PATHS[language])).toBe(page);
});

test('every code is explained: no text is empty', () => {
  const all: Explained[] = [
    ...REPLY_CODES.map((code) => ({ of: 'reply', code }) as const),
    ...ERROR_NAMES.map((code) => ({ of: 'error', code }) as const),
    ...FAILURE_CLASSES.map((code) => ({ of: 'class', code }) as const),
    ...STATUSES.map((code) => ({ of: 'status', code }) as const),
    ...SYSTEM_CODES.map((code) => ({ of: 'system', code }) as const),
  ];
  for (const messages of Object.values(LANGUAGES)) {
    for (const one of all) {
      const { means, why, next } = explanationOf(one, messages);
      for (const text of [means, why, next]) expect(text).not.toBe('');
    }
  }
});

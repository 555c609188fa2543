import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LANGUAGES, type Language } from '../../src/messages/languages.ts';
import type { Messages } from '../../src/messages/messages.ts';
import { displayWidth, wrap } from '../../src/report/layout.ts';
import { runCommand } from '../support/command.ts';
import { FACTS } from './samples/facts.ts';
import { PROBLEMS, REASONS } from './samples/rows.ts';
import { TALK } from './samples/talk.ts';
import { WARNINGS } from './samples/warnings.ts';

// To renew the files after an intended change: npx vitest run test/messages/catalogue --update. Then read the diff as a user would.
const NAMES = Object.keys(LANGUAGES) as Language[];

type Samples = Readonly<Record<string, readonly object[]>>;
type Texts = Readonly<Record<string, (values: object) => unknown>>;

/** Drawers whose texts are chosen by the name of a fact. */
const drawersOf = (messages: Messages): readonly { name: string; texts: Texts; samples: Samples; key: string }[] => [
  { name: 'errors', texts: messages.errors as unknown as Texts, samples: FACTS as Samples, key: 'kind' },
  { name: 'problems', texts: messages.problems as unknown as Texts, samples: PROBLEMS as Samples, key: 'code' },
  { name: 'reasons', texts: messages.reasons as unknown as Texts, samples: REASONS as Samples, key: 'code' },
  { name: 'warnings', texts: messages.warnings as unknown as Texts, samples: WARNINGS as Samples, key: 'kind' },
];

const DRAWERS = ['errors', 'problems', 'reasons', 'warnings'] as const;

const said = (texts: Texts, kind: string, values: object): string[] => {
  const found = texts[kind]?.(values);
  return typeof found === 'string' ? [found] : Object.values(found as Record<string, string>);
};

const pageOf = (language: Language, drawer: string): string => {
  const { texts, samples, key } = drawersOf(LANGUAGES[language]).find(({ name }) => name === drawer) ?? never();
  return Object.entries(samples)
    .map(([kind, all]) => {
      const lines = all.flatMap((values) => said(texts, kind, { ...values, [key]: kind }));
      return [`[${kind}]`, ...lines.map((text) => wrap(`  ${text}`, 80, 2)), ''].join('\n');
    })
    .join('\n');
};

const never = (): never => {
  throw new Error('no such drawer');
};

const CASES = NAMES.flatMap((language) => DRAWERS.map((drawer) => ({ language, drawer })));

test.each(CASES)('the $drawer in $language read as their golden file', async ({ language, drawer }) => {
  await expect(pageOf(language, drawer)).toMatchFileSnapshot(`golden/${language.toLowerCase()}/${drawer}.txt`);
});

// A shell takes a line break for the end of the command.
test.each(CASES)('the commands in the $drawer in $language stand on one line each', ({ language, drawer }) => {
  const broken = pageOf(language, drawer)
    .split('\n')
    .filter((line) => /^ +(?:['<>|]|-[a-zA-Z]\b(?!\)))/.test(line));
  expect(broken).toEqual([]);
});

test.each(NAMES)('the texts without values in %s read as their golden file', async (language) => {
  const { meanings, remedies, explanations, system } = LANGUAGES[language];
  const plain = JSON.stringify({ meanings, remedies, explanations, system }, null, 2);
  await expect(`${plain}\n`).toMatchFileSnapshot(`golden/${language.toLowerCase()}/texts.json`);
});

test.each(NAMES)('what is said during a run in %s reads as its golden file', async (language) => {
  const { talk } = LANGUAGES[language];
  const page = Object.entries(TALK).map(([name, all]) => {
    const textOf = talk[name as keyof typeof TALK] as (...values: readonly unknown[]) => string;
    const lines = (all as readonly (readonly unknown[])[]).map((values) => wrap(textOf(...values), 80, 4));
    return [`[${name}]`, ...lines, ''].join('\n');
  });
  await expect(page.join('\n')).toMatchFileSnapshot(`golden/${language.toLowerCase()}/talk.txt`);
});

test.each([40, 57, 80, 121])(
  'no line of %i columns begins with a closing sign, or ends with an opening one',
  (columns) => {
    const odd = drawersOf(LANGUAGES['zh-CN']).flatMap(({ texts, samples, key }) =>
      Object.entries(samples).flatMap(([kind, all]) =>
        all
          .flatMap((values) => said(texts, kind, { ...values, [key]: kind }))
          .flatMap((text) => wrap(text, columns, 2).split('\n'))
          .filter((line) => /^ *[、。，；：！？）】」』》”]|[（【「『《“]$/u.test(line)),
      ),
    );
    expect(odd.filter((line) => !line.startsWith('“members.csv”'))).toEqual([]);
  },
);

/** Words that follow each other as in an English sentence. */
const ENGLISH = /(?<![\w./:@'"`$%<>{}=-])[a-z]{2,}(?:,? [a-z]{2,}){2,}(?![\w./-])/gi;
const VALUES = JSON.stringify([FACTS, PROBLEMS, REASONS, WARNINGS, TALK]);

test.each([...DRAWERS, 'talk', 'texts'])(
  'no English sentence stands in the Chinese %s, but in a value or a command',
  async (name) => {
    const folder = join(import.meta.dirname, 'golden/zh-cn');
    const text = await readFile(join(folder, `${name}.${name === 'texts' ? 'json' : 'txt'}`), 'utf8');
    const inChinese = text.split('\n').filter((line) => /[一-鿿]/.test(line) && !/[|<>]|： ?[a-z]/.test(line));
    const found = inChinese.flatMap((line) => line.match(ENGLISH) ?? []);
    expect(found.filter((words) => !VALUES.includes(words) && words !== 'heap out of memory')).toEqual([]);
  },
);

const COMMANDS = Object.keys(LANGUAGES.en.help.commands);

test.each(NAMES)('the help in %s reads as its golden file, in 80 columns', async (language) => {
  const pages = [];
  for (const words of [[], ...COMMANDS.map((name) => [name])]) {
    const { stdout } = await runCommand([...words, '--help', '--lang', language]);
    pages.push(`$ tim-unread ${[...words, '--help'].join(' ')}\n${stdout}`);
  }
  const text = pages.join('\n');
  expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  await expect(text).toMatchFileSnapshot(`golden/${language.toLowerCase()}/help.txt`);
});

/** @returns the values that a text reads */
const readBy = (texts: Texts, kind: string, values: object): string[] => {
  const read = new Set<string>();
  const watched = new Proxy(values, {
    get: (target, name) => {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(target, name);
    },
  });
  texts[kind]?.(watched);
  return [...read].sort((a, b) => a.localeCompare(b));
};

test.each(DRAWERS)('the texts of the %s say the same values in every language', (drawer) => {
  const [english, chinese] = NAMES.map(
    (language) => drawersOf(LANGUAGES[language]).find(({ name }) => name === drawer) ?? never(),
  );
  const differing = Object.entries(english?.samples ?? {}).flatMap(([kind, all]) =>
    all
      .map((values) => ({ ...values, [english?.key ?? '']: kind }))
      .filter(
        (values) =>
          readBy(english?.texts ?? {}, kind, values).join() !== readBy(chinese?.texts ?? {}, kind, values).join(),
      )
      .map(() => kind),
  );
  expect([...new Set(differing)]).toEqual([]);
});

/** Every function of a catalogue, with how many values it takes. */
const arities = (drawer: object, at = ''): string[] =>
  Object.entries(drawer).flatMap(([key, entry]: [string, unknown]) => {
    if (typeof entry === 'function') return [`${at}${key}: ${entry.length}`];
    return typeof entry === 'object' && entry !== null ? arities(entry, `${at}${key}.`) : [];
  });

test('a text takes as many values in one language as in the other', () => {
  const [english = [], chinese = []] = NAMES.map((language) => arities(LANGUAGES[language]));
  expect(new Set(chinese)).toEqual(new Set(english));
});

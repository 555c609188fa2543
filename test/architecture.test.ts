import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

type Source = {
  /** below `src` */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** without comments */
  readonly code: string;
};

let sources: readonly Source[] = [];

beforeAll(async () => {
  const names = (await readdir(SRC, { recursive: true })).filter((name) => name.endsWith('.ts'));
  sources = await Promise.all(
    names.map(async (name) => {
      const path = name.replaceAll('\\', '/');
      const text = await readFile(join(SRC, name), 'utf8');
      return { path, room: path.split('/')[0] ?? '', text, code: withoutComments(text) };
    }),
  );
});

/** Strings, templates and regular expressions stay as they are. */
const TOKEN = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const withoutComments = (text: string): string => text.replace(TOKEN, (token) => (token.startsWith('/') ? ' ' : token));

const literalsIn = (code: string): string[] =>
  (code.match(TOKEN) ?? []).filter((token) => !token.startsWith('/')).map((token) => token.slice(1, -1));

const importsOf = ({ path, text }: Source): string[] =>
  [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, to = '']) =>
    relative(SRC, resolve(join(SRC, dirname(path)), to)).replaceAll('\\', '/'),
  );

/** @returns what is loaded with it: neither types, nor what `import()` loads */
const loadedBy = ({ path, code }: Source): string[] =>
  [...code.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gm)].map(([, to = '']) =>
    relative(SRC, resolve(join(SRC, dirname(path)), to)).replaceAll('\\', '/'),
  );

/** @returns the text between the bracket at `from` and the one that closes it */
const bracketed = (code: string, from: number): string => {
  let depth = 0;
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '(') depth += 1;
    else if (code[at] === ')' && --depth === 0) return code.slice(from + 1, at);
  }
  return code.slice(from);
};

test('no file imports itself through others, not even for types', () => {
  const imports = new Map(sources.map((source) => [source.path, importsOf(source)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' > '));
    if (done.has(path) || way.includes(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

const areErrors = ({ path }: Source): boolean => path.startsWith('core/errors/');

test('errors stand on the ground: they import nothing else', () => {
  const imported = sources.filter(areErrors).flatMap(importsOf);
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((path) => !path.startsWith('core/errors/'))).toEqual([]);
});

describe('facts, words and layout are three things', () => {
  test('only cli and messages name a flag', () => {
    const named = sources
      .filter(({ room }) => room !== 'cli' && room !== 'messages')
      .flatMap(({ path, code }) =>
        literalsIn(code)
          .filter((literal) => /(?:^|[\s`'"(])--[a-z][a-z-]+/.test(literal))
          .map((literal) => `${path}: ${literal}`),
      );
    expect(named).toEqual([]);
  });

  test('an error is made of facts, never of a sentence', () => {
    const family = sources
      .filter(areErrors)
      .flatMap(({ code }) => [...code.matchAll(/export (?:abstract )?class (\w+)/g)].map(([, name]) => name));
    expect(family.length).toBeGreaterThan(10);
    const made = new RegExp(`(?:new (?:${family.join('|')})|${'super'})\\(`, 'g');
    const sentences = sources
      .filter(({ room }) => room !== 'messages' && room !== 'simulator')
      .flatMap(({ path, code }) =>
        [...code.matchAll(made)].flatMap(({ 0: call, index }) =>
          literalsIn(bracketed(code, index + call.length - 1))
            .filter((literal) => /\p{L}+ \p{L}+/u.test(literal))
            .map((literal) => `${path}: ${literal}`),
        ),
      );
    expect(sentences).toEqual([]);
  });
});

describe('what goes inward', () => {
  test('is a signal, never a controller', () => {
    const handed = sources.filter(({ code }) => /[:<,] ?AbortController\b/.test(code)).map(({ path }) => path);
    expect(handed).toEqual([]);
  });

  test('no process, terminal or argument reaches a room below cli', () => {
    const reached = sources
      .filter(({ room }) => ['app', 'core', 'messages', 'report', 'simulator', 'wiring'].includes(room))
      .flatMap(({ path, code }) =>
        [
          ...code.matchAll(/\bprocess\.(?!platform\b|version\b|pid\b)\w+|\bconsole\.(?:debug|error|info|log|warn)\b/g),
        ].map(([use]) => `${path}: ${use}`),
      );
    expect(reached).toEqual([]);
  });
});

test('a start loads neither readers, nor a target, nor pages: a command loads what it needs', () => {
  const loaded = new Map(sources.map((source) => [source.path, loadedBy(source)]));
  const started = new Set(['cli/main.ts']);
  for (const path of started) for (const next of loaded.get(path) ?? []) started.add(next);
  expect(started.size).toBeGreaterThan(50);
  expect(
    [...started].filter((path) => /^(?:app|simulator|io\/remote|io\/source\/recognition|report\/html)\//.test(path)),
  ).toEqual([]);
});

test('no name is exported twice', () => {
  const DECLARATION = /^export (?:abstract )?(?:async )?(?:const|class|type|interface|function\*?) (\w+)/gm;
  const places = new Map<string, Set<string>>();
  for (const { path, text } of sources) {
    for (const [, name = ''] of text.matchAll(DECLARATION)) places.set(name, (places.get(name) ?? new Set()).add(path));
  }
  expect(
    [...places].filter(([, paths]) => paths.size > 1).map(([name, paths]) => `${name}: ${[...paths].join(', ')}`),
  ).toEqual([]);
});

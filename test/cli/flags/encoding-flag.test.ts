import { expect, test } from 'vitest';
import { resolveEncoding } from '../../../src/cli/flags/encoding-flag.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';
import { en } from '../../../src/messages/en.ts';
import { told } from '../../../src/messages/messages.ts';

const factOf = (encoding: string): SettingsError['fact'] => {
  try {
    resolveEncoding(new Settings({ encoding }));
  } catch (error) {
    if (error instanceof SettingsError) return error.fact;
    throw error;
  }
  throw new Error('nothing was refused');
};

test.each([
  { typed: undefined, name: undefined },
  { typed: 'UTF8', name: 'utf-8' },
  { typed: 'GB2312', name: 'gbk' },
  { typed: 'latin1', name: 'windows-1252' },
  { typed: 'ucs-2', name: 'utf-16le' },
  { typed: 'cp936', name: 'gb18030' },
  { typed: '936', name: 'gb18030' },
  { typed: 'ANSI', name: 'gb18030' },
  { typed: 'cp950', name: 'big5' },
  { typed: 'cp949', name: 'euc-kr' },
  { typed: 'cp932', name: 'shift_jis' },
  { typed: 'utf-8-sig', name: 'utf-8' },
])('$typed is $name', ({ typed, name }) => {
  expect(resolveEncoding(new Settings(typed === undefined ? {} : { encoding: typed }))).toBe(name);
});

test.each([
  { label: 'hz-gb-2312', iconv: 'HZ' },
  { label: 'ISO-2022-CN', iconv: 'ISO-2022-CN' },
  { label: 'iso-2022-cn-ext', iconv: 'ISO-2022-CN-EXT' },
  { label: 'iso-2022-kr', iconv: 'ISO-2022-KR' },
])('$label, which has no decoder, is refused with what iconv calls it', ({ label, iconv }) => {
  expect(factOf(label)).toEqual({ kind: 'encoding-without-decoder', label, iconvName: iconv });
});

test.each(['replacement', 'X-User-Defined'])('%s is no encoding of files', (label) => {
  expect(factOf(label)).toEqual({ kind: 'encoding-of-no-file', label });
});

test.each(['utf-32', 'klingon', '\u001b[31m'])('%j is refused', (label) => {
  expect(factOf(label)).toEqual({ kind: 'encoding-unknown', label });
});

test('every example that is named can be decoded', () => {
  const { next } = told(en, new SettingsError({ kind: 'encoding-unknown', label: 'klingon' }));
  const [, examples = ''] = /^Give one such as (.*?), or convert/.exec(next) ?? [];
  const names = examples.split(/, | or /);
  expect(names).toHaveLength(9);
  for (const name of names) expect(resolveEncoding(new Settings({ encoding: name }))).toBe(name);
});

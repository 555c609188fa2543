import { expect, test } from 'vitest';
import { resolveEncoding } from '../../../src/cli/flags/encoding-flag.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import { SettingsError } from '../../../src/core/errors.ts';

const refusalOf = (encoding: string): SettingsError => {
  try {
    resolveEncoding(new Settings({ encoding }));
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

test.each([
  { typed: undefined, name: 'utf-8' },
  { typed: 'UTF8', name: 'utf-8' },
  { typed: 'GB2312', name: 'gbk' },
  { typed: 'latin1', name: 'windows-1252' },
  { typed: 'ucs-2', name: 'utf-16le' },
])('$typed is $name', ({ typed, name }) => {
  expect(resolveEncoding(new Settings(typed === undefined ? {} : { encoding: typed }))).toBe(name);
});

test.each([
  { label: 'hz-gb-2312', iconv: 'HZ' },
  { label: 'ISO-2022-CN', iconv: 'ISO-2022-CN' },
  { label: 'iso-2022-cn-ext', iconv: 'ISO-2022-CN-EXT' },
  { label: 'iso-2022-kr', iconv: 'ISO-2022-KR' },
])('$label, which has no decoder, is refused with how to convert', ({ label, iconv }) => {
  const { message, hint } = refusalOf(label);
  expect(message).toBe(
    `--encoding "${label}" is a label to which the Encoding Standard gives no decoder, so Node cannot decode it`,
  );
  expect(hint).toContain(`iconv -f ${iconv} -t UTF-8 FILE > NEWFILE`);
  expect(hint).toContain('gb18030');
});

test.each(['replacement', 'X-User-Defined'])('%s is no encoding of files', (label) => {
  const { message, hint } = refusalOf(label);
  expect(message).toBe(
    `--encoding "${label}" is a name of the Encoding Standard, but of no encoding that files are written in`,
  );
  expect(hint).toMatch(/^Give one such as gb18030, /);
});

test.each(['utf-32', 'klingon', '\u001b[31m'])('%j is refused with examples', (label) => {
  const { message, hint } = refusalOf(label);
  expect(message).toContain('is no label of the Encoding Standard that this Node can decode');
  expect(message).not.toContain('\u001b');
  expect(hint).toMatch(/^Give one such as gb18030, .*iconv -f ENCODING/);
});

test('every example that is named can be decoded', () => {
  const [, examples = ''] = /^Give one such as (.*?), or convert/.exec(refusalOf('klingon').hint) ?? [];
  const names = examples.split(/, | or /);
  expect(names).toHaveLength(9);
  for (const name of names) expect(resolveEncoding(new Settings({ encoding: name }))).toBe(name);
});

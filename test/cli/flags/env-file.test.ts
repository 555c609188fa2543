import { describe, expect, test } from 'vitest';
import { readEnvFile } from '../../../src/cli/flags/env-file.ts';
import type { EnvLine } from '../../../src/core/warnings.ts';

test('a file that is as it should be sets what Node would set, and nothing is told', () => {
  const text =
    '# the app\n\nTIM_SDKAPPID=14\nexport TIM_ADMIN="a b"\nTIM_RATE=5 # slow\nOTHER=x\nTIM_SECRET_KEY=\'x#y\'\n';
  const values = { TIM_SDKAPPID: '14', TIM_ADMIN: 'a b', TIM_RATE: '5', OTHER: 'x', TIM_SECRET_KEY: 'x#y' };
  expect(readEnvFile(text)).toEqual({ values, told: [], lines: expect.any(Map) });
  expect(readEnvFile(text.replaceAll('\n', '\r\n'))).toEqual({ values, told: [], lines: expect.any(Map) });
});

test('a value of several lines is one value, and its lines are no names', () => {
  expect(readEnvFile('OTHER="a\nTIM_B\nc"\nTIM_ADMIN=x\n')).toEqual({
    values: { OTHER: 'a\nTIM_B\nc', TIM_ADMIN: 'x' },
    told: [],
    lines: new Map([
      ['OTHER', 1],
      ['TIM_ADMIN', 4],
    ]),
  });
});

describe('a line is told with its number, and what can be meant in one way only is read so', () => {
  const withoutEquals = { kind: 'env-line-without-equals', line: 1, odd: undefined } as const;
  const mended = { kind: 'env-name-mended', line: 1, name: 'TIM_ADMIN' } as const;
  test.each<{ line: string; values: Record<string, string>; told: readonly EnvLine[] }>([
    { line: 'TIM_ADMIN admin', values: {}, told: [withoutEquals] },
    { line: 'TIM_ADMIN: admin', values: {}, told: [{ ...withoutEquals, odd: ':' }] },
    { line: 'TIM_ADMIN＝admin', values: {}, told: [{ ...withoutEquals, odd: '＝' }] },
    { line: 'set TIM_ADMIN=admin', values: { TIM_ADMIN: 'admin' }, told: [mended] },
    { line: '$env:TIM_ADMIN = "admin"', values: { TIM_ADMIN: 'admin' }, told: [mended] },
    { line: '-e TIM_ADMIN=admin', values: { TIM_ADMIN: 'admin' }, told: [mended] },
    { line: '\u00a0TIM_ADMIN=admin', values: { TIM_ADMIN: 'admin' }, told: [mended] },
    { line: '  TIM_ADMIN = admin', values: { TIM_ADMIN: 'admin' }, told: [] },
    {
      line: 'tim_admin=x',
      values: { tim_admin: 'x' },
      told: [{ kind: 'env-name-unknown', line: 1, name: 'tim_admin', meant: 'TIM_ADMIN' }],
    },
    {
      line: 'TIM_SDK_APP_ID=1',
      values: { TIM_SDK_APP_ID: '1' },
      told: [{ kind: 'env-name-unknown', line: 1, name: 'TIM_SDK_APP_ID', meant: 'TIM_SDKAPPID' }],
    },
    { line: 'TIM_SIMULATOR_TOKEN=x', values: { TIM_SIMULATOR_TOKEN: 'x' }, told: [] },
    {
      line: 'TIM_APP=1',
      values: { TIM_APP: '1' },
      told: [{ kind: 'env-name-unknown', line: 1, name: 'TIM_APP', meant: undefined }],
    },
    {
      line: 'HTTPS_PROXY=http://me:pa#ss@proxy:1',
      values: { HTTPS_PROXY: 'http://me:pa' },
      told: [{ kind: 'env-value-cut', line: 1, name: 'HTTPS_PROXY' }],
    },
    ...['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'TZ', 'NODE_TLS_REJECT_UNAUTHORIZED'].map((name) => ({
      line: `${name}=x`,
      values: { [name]: 'x' },
      told: [{ kind: 'env-read-at-start', line: 1, name } as const],
    })),
  ])('$line', ({ line, values, told }) => {
    // A line that sets nothing takes the next one along in Node's own reading.
    expect(readEnvFile(`${line}\nTIM_RATE=7\n`)).toEqual({
      values: { ...values, TIM_RATE: '7' },
      told,
      lines: expect.any(Map),
    });
  });
});

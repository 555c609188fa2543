import { describe, expect, test } from 'vitest';
import { readProxy } from '../../../src/cli/flags/proxy.ts';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';
import { runCommand } from '../../support/command.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

describe('the URL of a proxy is read as it is meant', () => {
  test.each([
    { text: 'http://proxy.example:8080', href: 'http://proxy.example:8080/' },
    { text: 'proxy.example:8080', href: 'http://proxy.example:8080/' },
    { text: 'https://proxy.example/', href: 'https://proxy.example/' },
    { text: 'HTTP://[::1]:3128', href: 'http://[::1]:3128/' },
    { text: 'me:secret@proxy.example:8080', href: 'http://me:secret@proxy.example:8080/' },
    { text: 'http://DOMAIN%5Cme:pa%23ss@proxy.example:8080', href: 'http://DOMAIN%5Cme:pa%23ss@proxy.example:8080/' },
    { text: 'http://me:p@ss@proxy.example:8080', href: 'http://me:p%40ss@proxy.example:8080/' },
    { text: 'http://me:pa:ss@proxy.example:8080', href: 'http://me:pa%3Ass@proxy.example:8080/' },
    { text: 'http://me:pä ss@proxy.example:8080', href: 'http://me:p%C3%A4%20ss@proxy.example:8080/' },
  ])('$text', ({ text, href }) => expect(readProxy('HTTPS_PROXY', text).href).toBe(href));
});

const IN_LOGIN = 'In name and password write \\ as %5C, # as %23, / as %2F, ? as %3F, @ as %40 and % as %25.';

/** As companies have it: every one of these once ended in a stack trace, or in calls to another host. */
describe('what is no such URL is refused before the first call: the variable named, the password hidden', () => {
  const spelled = (login: string) => `Write it so: HTTPS_PROXY='http://${login}@proxy.example:8080'. ${IN_LOGIN}`;
  test.each([
    { value: 'http://DOMAIN\\me:hunter2@proxy.example:8080', says: spelled('DOMAIN%5Cme:PASSWORD') },
    { value: 'DOMAIN\\me:hunter2@proxy.example:8080', says: spelled('DOMAIN%5Cme:PASSWORD') },
    { value: '"http://DOMAIN\\me:hunter2@proxy.example:8080"', says: spelled('DOMAIN%5Cme:PASSWORD') },
    { value: 'http://me:hunter2#x@proxy.example:8080', says: spelled('me:PASSWORD') },
    { value: 'http://me:hunter2/x@proxy.example:8080', says: spelled('me:PASSWORD') },
    { value: 'http://me:hunter2?x@proxy.example:8080', says: spelled('me:PASSWORD') },
    { value: 'http://me:hunter2%x@proxy.example:8080', says: spelled('me:PASSWORD') },
    { value: 'http://me:hunter2%ff@proxy.example:8080', says: spelled('me:PASSWORD') },
    { value: 'http://hunter2#token@proxy.example:8080', says: spelled('NAME') },
    { value: 'http://me:hunter2', says: 'Give for example HTTPS_PROXY=http://proxy.example:8080, or unset it.' },
    { value: 'ftp://me:hunter2@proxy.example', says: 'Give for example HTTPS_PROXY=http://proxy.example:8080' },
    { value: 'http://', says: 'Give for example HTTPS_PROXY=http://proxy.example:8080' },
    { value: 'http://proxy.example:99999', says: 'Give for example HTTPS_PROXY=http://proxy.example:8080' },
    { value: 'http://proxy.example:8080/path', says: 'only: HTTPS_PROXY=http://proxy.example:8080' },
    { value: 'http://wpad.example/proxy.pac', says: 'HTTPS_PROXY names a script that chooses a proxy' },
    {
      value: 'socks5://me:hunter2@proxy.example:1080',
      says: 'HTTPS_PROXY names a SOCKS proxy (socks5://proxy.example',
    },
    { value: 'socks5h://proxy.example:1080', says: 'HTTPS_PROXY names a SOCKS proxy (socks5h://proxy.example:1080)' },
    { value: 'socks4://proxy.example', says: 'HTTPS_PROXY names a SOCKS proxy (socks4://proxy.example)' },
  ])('$value', async ({ value, says }) => {
    const path = await tempFile('members.csv', csvOf(1));
    const env = {
      TIM_SDKAPPID: '1',
      TIM_ADMIN: 'a',
      TIM_SECRET_KEY: 'k'.repeat(64),
      TIM_ENDPOINT: 'https://localhost:9',
    };
    const { code, stdout, stderr } = await runCommand(['import', path], { env: { ...env, HTTPS_PROXY: value } });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain(says);
    expect(stdout + stderr).not.toMatch(/hunter2|this is a bug/i);
  });
});

test('the lower-case variable is named where it is the one', () => {
  try {
    readProxy('https_proxy', 'ftp://x');
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    expect((error as SettingsError).fact).toMatchObject({ variable: 'https_proxy' });
  }
});

import { describe, expect, test } from 'vitest';
import { addSecretsOf, addSecretsOfWords } from '../../../src/cli/flags/environment-secrets.ts';
import { Secrets } from '../../../src/core/text/secrets.ts';

const KEY = '0123456789abcdef'.repeat(4);
const USERSIG = `eJw${'x1*-_Y'.repeat(20)}`;
const PASSWORD = 'hunter2-hunter2';

describe('of what was typed, no text shows any more', () => {
  test.each([
    { name: 'a key as a word', words: [KEY], secret: KEY },
    { name: 'a UserSig as a word', words: [USERSIG], secret: USERSIG },
    { name: 'a key as a value', words: [`--settings=${KEY}`], secret: KEY },
    { name: 'a key behind a name', words: [`TIM_SECRET_KEY=${KEY}`], secret: KEY },
    { name: 'a flag that there is not', words: [`--secret-key=${PASSWORD}`], secret: PASSWORD },
    { name: 'one with an equals sign in the value', words: [`--token=a=${PASSWORD}`], secret: `a=${PASSWORD}` },
    { name: 'one that takes the next word', words: ['--secret-key', PASSWORD], secret: PASSWORD },
    { name: 'a URL as a word: its password', words: [`https://user:${PASSWORD}@h/`], secret: PASSWORD },
    { name: 'its name alone', words: [`https://${PASSWORD}@h/`], secret: PASSWORD },
    { name: 'a value of its query', words: [`https://h/?a=1&sig=${PASSWORD}#x`], secret: PASSWORD },
    { name: 'its password, before a query', words: [`https://u:${PASSWORD}@h/?a=1`], secret: PASSWORD },
    { name: 'a URL as a value', words: [`--endpoint=https://u:${PASSWORD}@h/?a=1`], secret: PASSWORD },
    { name: 'the query of one', words: [`--endpoint=https://h/?usersig=${PASSWORD}&a=1`], secret: PASSWORD },
    { name: 'a login with colons', words: [`https://u:pass:${PASSWORD}@h/`], secret: `u:pass:${PASSWORD}` },
  ])('$name', ({ words, secret }) => {
    const secrets = new Secrets();
    addSecretsOfWords(['import', ...words], secrets);
    expect(secrets.scrub(`<${secret}>`)).toBe('<[secret]>');
  });

  test('but what is no secret stays: a file behind --secret-key-file, a file with an equals sign, a host', () => {
    const secrets = new Secrets();
    const words = ['--secret-key-file', 'long-name.txt', 'part=long-name.csv', 'https://a.host.example/a/path'];
    addSecretsOfWords(words, secrets);
    expect(secrets.scrub(words.join(' '))).toBe(words.join(' '));
  });
});

describe('of the environment, no text shows any more', () => {
  test.each([
    { name: 'the key', environment: { TIM_SECRET_KEY: PASSWORD }, secret: PASSWORD },
    { name: 'the UserSig', environment: { TIM_USERSIG: PASSWORD }, secret: PASSWORD },
    { name: 'a key as it is used', environment: { TIM_SECRET_KEY: `"${PASSWORD} "` }, secret: PASSWORD },
    {
      name: 'a key as it stands there',
      environment: { TIM_SECRET_KEY: 'hunt er2-hunter2' },
      secret: 'hunt er2-hunter2',
    },
    { name: 'the password of a proxy', environment: { HTTPS_PROXY: `http://u:${PASSWORD}@h:1` }, secret: PASSWORD },
    {
      name: 'the login as it is sent',
      environment: { https_proxy: 'http://username:hunt%40r@h:1' },
      secret: Buffer.from('username:hunt@r').toString('base64'),
    },
    { name: 'the password of Redis', environment: { TIM_REDIS: `redis://u:${PASSWORD}@h` }, secret: PASSWORD },
    {
      name: 'the same as it is sent',
      environment: { TIM_REDIS: 'redis://u:hunter2%40hunter2@h' },
      secret: 'hunter2@hunter2',
    },
    { name: 'a query of Redis', environment: { TIM_REDIS: `redis://h/?password=${PASSWORD}` }, secret: PASSWORD },
  ])('$name', ({ environment, secret }) => {
    const secrets = new Secrets();
    addSecretsOf(environment, secrets);
    expect(secrets.scrub(`<${secret}>`)).toBe('<[secret]>');
  });
});

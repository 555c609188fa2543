import { expect, test } from 'vitest';
import { Secrets } from '../../../src/core/text/secrets.ts';

const SECRET = 'eJw+1/secret=key*value';

test.each([
  { form: 'as it is', text: SECRET },
  { form: 'percent-encoded', text: encodeURIComponent(SECRET) },
  { form: 'in base64', text: Buffer.from(SECRET).toString('base64') },
  { form: 'in base64 without padding', text: Buffer.from(SECRET).toString('base64').replace(/=+$/, '') },
])('a secret $form is taken out of text, every time it is there', ({ text }) => {
  const secrets = new Secrets();
  secrets.add(SECRET);
  const clean = secrets.scrub(`GET /?usersig=${text}&again=${text}`);
  expect(clean).not.toContain(text);
  expect(clean).toMatch(/^GET \/\?usersig=\[secret\]=?&again=\[secret\]=?$/);
});

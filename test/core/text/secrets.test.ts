import fc from 'fast-check';
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

test('a secret inside a longer text in base64 is found in every alignment', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 24, maxLength: 80 }),
      fc.string({ maxLength: 40 }),
      fc.string({ maxLength: 40 }),
      fc.constantFrom<BufferEncoding>('base64', 'base64url'),
      (secret, before, after, encoding) => {
        const secrets = new Secrets();
        secrets.add(secret);
        const clean = secrets.scrub(Buffer.from(before + secret + after).toString(encoding));
        expect(Buffer.from(clean.replace(/\[secret\].*/s, ''), 'base64').toString().length).toBeLessThan(
          Buffer.byteLength(before) + 4,
        );
      },
    ),
  );
});

test.each([
  { part: 'its end', from: 30, to: 64 },
  { part: 'its middle', from: 11, to: 40 },
  { part: 'twenty characters of it', from: 40, to: 60 },
])('$part, as a page shows it that cut it, is taken out', ({ from, to }) => {
  const secret = Buffer.from('0123456789 what a UserSig is made of, once it is packed').toString('base64').slice(0, 64);
  const secrets = new Secrets();
  secrets.add(secret);
  expect(secrets.scrub(`no page for ...${secret.slice(from, to)}&random=1`)).toBe('no page for ...[secret]&random=1');
});

test.each([
  { form: 'hex', coded: Buffer.from('a secret: ~key/1?').toString('hex') },
  { form: 'hex in capitals', coded: Buffer.from('a secret: ~key/1?').toString('hex').toUpperCase() },
])('a secret in $form is masked', ({ coded }) => {
  const secrets = new Secrets();
  secrets.add('a secret: ~key/1?');
  expect(secrets.scrub(`dump ${coded}, end`)).toBe('dump [secret], end');
});

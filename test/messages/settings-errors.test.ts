import { expect, test } from 'vitest';
import { SettingsError, type SettingsFact } from '../../src/core/errors/settings-error.ts';
import { en } from '../../src/messages/en.ts';
import { told } from '../../src/messages/messages.ts';

const textOf = (fact: SettingsFact): string => told(en, new SettingsError(fact)).text;
const nextOf = (fact: SettingsFact): string => told(en, new SettingsError(fact)).next;

const wrong = { kind: 'wrong-value', flag: 'rate', variable: 'TIM_RATE', got: 'x' } as const;

test.each<{ fact: SettingsFact; text: string }>([
  {
    fact: { ...wrong, expected: { form: 'positive', to: 100_000 } },
    text: 'expected --rate (TIM_RATE) to be a number above 0 and at most 100000, got "x"',
  },
  {
    fact: { ...wrong, flag: 'limit', variable: undefined, expected: { form: 'whole', from: 1, to: 9 } },
    text: 'expected --limit to be a whole number from 1 to 9, got "x"',
  },
  {
    fact: { ...wrong, flag: 'progress', variable: undefined, expected: { form: 'choice', choices: ['auto', 'bar'] } },
    text: 'expected --progress to be one of auto, bar, got "x"',
  },
  {
    fact: { kind: 'credentials-missing', missing: ['admin', 'key'] },
    text: 'missing: --admin (TIM_ADMIN); a key (--secret-key-file FILE, TIM_SECRET_KEY) or TIM_USERSIG',
  },
  {
    fact: { kind: 'columns-left-open', columns: ['GroupId'], typed: 'GroupId=?' },
    text: '--columns leaves open where GroupId stands: GroupId=?',
  },
  {
    fact: { kind: 'encoding-unknown', label: '\u001b[31m' },
    text: '--encoding "\\\\u001b[31m" is not a label of the Encoding Standard that this version of Node can decode',
  },
  {
    fact: { kind: 'list-unfit', flag: 'groups', path: 'g.json', problem: { kind: 'no-list' } },
    text: '--groups g.json: is not a list of groups',
  },
])('$text', ({ fact, text }) => expect(textOf(fact)).toBe(text));

test('who can leave a flag out is told so', () => {
  expect(nextOf({ kind: 'input-read-once', reader: 'only-changes' })).toBe(
    'Save the rows to a file and give its name, or leave --only-changes out.',
  );
  expect(nextOf({ kind: 'input-read-once', reader: 'verify' })).toBe('Save the rows to a file and give its name.');
});

test('an encoding without a decoder is told with how to convert the file', () => {
  expect(nextOf({ kind: 'encoding-without-decoder', label: 'hz-gb-2312', iconvName: 'HZ' })).toMatch(
    /^Encodings that can be read are, for example, gb18030, .*: iconv -f HZ -t UTF-8 FILE > NEWFILE$/,
  );
});

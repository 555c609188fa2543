import { validationTotalOf } from '../../../src/core/books/validation-verdict.ts';
import type { DuplicateRule } from '../../../src/core/duplicates/duplicates.ts';
import { InputBrokeOffError } from '../../../src/core/errors/broken-off-error.ts';
import type { Validation } from '../../../src/core/row/validation.ts';
import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import { validationText, validationTotalText } from '../../../src/report/text/validation-text.ts';
import { validationOf } from '../summaries.ts';

const COMMANDS = {
  importCommand: 'npx tim-unread import members.csv --settings .env',
  validateAgain: 'npx tim-unread validate members.csv --settings .env',
  lacksApp: false,
};

const planOf = (rule: DuplicateRule) => ({ perSecond: 200, rule, isStrict: false });

const page =
  (validation: Validation, rule: DuplicateRule = 'last') =>
  (messages: Messages = en): string =>
    validationText(validation, planOf(rule), COMMANDS, messages);

const total =
  (validations: readonly Validation[], rule: DuplicateRule = 'last') =>
  (messages: Messages = en): string =>
    validationTotalText(validationTotalOf(validations, planOf(rule)), planOf(rule), COMMANDS, messages);

export const WRONG = validationOf(
  { valid: 30, invalid: 23 },
  {
    problems: [
      {
        kind: 'unread-not-integer',
        count: 1,
        examples: [{ line: 7, problem: { kind: 'unread-not-integer', code: 'count-exponent', value: '1e3' } }],
      },
      {
        kind: 'account-too-long',
        count: 22,
        examples: [8, 9, 10].map((line) => ({
          line,
          problem: {
            kind: 'account-too-long',
            code: 'id-too-long',
            field: 'account',
            value: 'a-member-with-a-name-longer-than-the-limit',
            sizeBytes: 42,
            mostBytes: 32,
          },
        })),
      },
    ],
  },
);

const RULES = ['last', 'first', 'max', 'error'] satisfies DuplicateRule[];

const duplicate = (line: number, unread: number) => ({
  groupId: 'project-apollo',
  account: 'alice',
  line,
  unread,
  firstLine: 2,
  firstUnread: 5,
});

export const DOUBLE = validationOf(
  { valid: 40, duplicate: 3 },
  { differing: 2, duplicates: [duplicate(9, 5), duplicate(12, 0), duplicate(20, 1)] },
);

const ONE_DOUBLE = validationOf({ valid: 40, duplicate: 1 }, { differing: 1, duplicates: [duplicate(9, 7)] });

export const BROKEN_OFF = validationOf(
  { valid: 40, invalid: 0 },
  {
    path: 'members.csv.gz',
    brokeOff: {
      error: new InputBrokeOffError({
        kind: 'archive-broke-off',
        path: 'members.csv.gz',
        compression: 'gzip',
        fault: { code: 'cut-off' },
        mayBeText: false,
      }),
      doneBytes: 20_480,
    },
  },
);

export const VALIDATION_PAGES = {
  'validate-right': page(validationOf({ valid: 1_250_000 }, { groups: 5012, sizeBytes: 40_000_123 })),
  'validate-right-one': page(validationOf({ valid: 1 })),
  'validate-without-an-app': (messages: Messages = en) =>
    validationText(
      validationOf({ valid: 2 }),
      planOf('last'),
      { ...COMMANDS, importCommand: 'npx tim-unread import members.csv', lacksApp: true },
      messages,
    ),
  'validate-no-rows': page(validationOf({}, { sizeBytes: 36 })),
  'validate-standard-input': page(validationOf({ valid: 40 }, { path: '-', sizeBytes: undefined })),
  'validate-wrong': page(WRONG),
  'validate-wrong-one': page(
    validationOf({ valid: 30, invalid: 1 }, { problems: WRONG.problems.filter(({ count }) => count === 1) }),
  ),
  'validate-all-wrong': page(validationOf({ invalid: 31 }, { problems: WRONG.problems })),
  ...Object.fromEntries(RULES.map((rule) => [`validate-duplicates-${rule}`, page(DOUBLE, rule)])),
  'validate-duplicates-error-one': page(ONE_DOUBLE, 'error'),
  'validate-duplicates-same-counts': page({ ...DOUBLE, differing: 0 }),
  'validate-broken-off': page(BROKEN_OFF),
  'validate-one-of-several': (messages: Messages = en) =>
    validationText(WRONG, { perSecond: 1, rule: 'last', isStrict: false }, undefined, messages),
  'validate-total-right': total([validationOf({ valid: 25 }), validationOf({ valid: 75 })]),
  'validate-total-wrong': total([validationOf({ valid: 25 }), WRONG, DOUBLE]),
  'validate-total-duplicates-error': total([validationOf({ valid: 25 }), DOUBLE], 'error'),
  'validate-total-broken-off': total([validationOf({ valid: 25 }), WRONG, BROKEN_OFF]),
};

import { expect, test } from 'vitest';
import { resolveInputs } from '../../../src/cli/flags/input-plan.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';

test('a format that nobody reads is refused with those that are read', () => {
  const { fact } = new SettingsError({
    kind: 'wrong-value',
    flag: 'format',
    variable: undefined,
    expected: { form: 'choice', choices: ['csv', 'tsv', 'jsonl', 'json'] },
    got: 'xml',
  });
  expect(() => resolveInputs(['rows.csv'], new Settings({ format: 'xml' }))).toThrow(
    expect.objectContaining({ name: 'SettingsError', fact }),
  );
});

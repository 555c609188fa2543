import { describe, expect, test } from 'vitest';
import type { Flags, ValueFlag } from '../../../src/cli/flags/flag-table.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import { type ExpectedValue, SettingsError } from '../../../src/core/errors/settings-error.ts';

const factOf = (act: () => unknown): SettingsError['fact'] => {
  try {
    act();
  } catch (error) {
    if (error instanceof SettingsError) return error.fact;
    throw error;
  }
  throw new Error('nothing was refused');
};

const allDay = (perSecond: number) => [{ fromMinute: 0, perSecond }];

describe('a setting comes', () => {
  test('from the flag, else the environment, else the file, else its default', () => {
    const environment = { TIM_RATE: '2' };
    const file = { TIM_RATE: '3' };
    expect(new Settings({ rate: '1' }, environment, file).value('rate')).toEqual(allDay(1));
    expect(new Settings({}, environment, file).value('rate')).toEqual(allDay(2));
    expect(new Settings({}, {}, file).value('rate')).toEqual(allDay(3));
    expect(new Settings({}, {}, {}).value('rate')).toEqual(allDay(200));
  });

  test('not from an empty variable', () => {
    expect(new Settings({}, { TIM_RATE: '' }, { TIM_RATE: '3' }).value('rate')).toEqual(allDay(3));
  });

  test('by a name that the compiler knows', () => {
    // @ts-expect-error: a slip in the name of a flag does not compile
    expect(() => new Settings({}).value('maxAtempts')).toThrow(TypeError);
    // @ts-expect-error: and neither does one in what was typed
    expect(new Settings({ maxAtempts: '1' }).value('maxAttempts')).toBe(5);
  });

  test('not from a variable that another flag has', () => {
    expect(new Settings({}, { TIM_RATE: '2' }).value('simulatedRate')).toBe(200);
  });
});

describe('a value is taken', () => {
  test.each<{ flags: Flags; name: ValueFlag; value: unknown }>([
    { flags: { rate: '0.5' }, name: 'rate', value: allDay(0.5) },
    { flags: { concurrency: '10000' }, name: 'concurrency', value: 10_000 },
    { flags: { giveUpAfter: '90s' }, name: 'giveUpAfter', value: 90_000 },
    { flags: { giveUpAfter: '1.5h' }, name: 'giveUpAfter', value: 5_400_000 },
    { flags: {}, name: 'giveUpAfter', value: 1_800_000 },
    { flags: { maxFailures: '0' }, name: 'maxFailures', value: { kind: 'rows', rows: 0 } },
    { flags: { maxFailures: '2.5%' }, name: 'maxFailures', value: { kind: 'percent', percent: 2.5 } },
    { flags: { sample: '5000' }, name: 'sample', value: { kind: 'rows', rows: 5000 } },
    { flags: {}, name: 'sample', value: undefined },
    { flags: { onDuplicate: 'max' }, name: 'onDuplicate', value: 'max' },
  ])('$name of $flags is $value', ({ flags, name, value }) => {
    expect(new Settings(flags).value(name)).toEqual(value);
  });
});

describe('a value is refused with what it should be', () => {
  test.each<{ flags: Flags; name: ValueFlag; expected: ExpectedValue; got: string; flag?: string }>([
    { flags: { rate: '0' }, name: 'rate', expected: { form: 'rate' }, got: '0' },
    { flags: { rate: '1e3' }, name: 'rate', expected: { form: 'rate' }, got: '1e3' },
    { flags: { timeout: '3000' }, name: 'timeout', expected: { form: 'whole', from: 3001, to: 600_000 }, got: '3000' },
    { flags: { limit: '+1' }, name: 'limit', expected: { form: 'whole', from: 1, to: 2 ** 53 - 1 }, got: '+1' },
    {
      flags: { progress: 'dots' },
      name: 'progress',
      expected: { form: 'choice', choices: ['auto', 'bar', 'line', 'none'] },
      got: 'dots',
    },
    {
      flags: { giveUpAfter: '5' },
      name: 'giveUpAfter',
      flag: 'give-up-after',
      expected: { form: 'duration' },
      got: '5',
    },
    {
      flags: { maxFailures: '101%' },
      name: 'maxFailures',
      flag: 'max-failures',
      expected: { form: 'failure-limit' },
      got: '101%',
    },
    { flags: { sample: '0' }, name: 'sample', expected: { form: 'sample-size' }, got: '0' },
    { flags: { sample: '1.5' }, name: 'sample', expected: { form: 'sample-size' }, got: '1.5' },
  ])('$name of $flags', ({ flags, name, flag = name, expected, got }) => {
    const variable = name === 'rate' ? 'TIM_RATE' : undefined;
    expect(factOf(() => new Settings(flags).value(name))).toEqual({
      kind: 'wrong-value',
      flag,
      variable,
      expected,
      got,
    });
  });
});

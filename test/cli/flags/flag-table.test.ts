import { describe, expect, test } from 'vitest';
import { FLAG_NAMES, type FlagName, flagHelp, flagsOf, flagText, specOf } from '../../../src/cli/flags/flag-table.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import { en } from '../../../src/messages/en.ts';
import { throwAwayApp } from '../../../src/wiring/rehearsal.ts';

test.each<{ name: FlagName; typed: string }>([
  { name: 'rate', typed: '--rate' },
  { name: 'maxAttempts', typed: '--max-attempts' },
  { name: 'noHeader', typed: '--no-header' },
  { name: 'simulatedRate', typed: '--rate' },
])('$name is typed $typed', ({ name, typed }) => expect(flagText(name)).toBe(typed));

test('no command has two flags that are typed alike', () => {
  const commands = Object.keys(en.help.commands) as (keyof typeof en.help.commands)[];
  for (const command of commands) {
    const typed = flagsOf(command).map(flagText);
    expect(new Set(typed).size).toBe(typed.length);
  }
});

test('every text of a flag in the catalogue is shown by a command', () => {
  const shown = new Set(FLAG_NAMES.flatMap((name) => specOf(name).commands.map((command) => flagHelp(name, command))));
  expect(Object.keys(en.help.flags).filter((key) => !shown.has(key as FlagName))).toEqual([]);
});

describe('a default', () => {
  test.each(FLAG_NAMES.filter((name) => specOf(name).default !== undefined))('of %s can be typed', (name) => {
    const { kind, default: byDefault = '' } = specOf(name);
    expect(kind?.parse(byDefault)).toBeDefined();
  });

  test.each(FLAG_NAMES.filter((name) => specOf(name).default !== undefined))('of %s stands in its help', (name) => {
    const { default: byDefault, commands } = specOf(name);
    // Two defaults are not typed values: any free port, and the rule that the last row wins.
    if (name === 'port' || name === 'onDuplicate') return;
    for (const command of commands) expect(en.help.flags[flagHelp(name, command)]).toMatch(`default: ${byDefault}`);
  });

  test('of simulate is what import --simulator has', () => {
    const settings = new Settings({});
    const app = throwAwayApp();
    expect({
      sdkappid: settings.value('simulatedSdkappid'),
      admin: settings.value('simulatedAdmin'),
      port: settings.value('port'),
      limitPerSecond: settings.value('simulatedRate'),
      latencyMs: settings.value('latency'),
      jitterMs: settings.value('jitter'),
      readBack: settings.value('readBack'),
      seed: settings.value('simulatorSeed'),
    }).toEqual({
      sdkappid: app.sdkappid,
      admin: app.admin,
      port: app.port,
      limitPerSecond: app.limitPerSecond,
      latencyMs: app.latencyMs,
      jitterMs: app.jitterMs,
      readBack: app.readBack,
      seed: app.seed,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';
import { Secrets } from '../../../src/core/text/secrets.ts';
import { fixedUserSig, signingUserSigs, signUserSig, USERSIG_LIFETIME_S } from '../../../src/io/remote/usersig.ts';
import { judgeUserSig } from '../../../src/simulator/usersig.ts';
import { APP } from '../../support/simulator.ts';

const signer = { ...APP, secrets: new Secrets() };
const expected = { sdkappid: APP.sdkappid, identifier: APP.admin, secretKey: APP.secretKey };
const nowS = Date.now() / 1000;

describe('a UserSig made here', () => {
  test('is what the documents describe', () => {
    expect(judgeUserSig(signUserSig(signer, 60), expected, nowS)).toBe(0);
  });

  test.each([
    { name: 'another key', change: { secretKey: 'x'.repeat(64) }, code: 70009 },
    { name: 'another admin', change: { identifier: 'bob' }, code: 70013 },
    { name: 'another app', change: { sdkappid: 1_400_000_001 }, code: 70014 },
  ])('is refused for $name', ({ change, code }) => {
    expect(judgeUserSig(signUserSig(signer, 60), { ...expected, ...change }, nowS)).toBe(code);
  });

  test('expires', () => expect(judgeUserSig(signUserSig(signer, 60), expected, nowS + 61)).toBe(70001));

  test('never leaves through a scrubbed text', () => {
    const usersig = signUserSig(signer, 60);
    expect(signer.secrets.scrub(`${usersig} ${APP.secretKey}`)).toBe('[secret] [secret]');
  });
});

test.each([
  { name: 'an empty key', change: { secretKey: '' } },
  { name: 'an app ID with a fraction', change: { sdkappid: 1.5 } },
  { name: 'no app ID', change: { sdkappid: Number.NaN } },
  { name: 'an empty admin', change: { admin: '' } },
])('what the library would sign in silence is refused: $name', ({ change }) => {
  expect(() => signUserSig({ ...signer, ...change }, 60)).toThrow(SettingsError);
});

test('a lifetime that is none is refused', () => {
  expect(() => signUserSig(signer, Number.NaN)).toThrow(SettingsError);
  expect(() => signUserSig(signer, 0)).toThrow(SettingsError);
});

describe('over a run', () => {
  const start = () => {
    let wallMs = 1_000_000;
    let nowMs = 0;
    const renewals: string[] = [];
    const usersigs = signingUserSigs(signer, { nowMs: () => nowMs, wallMs: () => wallMs }, (because) =>
      renewals.push(because),
    );
    return {
      usersigs,
      renewals,
      pass: (ms: number) => {
        wallMs += ms;
        nowMs += ms;
      },
      setClock: (ms: number) => {
        wallMs += ms;
      },
    };
  };

  test('one is made and used again', () => {
    const { usersigs, renewals } = start();
    expect(usersigs.current()).toBe(usersigs.current());
    expect(renewals).toEqual([]);
  });

  test('a new one is made in time, also where the clock was set back meanwhile', () => {
    const { usersigs, renewals, pass, setClock } = start();
    const first = usersigs.current();
    setClock(-20 * 3600_000);
    pass((USERSIG_LIFETIME_S - 3600) * 1000 - 1);
    expect(usersigs.current()).toBe(first);
    pass(1);
    expect(usersigs.current()).not.toBe(first);
    expect(renewals).toEqual(['expiry ahead']);
  });

  test('a new one is made an hour ahead of its expiry', () => {
    const { usersigs, renewals, pass } = start();
    const first = usersigs.current();
    pass((USERSIG_LIFETIME_S - 3600) * 1000 - 1);
    expect(usersigs.current()).toBe(first);
    pass(1);
    expect(usersigs.current().generation).toBe(first.generation + 1);
    expect(renewals).toEqual(['expiry ahead']);
  });

  test('a hundred calls refused together have one made', () => {
    const { usersigs, renewals } = start();
    const first = usersigs.current();
    usersigs.accepted(first);
    const again = Array.from({ length: 100 }, () => usersigs.refused(first));
    expect(again.every(Boolean)).toBe(true);
    expect(renewals).toEqual(['reply']);
  });

  test('one that is refused as well ends it; after it was accepted, the next expiry is another one', () => {
    const { usersigs } = start();
    usersigs.refused(usersigs.current());
    expect(usersigs.refused(usersigs.current())).toBe(false);

    const other = start();
    other.usersigs.refused(other.usersigs.current());
    other.usersigs.accepted(other.usersigs.current());
    expect(other.usersigs.refused(other.usersigs.current())).toBe(true);
  });

  test('a ready-made one is never renewed', () => {
    const usersigs = fixedUserSig('ready-made', new Secrets());
    expect(usersigs.refused(usersigs.current())).toBe(false);
  });
});

import { inflateSync } from 'node:zlib';
import { Api } from 'tls-sig-api-v2';
import { SettingsError } from '../../core/errors/settings-error.ts';
import type { Clock } from '../../core/ports.ts';
import type { Secrets } from '../../core/text/secrets.ts';

/** Lifetime of the UserSigs made here: the shortest that the vendor advises (docs/api.md, "UserSig"). */
export const USERSIG_LIFETIME_S = 24 * 3600;

// The old one must outlive the calls that carry it. An hour also covers clocks that differ.
const RENEW_AHEAD_MS = 3600_000;

/** A signature. The generation tells two of them apart: made within one second, their texts are the same. */
export type UserSig = { readonly text: string; readonly generation: number };

/** Gives calls their UserSig. */
export interface UserSigSource {
  current(): UserSig;
  /** A reply accepted this signature. */
  accepted(usersig: UserSig): void;
  /**
   * A reply refused this signature.
   *
   * @returns whether another try with `current` makes sense; false when the newest was refused and never accepted
   */
  refused(usersig: UserSig): boolean;
}

export type SignerOptions = {
  readonly sdkappid: number;
  readonly admin: string;
  readonly secretKey: string;
  readonly secrets: Secrets;
};

/**
 * Signs a UserSig. The library signs whatever it is given, nonsense too, so the input is checked here.
 *
 * @param lifetimeS - whole seconds, above 0
 * @throws SettingsError
 */
export const signUserSig = (options: SignerOptions, lifetimeS: number): string => {
  const { sdkappid, admin, secretKey, secrets } = options;
  if (!Number.isSafeInteger(sdkappid) || sdkappid <= 0) {
    throw new SettingsError({ kind: 'sdkappid-unfit', got: sdkappid });
  }
  if (admin === '') throw new SettingsError({ kind: 'admin-empty' });
  if (secretKey === '') throw new SettingsError({ kind: 'secret-key-empty' });
  if (!Number.isSafeInteger(lifetimeS) || lifetimeS <= 0) {
    throw new SettingsError({ kind: 'usersig-lifetime-unfit', gotS: lifetimeS });
  }
  secrets.add(secretKey);
  const usersig = new Api(sdkappid, secretKey).genUserSig(admin, lifetimeS);
  addUserSig(usersig, secrets);
  return usersig;
};

/** Signs for the first call, again before expiry, and once more when a reply refuses the signature. */
export const signingUserSigs = (
  options: SignerOptions,
  clock: Pick<Clock, 'nowMs' | 'wallMs'>,
  onRenewed: (because: 'expiry ahead' | 'reply') => void,
): UserSigSource => {
  let usersig: UserSig | undefined;
  let signedAt = { nowMs: 0, wallMs: 0 };
  let isAccepted = false;
  const sign = (): UserSig => {
    usersig = { text: signUserSig(options, USERSIG_LIFETIME_S), generation: (usersig?.generation ?? 0) + 1 };
    signedAt = { nowMs: clock.nowMs(), wallMs: clock.wallMs() };
    isAccepted = false;
    return usersig;
  };
  // The wall clock may have been set back, and the monotonic one stands still while some machines sleep.
  const ageMs = (): number => Math.max(clock.nowMs() - signedAt.nowMs, clock.wallMs() - signedAt.wallMs);
  return {
    current: () => {
      if (!usersig) return sign();
      if (ageMs() < USERSIG_LIFETIME_S * 1000 - RENEW_AHEAD_MS) return usersig;
      onRenewed('expiry ahead');
      return sign();
    },
    accepted: ({ generation }) => {
      if (generation === usersig?.generation) isAccepted = true;
    },
    refused: ({ generation }) => {
      if (generation !== usersig?.generation) return true; // renewed meanwhile, in answer to another call
      if (generation > 1 && !isAccepted) return false;
      onRenewed('reply');
      sign();
      return true;
    },
  };
};

/** A ready-made UserSig, for a key that may not leave its vault. It is never renewed. */
export const fixedUserSig = (text: string, secrets: Secrets): UserSigSource => {
  addUserSig(text, secrets);
  return { current: () => ({ text, generation: 1 }), accepted: () => {}, refused: () => false };
};

// Far above what one holds.
const MOST_CONTENT_BYTES = 64 * 1024;

/**
 * Adds a UserSig, and how a service that has unpacked it would show it: with the signs of plain base64, and the signature in it, by
 * which anybody can make it again.
 */
export const addUserSig = (text: string, secrets: Secrets): void => {
  secrets.add(text);
  const packed = text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  secrets.add(packed);
  try {
    const content = inflateSync(Buffer.from(packed, 'base64'), { maxOutputLength: MOST_CONTENT_BYTES });
    const { 'TLS.sig': signature } = Object(JSON.parse(content.toString())) as { 'TLS.sig'?: unknown };
    if (typeof signature === 'string') secrets.add(signature);
  } catch {
    // Made in another way; the target says what it thinks of it.
  }
};

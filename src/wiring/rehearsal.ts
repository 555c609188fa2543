import { randomBytes } from 'node:crypto';
import { VENDOR_CALLS_PER_SECOND } from '../core/pace/pacing.ts';
import type { SimulatorOptions } from '../simulator/server.ts';

/** A simulated app with throw-away credentials, as `simulate` serves by default. */
export const throwAwayApp = (): SimulatorOptions & { readonly admin: string } => {
  const admin = 'administrator';
  return {
    sdkappid: 1_400_000_000,
    secretKey: randomBytes(32).toString('hex'),
    admin,
    admins: [admin],
    port: 0,
    limitPerSecond: VENDOR_CALLS_PER_SECOND,
    latencyMs: 20,
    jitterMs: 30,
    faults: [],
    groups: undefined,
    accounts: undefined,
    readBack: 'seq',
    seed: 1,
    isRecording: false,
  };
};

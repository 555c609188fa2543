import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { breakFs } from './break-fs.js';
import { tempFolder } from './temp.ts';

export type FaultCode = 'ENOSPC' | 'EDQUOT' | 'EACCES' | 'EROFS' | 'EIO';

export type FaultPlace = {
  /** a function of `fs.promises`, a method of its file handles, or `writeSync` */
  readonly operation: string;
  /** last part of the path; for a rename, of either path */
  readonly file: string;
  /** number of the first matching operation that fails; all later ones fail too */
  readonly fromTime?: number;
};

export type Fault = FaultPlace & { readonly code: FaultCode };

/** Makes one file fail in this process once `arm` was called, until `mend` or the end of the test. */
export const brokenFs = (fault: Fault) => {
  let [isArmed, hasStruck] = [false, false];
  const mend = breakFs(fault, {
    isArmed: () => isArmed,
    onStrike: () => {
      hasStruck = true;
    },
  });
  onTestFinished(mend);
  return {
    arm: () => {
      isArmed = true;
    },
    mend,
    hasStruck: () => hasStruck,
  };
};

/** Makes one file of the real binary fail after `arm` is called, and shows whether it has failed yet. */
export const faultyFs = async (place: FaultPlace, code: FaultCode) => {
  const folder = await tempFolder();
  const [armed, witness] = [join(folder, 'armed'), join(folder, 'witness')];
  return {
    arm: () => writeFileSync(armed, ''),
    env: {
      NODE_OPTIONS: `--import ${new URL('./break-fs.js', import.meta.url)}`,
      FAULTY_FS: JSON.stringify({ fromTime: 1, ...place, code, armed, witness }),
    },
    hasStruck: () => existsSync(witness),
  };
};

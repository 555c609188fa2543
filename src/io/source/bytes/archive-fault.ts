import type { ArchiveFault } from '../../../core/errors/broken-off-error.ts';

/** Thrown where an archive has a fault, whether the unpacker notices it or we do. */
export class ArchiveFaultError extends Error {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault, options?: ErrorOptions) {
    super(fault.code, options);
    this.fault = fault;
  }
}

/** @param cause - an error of zlib, whose code for an early end is Z_BUF_ERROR */
export const unpackerFault = (cause: Error): ArchiveFaultError => {
  const isCutOff = 'code' in cause && cause.code === 'Z_BUF_ERROR';
  return new ArchiveFaultError(isCutOff ? { code: 'cut-off' } : { code: 'corrupt', says: cause.message }, { cause });
};

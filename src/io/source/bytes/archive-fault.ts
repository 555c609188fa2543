import type { ArchiveFault } from '../../../core/errors.ts';

/** Thrown where unpacking finds a fault of the archive that the unpacker does not notice. */
export class ArchiveFaultError extends Error {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** @param error - what unpacking has thrown: ours, or that of zlib, whose code for an early end is Z_BUF_ERROR */
export const archiveFaultOf = (error: Error): ArchiveFault => {
  if (error instanceof ArchiveFaultError) return error.fault;
  const isCutOff = 'code' in error && error.code === 'Z_BUF_ERROR';
  return isCutOff ? { code: 'cut-off' } : { code: 'corrupt', says: error.message };
};

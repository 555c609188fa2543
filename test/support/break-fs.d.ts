import type { Fault } from './faulty-fs.ts';

export function breakFs(
  fault: Fault,
  struck: { readonly isArmed: () => boolean; readonly onStrike: () => void },
): () => void;

import type { FoundStatus } from '../../wiring/status-together.ts';
import { FLAG_NAMES, type FlagName, type Flags, specOf } from './flag-table.ts';

/**
 * The flags that a run was given. A folder that this user did not make here does not say where his rows and his UserSigs
 * go, nor where files are written.
 */
export const keptFlags = ({ flags = {}, isMadeHere }: NonNullable<FoundStatus['asked']>): Flags =>
  isMadeHere
    ? flags
    : Object.fromEntries(FLAG_NAMES.filter(isHarmless).flatMap((name) => (name in flags ? [[name, flags[name]]] : [])));

const isHarmless = (name: FlagName): boolean => specOf(name).carried !== 'target' && name !== 'stateDir';

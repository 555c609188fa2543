import { release } from 'node:os';
import type { SystemFacts } from '../../core/diagnosis.ts';
import { openFilesLimit } from './open-files.ts';

/** What this process runs on. */
export const readSystem = (): SystemFacts => ({
  node: process.version,
  openssl: process.versions.openssl,
  platform: process.platform,
  release: release(),
  arch: process.arch,
  openFiles: openFilesLimit(),
});

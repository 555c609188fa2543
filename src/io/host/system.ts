import { release } from 'node:os';
import type { SystemFacts } from '../../core/diagnosis.ts';

/** What this process runs on. */
export const readSystem = (): SystemFacts => ({
  node: process.version,
  openssl: process.versions.openssl,
  platform: process.platform,
  release: release(),
  arch: process.arch,
  openFiles: openFilesLimit(),
});

/** Node itself raises it as far as the system lets it, so this is what counts. */
const openFilesLimit = (): number | undefined => {
  const report = Object(process.report?.getReport()) as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = report.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : undefined;
};

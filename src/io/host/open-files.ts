/** null where the system has no such limit. It does not change, and to look it up takes some milliseconds. */
let known: number | null | undefined;

/**
 * Looked at before the first connection is open: later Node would ask for the name of every peer.
 *
 * @returns how many files and sockets this process may have open; undefined where the system has no such limit.
 *   Node itself raises it as far as the system lets it, so this is what counts.
 */
export const openFilesLimit = (): number | undefined => {
  known ??= readLimit();
  return known ?? undefined;
};

const readLimit = (): number | null => {
  const { userLimits } = Object(process.report?.getReport()) as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : null;
};

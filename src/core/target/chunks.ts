/** @returns the list in pieces of at most `size` */
export const chunksOf = <T>(list: readonly T[], size: number): T[][] => {
  const chunks: T[][] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
};

/**
 * Works through a list, some at a time, so that what waits costs no more than its place in the list.
 *
 * @param most - under way at the same time
 * @throws what the first work that fails throws; no other is begun then
 */
export const inTurn = async <T>(items: Iterable<T>, most: number, work: (item: T) => Promise<void>): Promise<void> => {
  const left = items[Symbol.iterator]();
  let isOver = false;
  const worker = async (): Promise<void> => {
    for (let next = left.next(); !next.done && !isOver; next = left.next()) await work(next.value);
  };
  await Promise.all(
    Array.from({ length: most }, () =>
      worker().catch((error: unknown) => {
        isOver = true;
        throw error;
      }),
    ),
  );
};

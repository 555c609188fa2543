/**
 * Works through a list with bounded concurrency. An item that waits costs no promise, only its place in the list.
 *
 * @param most - items that are worked on at the same time
 * @throws the error of the first item that fails; no other item is begun then
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

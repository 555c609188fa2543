/** One of equal shares of the rows, counted from 1. */
export type Shard = { readonly index: number; readonly of: number };

/** As it is typed. */
export const shardText = ({ index, of }: Shard): string => `${index}/${of}`;

/** The name of its state folder, in the folder that the whole would have. */
export const shardName = ({ index, of }: Shard): string => `shard-${index}-of-${of}`;

/** @returns undefined for a name that is not that of the state folder of a share */
export const shardNamed = (name: string): Shard | undefined => {
  const [, index, of] = /^shard-(\d+)-of-(\d+)$/.exec(name) ?? [];
  return index === undefined ? undefined : { index: Number(index), of: Number(of) };
};

import { createHash } from 'node:crypto';
import type { InputRow, Pair } from '../../core/row/row.ts';
import type { Shard } from '../../core/row/shard.ts';

/**
 * In which share the rows of a pair are: the first four bytes of the SHA-256 of GroupId, a line feed and Member_Account, as an
 * unsigned number with the highest byte first, modulo the number of shares, plus 1. It stays as it is, so that every process of
 * every version comes to the same share: docs/several-machines.md, "Shares of one file".
 */
export const shardOf = ({ groupId, account }: Pair, shards: number): number =>
  (createHash('sha256').update(`${groupId}\n${account}`).digest().readUInt32BE(0) % shards) + 1;

/** A row that cannot be sent is in the share of what stands in its place. */
export const isInShard = ({ row, values }: InputRow, { index, of }: Shard): boolean =>
  shardOf(row ?? values, of) === index;

import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { RawBytes } from '../../../../src/io/source/bytes/raw-bytes.ts';
import { DecodedContent } from '../../../../src/io/source/text/decoded-content.ts';

const PACKED = gzipSync('GroupId,Member_Account,UnreadMsgNum\n');

const failingWith = (reason: string): RawBytes => ({
  path: 'rows.csv.gz',
  async *chunks() {
    yield PACKED.subarray(0, 12);
    throw new Error(reason);
  },
  sizeBytes: async () => PACKED.length,
  prove: async () => {},
});

test('an archive on a broken disk is not called corrupt: the reason is that of the operating system', async () => {
  const reason = 'EIO: i/o error, fstat';
  const content = new DecodedContent(failingWith(reason), { compression: 'gzip', encoding: 'utf-8' });
  await expect(content.take(Buffer.alloc(100))).rejects.toMatchObject({
    fact: { kind: 'input-broke-off', path: 'rows.csv.gz', reason },
  });
});

import { InputError } from '../../../core/errors.ts';
import { refuseBinary } from '../bytes/binary-kinds.ts';
import { findCompression, headBytes } from '../bytes/compression.ts';
import { FileBytes } from '../bytes/file-bytes.ts';
import type { StreamBytes } from '../bytes/stream-bytes.ts';
import type { Content } from './content.ts';
import { DecodedContent, type Wrapping } from './decoded-content.ts';
import { UTF8, utf16Of } from './encoding.ts';
import { PlainContent } from './plain-content.ts';

/**
 * @param encoding - that was asked for
 * @returns undefined for a plain file in UTF-8, of which any part can be read at once
 * @throws InputError when the input is empty, or is no text
 */
export const findWrapping = async (bytes: FileBytes | StreamBytes, encoding: string): Promise<Wrapping | undefined> => {
  const { path } = bytes;
  const head = await bytes.head(headBytes(path));
  if (head.length === 0) throw new InputError({ kind: 'input-empty', path });
  refuseBinary(path, head);
  const compression = findCompression(path, head);
  const isPlain = bytes instanceof FileBytes && !compression && encoding === UTF8 && !utf16Of(head);
  return isPlain ? undefined : { compression, encoding };
};

/** @returns the text of the input, from its start */
export const openContent = (bytes: FileBytes | StreamBytes, wrapping: Wrapping | undefined): Content =>
  bytes instanceof FileBytes && !wrapping
    ? new PlainContent(bytes, 0)
    : new DecodedContent(bytes, wrapping ?? { compression: undefined, encoding: UTF8 });

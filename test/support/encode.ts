/** Node decodes many encodings and encodes one. The way back is a table of what one or two bytes decode to. */
const tableOf = (encoding: string): Map<string, Buffer> => {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const table = new Map<string, Buffer>();
  const note = (bytes: Buffer): void => {
    try {
      const character = decoder.decode(bytes);
      if ([...character].length === 1 && !table.has(character)) table.set(character, bytes);
    } catch {
      // no character of this encoding
    }
  };
  for (let first = 0; first < 256; first += 1) note(Buffer.from([first]));
  for (let first = 0x81; first < 0xff; first += 1) {
    for (let second = 0x30; second < 0xff; second += 1) note(Buffer.from([first, second]));
  }
  return table;
};

const tables = new Map<string, Map<string, Buffer>>();

/** @throws for a character that the encoding does not have */
export const encode = (text: string, encoding: string): Buffer => {
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16();
  const table = tables.get(encoding) ?? tableOf(encoding);
  tables.set(encoding, table);
  return Buffer.concat(
    [...text].map((character) => {
      const bytes = table.get(character);
      if (!bytes) throw new Error(`${character} has no place in ${encoding}`);
      return bytes;
    }),
  );
};

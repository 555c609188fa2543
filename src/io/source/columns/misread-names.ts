// What Windows-1252 has in the place of control characters; no decoder of every Node knows it.
const FROM_0X80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
const BYTES: ReadonlyMap<string, number> = new Map([
  ...Array.from({ length: 256 }, (_, byte) => [String.fromCharCode(byte), byte] as const),
  ...[...FROM_0X80].map((character, at) => [character, 0x80 + at] as const),
]);
const DECODERS = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true }));

/** @returns what a name is in UTF-8 and in GB18030, where a program has read its bytes as Latin-1: `ç¾¤ID` is `群ID` */
export const misread = (name: string): readonly string[] => {
  const bytes = [...name].flatMap((character) => BYTES.get(character) ?? []);
  if (bytes.length < [...name].length || bytes.every((byte) => byte < 0x80)) return [];
  return DECODERS.flatMap((decoder) => {
    try {
      return [decoder.decode(Uint8Array.from(bytes))];
    } catch {
      return [];
    }
  });
};

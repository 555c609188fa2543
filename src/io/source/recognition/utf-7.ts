const SEQUENCE = /\+([A-Za-z0-9+/]*)-?/g;
const UNIT_BYTES = 2;

/** @returns a text in UTF-7 as it is meant; the text itself where nothing in it is a sequence */
const decoded = (text: string): string =>
  text.replace(SEQUENCE, (sequence, base64: string) => {
    if (base64 === '') return sequence === '+-' ? '+' : sequence;
    const bytes = Buffer.from(base64, 'base64');
    const units = bytes.subarray(0, bytes.length - (bytes.length % UNIT_BYTES));
    return Buffer.from(units).swap16().toString('utf16le');
  });

/** @returns the first line as it is meant, where it holds sequences of UTF-7 */
export const fromUtf7 = (line: string): string | undefined => {
  const text = decoded(line);
  return text === line ? undefined : text;
};

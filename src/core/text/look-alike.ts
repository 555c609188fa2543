/** What is drawn as a plain character: Cyrillic, Greek and Turkish letters, dashes, quotes and other signs. */
const DRAWN_ALIKE: ReadonlyMap<string, string> = new Map(
  [
    ['АВЕКМНОРСТУХЅІЈӀаеорсухѕіјӏԁһԛԝ', 'ABEKMHOPCTYXSIJIaeopcyxsijldhqw'],
    ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρικυχı', 'ABEZHIKMNOPTYXoavpikuxi'],
    ['‐‑‒–—―−', '-------'],
    ['‘’‛′“”„‟″', `''''"""""`],
    ['。·∶⁄∕', '..://'],
  ].flatMap(([drawn = '', plain = '']) => [...drawn].map((character, at) => [character, plain[at] ?? ''] as const)),
);

/** @param character - one code point @returns undefined where nothing plain is drawn as it */
const plainOf = (character: string): string | undefined => {
  // Full-width and mathematical letters are the same ones to Unicode.
  const same = character.normalize('NFKC');
  return /^[!-~]$/.test(same) ? same : DRAWN_ALIKE.get(character);
};

/** A character that somebody takes for another one. */
export type LookAlike = { readonly character: string; readonly plain: string };

/** @returns the first character that only looks like printable ASCII, where every one that is not does; else undefined */
export const lookAlikeIn = (value: string): LookAlike | undefined => {
  let first: LookAlike | undefined;
  for (const character of value) {
    if (/^[ -~]$/.test(character)) continue;
    const plain = plainOf(character);
    if (plain === undefined) return undefined;
    first ??= { character, plain };
  }
  return first;
};

/** The record does not end in the bytes that have come. */
export const MORE = -1;
/** Something stands behind a closing quote. */
export const BAD_QUOTE = -2;

/**
 * How far a record is read. Where its bytes end before it does, the reader leaves here where to go on, so that no byte
 * is read twice, in however many pieces the record comes.
 */
export type Reading = {
  /** offset of the byte that comes next */
  at: number;
  /** in front of a value, in one without quotes, or inside quotes */
  stand: 'start' | 'plain' | 'quoted';
  /** a quote was met inside a value that does not begin with one; said only where that is sure */
  hasStrayQuote: boolean;
};

export const readingFrom = (at: number, stand: Reading['stand'] = 'start'): Reading => ({
  at,
  stand,
  hasStrayQuote: false,
});

/** Notes where to go on. @returns MORE */
export const goOnLater = (reading: Reading, at: number, stand: Reading['stand']): typeof MORE => {
  reading.at = at;
  reading.stand = stand;
  return MORE;
};

/** Notes where the quotes are broken. @returns BAD_QUOTE */
export const breakOff = (reading: Reading, at: number): typeof BAD_QUOTE => {
  reading.at = at;
  return BAD_QUOTE;
};

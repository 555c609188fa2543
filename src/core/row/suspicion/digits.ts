/** A number in a spreadsheet keeps this many digits. */
export const SPREADSHEET_DIGITS = 15;
/** A floating-point number, as JavaScript writes it, keeps at most this many. */
export const FLOAT_DIGITS = 17;

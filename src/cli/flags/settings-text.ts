/** The text of a settings file, and the encoding that its bytes show. */
export type SettingsText = { readonly text: string; readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' };

/** PowerShell's `>` and Notepad write UTF-16 and byte order marks. @returns the text without a mark */
export const settingsText = (bytes: Uint8Array): SettingsText => {
  const encoding = encodingOf(bytes);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
};

const encodingOf = ([first, second]: Uint8Array): SettingsText['encoding'] => {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // No setting begins with NUL, and each begins with ASCII.
  if (first !== undefined && first !== 0 && second === 0) return 'utf-16le';
  return first === 0 && second !== 0 ? 'utf-16be' : 'utf-8';
};

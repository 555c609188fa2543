import { SettingsError } from '../../core/errors.ts';
import type { Settings } from './settings.ts';

// Labels to which the Encoding Standard gives no decoder ("replacement"), with their names in iconv.
const WITHOUT_DECODER: Readonly<Record<string, string>> = {
  'hz-gb-2312': 'HZ',
  'iso-2022-cn': 'ISO-2022-CN',
  'iso-2022-cn-ext': 'ISO-2022-CN-EXT',
  'iso-2022-kr': 'ISO-2022-KR',
  csiso2022kr: 'ISO-2022-KR',
};

// Names in the Encoding Standard that are not encodings of files.
const OF_NO_FILE: ReadonlySet<string> = new Set(['replacement', 'x-user-defined']);

/** @returns the name of the encoding for `TextDecoder` @throws SettingsError when it has none */
export const resolveEncoding = (settings: Settings): string => {
  const label = settings.value('encoding');
  const name = label.trim().toLowerCase();
  if (OF_NO_FILE.has(name)) throw new SettingsError({ kind: 'encoding-of-no-file', label });
  try {
    return new TextDecoder(label, { fatal: true }).encoding;
  } catch {
    const iconvName = WITHOUT_DECODER[name];
    throw new SettingsError(
      iconvName === undefined
        ? { kind: 'encoding-unknown', label }
        : { kind: 'encoding-without-decoder', label, iconvName },
    );
  }
};

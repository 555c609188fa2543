import { SettingsError } from '../../core/errors.ts';
import type { Settings } from './settings.ts';

// Labels that the Encoding Standard knows and gives no decoder ("replacement"), with what iconv calls them.
const WITHOUT_DECODER: Readonly<Record<string, string>> = {
  'hz-gb-2312': 'HZ',
  'iso-2022-cn': 'ISO-2022-CN',
  'iso-2022-cn-ext': 'ISO-2022-CN-EXT',
  'iso-2022-kr': 'ISO-2022-KR',
  csiso2022kr: 'ISO-2022-KR',
};

// Names of the Encoding Standard for what no file is written in.
const OF_NO_FILE: ReadonlySet<string> = new Set(['replacement', 'x-user-defined']);

/** @returns the name under which `TextDecoder` knows what `--encoding` says @throws SettingsError where it knows none */
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

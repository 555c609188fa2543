import { SettingsError } from '../../core/errors/settings-error.ts';
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

// What Windows, Java, Python and databases call encodings that the Encoding Standard has under other names. `ansi` is
// what Notepad calls the code page of the system, which is 936 on a Chinese Windows.
const OTHER_LABELS: Readonly<Record<string, string>> = {
  ...{ ansi: 'gb18030', cp936: 'gb18030', ms936: 'gb18030', 936: 'gb18030', 54936: 'gb18030', cp54936: 'gb18030' },
  ...{ 'windows-936': 'gb18030', 'gb18030-2022': 'gb18030', 'gb18030-2000': 'gb18030', 'euc-cn': 'gb18030' },
  ...{ 'gb-18030': 'gb18030', gb_18030: 'gb18030', euccn: 'gb18030', eucgbk: 'gb18030' },
  ...{ 950: 'big5', cp950: 'big5', ms950: 'big5', 'windows-950': 'big5', big5hkscs: 'big5', cp951: 'big5' },
  ...{ 949: 'euc-kr', cp949: 'euc-kr', ms949: 'euc-kr', uhc: 'euc-kr', euckr: 'euc-kr' },
  ...{ 932: 'shift_jis', cp932: 'shift_jis', 'windows-932': 'shift_jis', mskanji: 'shift_jis', eucjp: 'euc-jp' },
  ...{ 1250: 'windows-1250', 1251: 'windows-1251', 1252: 'windows-1252', 65001: 'utf-8', cp65001: 'utf-8' },
  ...{ 'utf8-bom': 'utf-8', 'utf-8-bom': 'utf-8', 'utf-8-sig': 'utf-8', utf8mb4: 'utf-8', utf8mb3: 'utf-8' },
};

/** @returns the name of the encoding for `TextDecoder`, where one is given @throws SettingsError when it has none */
export const resolveEncoding = (settings: Settings): string | undefined => {
  const label = settings.value('encoding');
  if (label === undefined) return undefined;
  const name = label.trim().toLowerCase();
  if (OF_NO_FILE.has(name)) throw new SettingsError({ kind: 'encoding-of-no-file', label });
  try {
    return new TextDecoder(OTHER_LABELS[name] ?? label, { fatal: true }).encoding;
  } catch {
    const iconvName = WITHOUT_DECODER[name];
    throw new SettingsError(
      iconvName === undefined
        ? { kind: 'encoding-unknown', label }
        : { kind: 'encoding-without-decoder', label, iconvName },
    );
  }
};

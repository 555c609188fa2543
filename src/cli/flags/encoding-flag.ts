import { SettingsError } from '../../core/errors.ts';
import { printable } from '../../core/text/text.ts';
import { UTF8 } from '../../io/source/text/encoding.ts';
import type { Settings } from './settings.ts';

const EXAMPLES = 'gb18030, gbk, big5, shift_jis, euc-jp, euc-kr, windows-1252, utf-16le or utf-16be';

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
  const label = settings.text('encoding');
  if (label === undefined) return UTF8;
  const name = label.trim().toLowerCase();
  if (OF_NO_FILE.has(name))
    throw refusal(label, 'is a name of the Encoding Standard, but of no encoding that files are written in');
  try {
    return new TextDecoder(label, { fatal: true }).encoding;
  } catch {
    const iconvName = WITHOUT_DECODER[name];
    throw iconvName === undefined
      ? refusal(label, 'is no label of the Encoding Standard that this Node can decode')
      : refusal(
          label,
          'is a label to which the Encoding Standard gives no decoder, so Node cannot decode it',
          iconvName,
        );
  }
};

const refusal = (label: string, what: string, iconvName?: string): SettingsError =>
  new SettingsError(
    `--encoding ${JSON.stringify(printable(label, 60))} ${what}`,
    iconvName === undefined
      ? `Give one such as ${EXAMPLES}, or convert the file to UTF-8 first: iconv -f ENCODING -t UTF-8 FILE > NEWFILE`
      : `Encodings that can be read are, for example, ${EXAMPLES}. Convert the file to UTF-8 first: iconv -f ${iconvName} -t UTF-8 FILE > NEWFILE`,
  );

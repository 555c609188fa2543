import type { ExpectedValue, SettingsFact } from '../../core/errors/settings-error.ts';
import { sizeText } from '../../core/text/size.ts';
import { halfWidthOf, printable, shellWord } from '../../core/text/text.ts';
import type { Told } from '../told.ts';
import { systemText } from './system-errors.ts';

const ENCODINGS = 'gb18030, gbk, big5, shift_jis, euc-jp, euc-kr, windows-1252, utf-16le or utf-16be';

const CREDENTIALS = {
  sdkappid: '--sdkappid (TIM_SDKAPPID)',
  admin: '--admin (TIM_ADMIN)',
  key: 'a key (--secret-key-file FILE, TIM_SECRET_KEY) or TIM_USERSIG',
};

const LINES = { sdkappid: 'TIM_SDKAPPID=…', admin: 'TIM_ADMIN=…', key: 'TIM_SECRET_KEY=…' };

const ESCAPES_IN_LOGIN = 'In name and password write \\ as %5C, # as %23, / as %2F, ? as %3F, @ as %40 and % as %25.';

const LISTS = {
  groups: '[{"groupId": "g1", "type": "Public", "messages": 100, "members": ["alice"]}]',
  accounts: '["alice", "bob"]',
};

// By what stands where a plain character is meant.
const ACCIDENTS: Readonly<Record<string, string>> = {
  '=': 'the two sides of = in --columns are the wrong way round: the name that tim-unread uses comes first',
  '-': 'the name of a flag begins with two hyphens',
  ' ': '--columns is divided by spaces, and a shell takes what stands behind the first one for files',
  ',': '--columns names columns of the input, and says of none which of the three values it holds',
};

/** Why a setting, or a combination of settings, makes no sense. */
export const settingsErrors = {
  'wrong-value': ({ flag, variable, expected, got }) => ({
    text: `expected --${flag}${variable === undefined ? '' : ` (${variable})`} to be ${expectedText(expected)}, got ${gotText(got)}`,
    next: halfWidthNext(got) ?? 'The --help of the command shows every setting.',
  }),
  'paste-accident': ({ character, command }) => ({
    text:
      ACCIDENTS[character] ??
      (character.length > 1
        ? `${printable(character, 60)} in --columns is none of the three names: they are GroupId, Member_Account and UnreadMsgNum, written so`
        : `${printable(character)} stands in the command where a plain character is meant, as programs write it when text is typed or pasted`),
    next: `Type this instead: ${command}`,
  }),
  'value-in-odd-quotes': ({ name, character, place }) => ({
    text: `${place === undefined ? '' : `${place.path}: line ${place.line}: `}the value of ${name} has ${character} at its edge, which is no quote of a settings file but a part of the value`,
    next: `Write it without quotes, or in plain ones: ${name}="…"`,
  }),
  'working-folder-gone': () => ({
    text: 'the folder that this was typed in is there no more: it was deleted, or replaced by another one of its name',
    next: 'Go into it anew, or into another one, and type the same command again: cd "$PWD"',
  }),
  'flags-of-csv': ({ path, flags }) => ({
    text: `${flags.map((flag) => `--${flag}`).join(' and ')} ${flags.length === 1 ? 'is' : 'are'} for CSV and TSV, and ${path} is JSON`,
    next: `Leave ${flags.length === 1 ? 'it' : 'them'} out. Lines that are no JSON are listed as invalid rows, and cost no call.`,
  }),
  'settings-file-missing': ({ flag, path, near }) => ({
    text: `--${flag} ${path}: there is no such file`,
    next: near === undefined ? 'Check the name and the folder you are in.' : `Did you mean this? ${shellWord(near)}`,
  }),
  'settings-file-unreadable': ({ flag, path, reason }) => ({
    text: `--${flag} ${path} cannot be read: ${systemText(reason)}`,
    next: 'Check the name and that you may read it.',
  }),
  'settings-file-too-large': ({ flag, path, mostBytes }) => ({
    text: `--${flag} ${path} has more than ${sizeText(mostBytes)}: it is no file of settings`,
    next: 'Name the file that holds the settings or the key, and nothing else.',
  }),
  'key-file-empty': ({ path }) => ({
    text: `${path} is empty`,
    next: 'It must hold the secret key and nothing else.',
  }),
  'key-file-is-env-file': ({ path }) => ({
    text: `${path} is an env file: it names the key, where a key file holds nothing else`,
    next: `Give it so: --settings ${shellWord(path)}`,
  }),
  'env-file-sets-nothing': ({ path, isText }) => ({
    text: `${path} is no env file: ${isText ? 'none of its lines is NAME=value' : 'it is no text'}`,
    next: 'Name the file with the lines TIM_SDKAPPID=…, TIM_ADMIN=… and TIM_SECRET_KEY=….',
  }),
  'secret-swapped': ({ name, isKey }) => ({
    text: isKey
      ? `${name} holds a UserSig, where a secret key is meant`
      : `${name} holds a secret key, where a UserSig is meant`,
    next: isKey
      ? 'Give the UserSig as TIM_USERSIG=…, or the secret key of the console as TIM_SECRET_KEY=…, which makes a new UserSig whenever one is needed.'
      : 'Give the key as TIM_SECRET_KEY=…, and unset TIM_USERSIG.',
  }),
  'secret-unreadable': ({ name, isKey }) => ({
    text: `${name} holds characters that no ${isKey ? 'key' : 'UserSig'} has: it is a placeholder, no text, or of another encoding`,
    next: isKey
      ? 'Copy the secret key from the console once more, as plain text.'
      : 'Copy the UserSig once more, as plain text.',
  }),
  'credentials-missing': ({ missing, path, before }) => {
    const text = `missing: ${missing.map((one) => CREDENTIALS[one]).join('; ')}`;
    if (before) return { text, next: 'An earlier command for the same input was told them, and this one was not.' };
    return path === undefined
      ? {
          text,
          next: 'The console shows them; put them into a file and give --settings FILE. To rehearse without an account: npx tim-unread import FILE --simulator',
        }
      : {
          text: `missing, also in ${path}: ${missing.map((one) => CREDENTIALS[one]).join('; ')}`,
          next: `The console shows them; write into ${path}, each on a line of its own: ${missing.map((one) => LINES[one]).join('  ')}`,
        };
  },
  'proxy-unusable': ({ variable, meant }) => {
    const text = `${variable} is not the URL of a proxy (what it holds is not shown, since it may hold a password)`;
    if (meant === undefined) {
      return { text, next: `Give for example ${variable}=http://proxy.example:8080, or unset it. ${ESCAPES_IN_LOGIN}` };
    }
    const url = printable(meant.url, 300);
    if (meant.hasLogin) return { text, next: `Write it so: ${variable}='${url}'. ${ESCAPES_IN_LOGIN}` };
    return meant.isScript
      ? {
          text: `${variable} names a script that chooses a proxy, which this program does not run`,
          next: `Give the proxy itself: look into that script for PROXY host:port, and write ${variable}=http://host:port`,
        }
      : { text, next: `Write scheme, host and port only: ${variable}=${url}` };
  },
  'proxy-is-socks': ({ variable, scheme, host }) => ({
    text: `${variable} names a SOCKS proxy (${printable(scheme, 20)}://${printable(host, 200)}), which this program cannot use: it speaks to HTTP proxies`,
    next: `Give the HTTP port of that proxy, many have one: ${variable}=http://host:port. Else put an HTTP proxy before it (privoxy, gost), or unset ${variable} where the target is reached without.`,
  }),
  'columns-left-open': ({ columns, typed }) => ({
    text: `--columns leaves open where ${columns.join(' and ')} ${columns.length === 1 ? 'stands' : 'stand'}: ${typed}`,
    next: 'Put the number of the column, from 1, for each ?, for example: --no-header --columns GroupId=2,Member_Account=1,UnreadMsgNum=3',
  }),
  'encoding-unknown': ({ label }) => ({
    text: `--encoding ${quotedLabel(label)} is not a label of the Encoding Standard that this version of Node can decode`,
    next: `Give one such as ${ENCODINGS}, or convert the file to UTF-8 first: iconv -f ENCODING -t UTF-8 FILE > NEWFILE`,
  }),
  'encoding-of-no-file': ({ label }) => ({
    text: `--encoding ${quotedLabel(label)} is a name of the Encoding Standard, but not an encoding of files`,
    next: `Give one such as ${ENCODINGS}, or convert the file to UTF-8 first: iconv -f ENCODING -t UTF-8 FILE > NEWFILE`,
  }),
  'encoding-without-decoder': ({ label, iconvName }) => ({
    text: `--encoding ${quotedLabel(label)} is a label to which the Encoding Standard gives no decoder, so Node cannot decode it`,
    next: `Encodings that can be read are, for example, ${ENCODINGS}. Convert the file to UTF-8 first: iconv -f ${iconvName} -t UTF-8 FILE > NEWFILE`,
  }),
  'state-dir-missing': () => ({
    text: 'standard input needs --state-dir',
    next: 'Give a folder for the files of the run, the same one each time: --state-dir ./stdin.tim-unread',
  }),
  'state-dir-missing-for-many': () => ({
    text: 'the inputs have no folder in common beside which their state folder could lie',
    next: 'Give one, the same each time: --state-dir DIR',
  }),
  'no-run-at-work': ({ path }) => ({
    text: `no run is at work with ${path}`,
    next: 'Name the input of the run, with the --state-dir or --shard that it was given. The rate of the next run: --rate N.',
  }),
  'state-dir-shared': () => ({
    text: '--state-dir takes one input, or more than a hundred, which are one run',
    next: 'Import the files one by one, or leave --state-dir out.',
  }),
  'input-given-twice': ({ path }) => ({ text: `${path} is given twice`, next: 'Give every input once.' }),
  'input-read-once': ({ reader }) =>
    reader === 'verify'
      ? {
          text: 'standard input can be read once only, and verify needs to read the input twice',
          next: 'Save the rows to a file and give its name.',
        }
      : {
          text: `standard input can be read once only, and --${reader} needs to read the input twice`,
          next: `Save the rows to a file and give its name, or leave --${reader} out.`,
        },
  'usersig-given': () => ({
    text: 'TIM_USERSIG is set already',
    next: 'Unset it and give a key to have a new one made.',
  }),
  'sdkappid-unfit': ({ got }) => ({
    text: `expected --sdkappid to be a whole number, got ${got}`,
    next: 'The console shows it.',
  }),
  'open-files-few': ({ errorCode }) => ({
    text: `this process may not open enough files at once (${errorCode})`,
    next: 'Raise the limit, then type the same command again: ulimit -n 1024 (of a service LimitNOFILE=1024, of Docker --ulimit nofile=1024)',
  }),
  'admin-empty': () => ({ text: 'the admin account is empty', next: 'Give --admin or TIM_ADMIN.' }),
  'secret-key-empty': () => ({ text: 'the secret key is empty', next: 'Give --secret-key-file or TIM_SECRET_KEY.' }),
  'usersig-lifetime-unfit': ({ gotS }) => ({
    text: `expected a lifetime in whole seconds, got ${gotS}`,
    next: 'Give for example 24h.',
  }),
  'nothing-to-report': ({ path }) => ({
    text: `neither check, import nor verify of ${shellWord(path)} has begun: there is nothing to report`,
    next: 'Name the input of the run, or its folder with --state-dir.',
  }),
  'output-no-page': ({ path }) => ({
    text: `--output ${shellWord(path)} is no name for a page: it must end in .html`,
    next: 'Give --output report.html, or leave it out.',
  }),
  'code-unknown': ({ got, meant }) => ({
    text: `${JSON.stringify(printable(got, 60))} is no code of the API, no code of this program, no class of a row, no code of the system and no exit status`,
    next:
      meant.length > 0
        ? `Did you mean this? tim-unread explain ${meant.join(' ')}`
        : 'Give for example 10010, TU_READS_REFUSED, exhausted, ENOSPC or 4; docs/error-codes.md has all of them.',
  }),
  'output-not-written': ({ path, reason }) => ({
    text: `${path} could not be written: ${systemText(reason)}`,
    next: 'Name a file in a folder that is there and can be written: --output FILE.html',
  }),
  'port-unusable': ({ reason }) => ({
    text: `the port cannot be used: ${systemText(reason)}`,
    next: 'Give another --port, or none for any free one.',
  }),
  'list-unfit': ({ flag, path, problem }) => ({
    text: `--${flag} ${path}: ${listProblem(flag, problem)}`,
    next: `Expected a JSON array such as ${LISTS[flag]}.`,
  }),
} satisfies { [K in SettingsFact['kind']]: (fact: FactOf<K>) => Told };

type FactOf<K extends SettingsFact['kind']> = Extract<SettingsFact, { readonly kind: K }>;

const halfWidthNext = (got: string): string | undefined => {
  const half = halfWidthOf(got);
  return half && `Type it in half-width characters: ${gotText(half)}`;
};

/** A long value may be a secret that was put in the wrong place; a URL is shown without what may be secret in it. */
const gotText = (got: string): string => {
  const shown = got.replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/is, '$1…@').replace(/\?.*$/s, '?…');
  return shown.length > 60 ? `a text of ${got.length} characters` : JSON.stringify(shown);
};

const quotedLabel = (label: string): string => JSON.stringify(printable(label, 60));

const listProblem = (flag: 'groups' | 'accounts', problem: FactOf<'list-unfit'>['problem']): string => {
  if (problem.kind === 'unreadable') return systemText(problem.reason);
  if (problem.kind === 'too-large') return `has more than ${sizeText(problem.mostBytes)}`;
  return problem.kind === 'no-json' ? 'is not JSON' : `is not a list of ${flag}`;
};

const expectedText = (expected: ExpectedValue): string => {
  switch (expected.form) {
    case 'whole':
      return `a whole number from ${expected.from} to ${expected.to}`;
    case 'auto-or-whole':
      return `auto, or a whole number from ${expected.from} to ${expected.to}`;
    case 'positive':
      return `a number above 0 and at most ${expected.to}`;
    case 'choice':
      return `one of ${expected.choices.join(', ')}`;
    case 'distinct-positions':
      return `three different positions (what is left out stays 1, 2, 3: ${expected.whole})`;
    default:
      return EXPECTED[expected.form];
  }
};

const EXPECTED = {
  duration: 'a duration such as 90s, 30m or 2h',
  size: 'a size such as 512M or 50G',
  lifetime: 'a lifetime such as 24h or 60d, at least 1s and at most 50 years (18250d)',
  'failure-limit': 'a number of rows, or a share such as 5%',
  rate: 'a number above 0, such as 80 calls a second, or by the time of the day, such as "08:00,60 23:00,200"',
  'rate-or-pause': 'calls a second, such as 80, or 0 to pause, or by the time of the day, such as "08:00,60 23:00,200"',
  shard: 'one of up to a thousand shares, such as 1/4',
  'sample-size': 'a number of rows such as 5000, or a share such as 1%',
  account: 'an account of at most 32 printable ASCII characters, without quotes at its edges',
  escape: "a backslash: '\\\\'",
  delimiter: 'one ASCII character (also as \\t or \\x01) that is no quote, line break or NUL',
  'json-path': 'the keys that lead to an array, with dots between them: data.items',
  'column-names': 'GroupId=NAME,Member_Account=NAME,UnreadMsgNum=NAME',
  'distinct-names': 'three different names',
  positions: 'positions from 1 with --no-header, for example GroupId=2,Member_Account=3,UnreadMsgNum=1',
  url: 'a URL such as https://console.tim.qq.com',
  'https-url': 'an https: URL',
  'https-unless-loopback': 'https: (http: would show the UserSig to everyone on the network; it is for loopback only)',
  'redis-url': 'a URL such as redis://host:6379 or rediss://host:6380/0',
  'redis-primary':
    'the URL of one Redis: the primary behind the Sentinels, or one that is no part of a cluster, or a proxy that leads to it',
  'redis-url-without-password':
    'a URL without a login: arguments show in the list of processes. Put the whole URL into TIM_REDIS',
  origin: 'scheme and host only, such as https://console.tim.qq.com',
  fault: 'KIND:SHARE% or KIND:N such as 10002:5%, 403:1 or reset:1%@get_group_info',
};

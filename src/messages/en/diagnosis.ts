import type { Diagnosis, FolderFacts, OnlineFacts, ProxyFacts, ShownSetting } from '../../core/diagnosis.ts';
import { grouped, printable, unbroken } from '../../core/text/text.ts';
import { localTime } from '../local-time.ts';
import { duration } from './duration.ts';
import { howMany } from './how-many.ts';

const DEFAULT_LOCALE = 'none of LC_ALL, LC_CTYPE and LANG is set, which means ASCII';

/** What `doctor` says. */
export const diagnosisTexts = {
  ready: 'A RUN COULD BEGIN',
  notReady: 'A RUN COULD NOT BEGIN',
  title: (verdict: string): string => `${verdict}, as far as this page shows`,
  obstaclesTitle: 'What is in the way:',

  /** labels before a line, at most eight columns */
  labels: {
    program: 'program',
    system: 'system',
    terminal: 'terminal',
    clock: 'clock',
    files: 'files',
    node: 'node',
    settings: 'settings',
    target: 'target',
    proxy: 'proxy',
    dns: 'dns',
    tls: 'tls',
    answer: 'answer',
    input: 'input',
    folder: 'folder',
    disk: 'disk',
    next: 'next',
  },

  program: ({ version, system }: Diagnosis): string =>
    `tim-unread ${version}, Node ${system.node}, OpenSSL ${system.openssl}`,
  system: ({ system }: Diagnosis): string => `${system.platform} ${printable(system.release, 100)}, ${system.arch}`,
  terminal: ({ terminal, system }: Diagnosis): string => {
    const width = terminal.columns === undefined ? 'no terminal' : howMany(terminal.columns, 'column');
    if (terminal.locale) return `${width}; ${terminal.locale.variable}=${printable(terminal.locale.value, 60)}`;
    return system.platform === 'win32' ? `${width}; chcp shows its encoding` : `${width}; ${DEFAULT_LOCALE}`;
  },
  clock: ({ wallMs, timeZone, online }: Diagnosis): string => {
    const time = `${localTime(wallMs)}, time zone ${printable(timeZone, 60)}`;
    if (online === undefined) return `${time}; not compared with the target's`;
    const { clockAheadMs } = online;
    if (clockAheadMs === undefined) return `${time}; the target has told no time`;
    // The header has whole seconds.
    if (Math.abs(clockAheadMs) < 2000) return `${time}; the same as the target's`;
    const by = duration(Math.abs(clockAheadMs) / 1000);
    return `${time}; ${by} ${clockAheadMs > 0 ? 'ahead of' : 'behind'} the target's`;
  },
  openFiles: ({ system }: Diagnosis): string =>
    system.openFiles === undefined
      ? 'no limit of open files is known'
      : `${howMany(system.openFiles, 'open file')} at most`,
  noNodeVariables: 'no variable that changes how Node works',
  nodeVariable: ({ name, value, isUsable }: Diagnosis['nodeVariables'][number]): string => {
    const shown = value === null ? `${name} is set` : `${name}=${printable(value, 200)}`;
    return isUsable ? shown : `${shown}, a file that cannot be read: Node goes on without it`;
  },

  setting: ({ name, value, hiddenLength, origin, path }: ShownSetting): string => {
    const shown = value === null ? `hidden, ${howMany(hiddenLength ?? 0, 'character')}` : printable(value, 200);
    return `${name}: ${shown} (${originText(origin, path)})`;
  },
  target: ({ target }: Diagnosis): string => target ?? 'not known: settings are missing or wrong',
  proxy: (proxy: ProxyFacts | undefined): string => {
    if (!proxy) return 'none';
    const login = proxy.hasLogin ? 'with a name and a password' : 'without a name and a password';
    return `${proxy.origin}, ${login}${proxy.notFor === '' ? '' : `; not for ${printable(proxy.notFor, 200)}`}`;
  },
  notAsked: 'not looked at: --online asks the target one question',
  addresses: ({ host, addresses }: OnlineFacts): string =>
    addresses.length === 0 ? `${host} has no address` : `${host} is ${addresses.join(', ')}`,
  tls: ({ tls }: OnlineFacts): string =>
    tls
      ? `${tls.protocol}; the certificate of ${tls.subject}, signed by ${tls.issuer}, valid until ${tls.validUntil}`
      : 'none was set up',
  answer: ({ isAccepted, tookMs }: OnlineFacts): string =>
    isAccepted ? `the target takes calls of this account; it took ${Math.round(tookMs)} ms` : 'see below',

  folder: ({ path, isThere, mode, isWritable, runningBy }: FolderFacts): string =>
    [
      unbroken(printable(path, 1000)),
      isThere ? (mode === undefined ? 'is there' : `is there, mode ${mode.toString(8)}`) : 'is not there yet',
      isWritable ? (isThere ? 'can be written' : 'can be made') : isThere ? 'cannot be written' : 'cannot be made',
      ...(runningBy ? [`in use by process ${runningBy.pid} on ${printable(runningBy.host, 100)}`] : []),
    ].join(', '),
  noFolder: 'give the input to look at its state folder',
  disk: ({ freeBytes }: FolderFacts): string =>
    freeBytes === undefined ? 'how much is free is not known' : `${grouped(Math.floor(freeBytes / 1_000_000))} MB free`,
  input: (path: string, format: string): string => `${unbroken(printable(path, 1000))}: ${format}`,
  noInput: 'none was given',

  next: 'for a report of a bug attach this page, and what a crash has named. Look through it first',
};

const originText = (origin: ShownSetting['origin'], path: string | undefined): string => {
  switch (origin) {
    case 'flag':
      return 'typed';
    case 'environment':
      return 'from the environment';
    case 'env-file':
      return `from ${printable(path ?? '', 200)}`;
    case 'default':
      return 'by default';
  }
};

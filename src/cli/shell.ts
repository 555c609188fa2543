import { shellWord } from '../core/text/text.ts';
import { cmdWord, powershellWord } from '../core/text/windows-words.ts';

/** What a proposed command is pasted into. */
export type Shell = 'posix' | 'cmd' | 'powershell';

/**
 * PowerShell adds the modules of the user to the two folders that every process of Windows is given; a POSIX shell there, as
 * that of Git, names itself.
 */
export const shellOf = (platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): Shell => {
  if (platform !== 'win32' || env.SHELL) return 'posix';
  return (env.PSModulePath ?? '').split(';').filter(Boolean).length > 2 ? 'powershell' : 'cmd';
};

export const QUOTED = { posix: shellWord, cmd: cmdWord, powershell: powershellWord } as const;

/** In PowerShell `copy` is a command too. */
export const COPY = { posix: 'cp', cmd: 'copy', powershell: 'copy' } as const;

/** Quotes a word for the shell that this process was typed in. */
export const typedWord = QUOTED[shellOf(process.platform, process.env)];

import type { Diagnosis } from '../../core/diagnosis.ts';
import { ExitCode } from '../../core/errors/error.ts';
import { type Messages, told } from '../../messages/messages.ts';

/** What `doctor --json` prints. */
export const diagnosisObject = (diagnosis: Diagnosis, messages: Messages): object => {
  const { system, terminal, online, input, folder, obstacles } = diagnosis;
  return {
    command: 'doctor',
    verdict: obstacles.length === 0 ? 'READY' : 'NOT READY',
    exitCode: obstacles[0]?.exitCode ?? ExitCode.ok,
    program: { version: diagnosis.version, node: system.node, openssl: system.openssl },
    system: { platform: system.platform, release: system.release, arch: system.arch },
    terminal: {
      columns: terminal.columns ?? null,
      locale: terminal.locale ? { [terminal.locale.variable]: terminal.locale.value } : null,
    },
    clock: {
      now: new Date(diagnosis.wallMs).toISOString(),
      timeZone: diagnosis.timeZone,
      aheadOfTargetS: online?.clockAheadMs === undefined ? null : online.clockAheadMs / 1000,
    },
    openFiles: system.openFiles ?? null,
    nodeVariables: diagnosis.nodeVariables,
    settings: diagnosis.settings.map(({ name, value, hiddenLength, origin, path }) => ({
      name,
      value,
      hiddenLength: hiddenLength ?? null,
      origin,
      path: path ?? null,
    })),
    target: diagnosis.target ?? null,
    proxy: diagnosis.proxy ?? null,
    online: online ? { ...online, tls: online.tls ?? null, clockAheadMs: online.clockAheadMs ?? null } : null,
    input: input
      ? { path: input.path, sizeBytes: input.sizeBytes ?? null, format: input.format, rows: input.rows }
      : null,
    folder: folder
      ? {
          ...folder,
          mode: folder.mode === undefined ? null : folder.mode.toString(8),
          freeBytes: folder.freeBytes ?? null,
          runningBy: folder.runningBy ?? null,
        }
      : null,
    obstacles: obstacles.map((error) => {
      const { text, next } = told(messages, error);
      return { code: error.code, message: text, next };
    }),
  };
};

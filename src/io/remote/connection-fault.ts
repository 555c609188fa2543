import type { NoReplyFault } from '../../core/target/reason.ts';
import { proxyFaultOf, wayFaultOf } from '../../core/target/way.ts';

/** Without secrets and control characters, and cut to a length: fit to print. */
export type Clean = (text: string, maxLength?: number) => string;

/** How far a call has come: its connection is being opened, its reply is waited for, or the reply has begun. */
type Stage = 'opening' | 'waiting' | 'reading';

type FaultDeps = {
  readonly clean: Clean;
  /** the proxy is sent a name and a password */
  readonly isLoginGiven: boolean;
};

/** @returns what an error of Node or undici means for a call */
export const connectionFault = (error: Error, stage: Stage, { clean, isLoginGiven }: FaultDeps): NoReplyFault => {
  const { code = '', message, hostname = '' } = error as NodeJS.ErrnoException & { hostname?: string };
  const said = clean(connectionText(error));
  // Neither has a code of its own in undici.
  const [, proxyStatus] = /^Proxy response \((\d+)\)/.exec(message) ?? [];
  if (proxyStatus !== undefined) return proxyFault(Number(proxyStatus), isLoginGiven);
  if (code === 'UND_ERR_SOCKET' && message === 'bad response') return { fault: 'unasked-continue' };
  const fault = wayFaultOf(code);
  switch (fault) {
    case 'name-not-found':
    case 'name-unanswered':
      return { fault, host: clean(hostname, 260) };
    case 'certificate':
    case 'certificate-expired':
    case 'certificate-early':
    case 'certificate-authority':
    case 'certificate-name':
    case 'no-tls':
    case 'tls-refused':
    case 'blocked-here':
    case 'open-files':
    case 'local-ports':
      return { fault, said };
    case 'reset':
      return { fault: stage === 'waiting' ? 'reset' : 'connection', said };
    default:
      return { fault: 'connection', said };
  }
};

const proxyFault = (status: number, isLoginGiven: boolean): NoReplyFault => {
  const fault = proxyFaultOf(status);
  return fault === 'proxy-login' ? { fault, isLoginGiven } : { fault, status };
};

const connectionText = (error: Error): string => {
  // The parser of undici has lost the codes of its faults.
  const { code = error.name === 'HTTPParserError' ? 'UND_ERR_HTTP_PARSER' : undefined } =
    error as NodeJS.ErrnoException;
  // Several addresses were tried, and each has an error of its own.
  const inner = error instanceof AggregateError ? error.errors.map((one: Error) => one.message).join('; ') : '';
  return inner || (code && !error.message.includes(code) ? `${error.message} (${code})` : error.message);
};

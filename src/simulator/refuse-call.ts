import type { CommandAnswer } from './answer.ts';
import { GROUP_SERVICE } from './commands.ts';
import { judgeUserSig } from './usersig.ts';

export type App = {
  readonly sdkappid: number;
  readonly secretKey: string;
  /** App admin accounts */
  readonly admins: readonly string[];
};

/** The answer for a path that serves no command. */
export const refusePath = (pathname: string): CommandAnswer =>
  pathname.startsWith(GROUP_SERVICE)
    ? { errorCode: 10003, errorInfo: 'unknown command' }
    : { errorCode: 60009, errorInfo: 'resource error, check the URL' };

/** Checks a call except for its path and body, in the same way for every command: docs/api.md. */
export const refuseCall = (method: string | undefined, query: URLSearchParams, app: App): CommandAnswer | undefined => {
  const refuse = (errorCode: number, errorInfo: string): CommandAnswer => ({ errorCode, errorInfo });
  if (method !== 'POST') return refuse(60002, 'HTTP parse error: only POST is supported');
  const sdkappid = query.get('sdkappid');
  if (!sdkappid) return refuse(60012, 'sdkappid is missing');
  if (!/^[0-9]+$/.test(sdkappid)) return refuse(60006, 'sdkappid is invalid');
  const identifier = query.get('identifier');
  if (!identifier || query.get('contenttype') !== 'json') return refuse(60025, 'identifier or contenttype is wrong');
  const random = query.get('random') ?? '';
  if (!/^[0-9]{1,10}$/.test(random) || Number(random) > 0xffff_ffff) return refuse(60002, 'HTTP parse error: random');
  if (Number(sdkappid) !== app.sdkappid) return refuse(70020, 'SDKAppID not found');
  const signature = judgeUserSig(query.get('usersig') ?? '', { ...app, identifier }, Date.now() / 1000);
  if (signature !== 0) return refuse(signature, 'UserSig refused');
  return app.admins.includes(identifier) ? undefined : refuse(60010, 'App admin rights required');
};

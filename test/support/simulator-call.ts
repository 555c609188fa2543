import { expect } from 'vitest';
import { Secrets } from '../../src/core/text/secrets.ts';
import { signUserSig } from '../../src/io/remote/usersig.ts';
import { APP } from './simulator.ts';

export const usersig = (change: Partial<typeof APP> = {}, lifetimeS = 60): string =>
  signUserSig({ ...APP, ...change, secrets: new Secrets() }, lifetimeS);

export type Call = {
  readonly path?: string;
  readonly method?: string;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** the raw text, instead of a body */
  readonly text?: string;
};

/** The fields of every reply; those of the commands are checked by their tests. */
// biome-ignore lint/suspicious/noExplicitAny: replies are looked into field by field
export type Reply = { ActionStatus: string; ErrorCode: number; ErrorInfo: string } & Record<string, any>;

/** A call as the documents describe it, with the given mistakes. */
export const callSimulator = async (
  simulator: { readonly url: string },
  { path = pathOf('set_unread_msg_num'), method = 'POST', query = {}, body, text }: Call,
): Promise<Reply> => {
  const parameters = {
    sdkappid: String(APP.sdkappid),
    identifier: APP.admin,
    usersig: usersig(),
    random: '4294967295',
    contenttype: 'json',
    ...query,
  };
  const response = await fetch(`${simulator.url}${path}?${new URLSearchParams(parameters)}`, {
    method,
    ...(method === 'POST' ? { body: text ?? JSON.stringify(body) } : {}),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Reply;
};

/** A correct call of one command; only its body may be wrong. */
export const ask = (simulator: { readonly url: string }, command: string, body: unknown): Promise<Reply> =>
  callSimulator(simulator, { path: pathOf(command), body });

export const pathOf = (command: string): string =>
  `/v4/${command === 'account_check' ? 'im_open_login_svc' : 'group_open_http_svc'}/${command}`;

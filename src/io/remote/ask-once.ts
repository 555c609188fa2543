import { lookup } from 'node:dns/promises';
import type { TLSSocket } from 'node:tls';
import type { OnlineFacts } from '../../core/diagnosis.ts';
import type { TimUnreadError } from '../../core/errors/error.ts';
import { OutOfReachError } from '../../core/errors/target-error.ts';
import type { Clock } from '../../core/ports.ts';
import { mayPass } from '../../core/target/way.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { commandReply } from './commands/command.ts';
import { GET_GROUPS, groupsBody } from './commands/reads.ts';
import type { RemoteOptions } from './connection.ts';
import { fatalReplyError } from './fatal-reply.ts';
import { type CallStart, createHttpClient } from './http-client.ts';
import { addUserSig, signUserSig, USERSIG_LIFETIME_S } from './usersig.ts';

/** One call needs no pace. */
const UNPACED: CallStart = { written: () => {}, unused: () => {} };

type Asked = { readonly facts: OnlineFacts; readonly obstacle: TimUnreadError | undefined };

/**
 * One question to the target, without a repeat: what kind of group this is, as `import` asks first of all.
 *
 * @returns what it has shown, and what would end a run at its first call
 */
export const askOnce = async (
  { endpoint, credentials, proxy, timeoutMs }: Pick<RemoteOptions, 'endpoint' | 'credentials' | 'proxy' | 'timeoutMs'>,
  { clock, random, secrets }: { readonly clock: Clock; readonly random: () => number; readonly secrets: Secrets },
  groupId: string,
): Promise<Asked> => {
  const usersig =
    credentials.kind === 'usersig'
      ? credentials.usersig
      : signUserSig({ ...endpoint, secretKey: credentials.secretKey, secrets }, USERSIG_LIFETIME_S);
  addUserSig(usersig, secrets);
  const host = (proxy?.url ?? new URL(endpoint.origin)).hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(host, { all: true }).catch(() => []);
  const { signal: cut } = new AbortController();
  const client = createHttpClient({ endpoint, timeoutMs, proxy, cut, nowMs: clock.nowMs, secrets, random });
  try {
    const startedMs = clock.nowMs();
    const body = groupsBody([groupId]);
    const leased = await client.lease(cut);
    // Nothing closes the client before, and nothing aborts.
    if (!leased) throw new Error('no connection, and no reason');
    const tls = 'kind' in leased || !leased.tls ? undefined : tlsOf(leased.tls, client.clean);
    const raw = 'kind' in leased ? leased : await client.post(leased, UNPACED, GET_GROUPS.path, body, usersig);
    const tookMs = clock.nowMs() - startedMs;
    const targetMs = raw.kind === 'api' ? Date.parse(raw.date) : Number.NaN;
    const reply = commandReply(GET_GROUPS, body, raw, client.clean);
    const obstacle = obstacleOf(reply, tookMs, clock.wallMs(), endpoint.admin);
    return {
      facts: {
        host,
        addresses: addresses.map(({ address }) => address),
        tls,
        tookMs,
        clockAheadMs: Number.isNaN(targetMs) ? undefined : clock.wallMs() - targetMs,
        isAccepted: obstacle === undefined,
      },
      obstacle,
    };
  } finally {
    await client.close();
  }
};

const obstacleOf = (
  reply: ReturnType<typeof commandReply>,
  tookMs: number,
  wallMs: number,
  admin: string,
): TimUnreadError | undefined => {
  if (reply.kind === 'forbidden') return fatalReplyError(reply, wallMs, admin);
  if (reply.kind === 'unreachable') {
    const isLasting = !mayPass(reply.reason, false);
    return new OutOfReachError({ kind: 'out-of-reach', afterMs: tookMs, isLasting, because: reply.reason });
  }
  if (reply.kind !== 'refusal') return undefined;
  const { class: replyClass } = reply.rule;
  return replyClass === 'fatal' || replyClass === 'new-usersig' ? fatalReplyError(reply, wallMs, admin) : undefined;
};

const tlsOf = (socket: TLSSocket, clean: (text: string, maxLength?: number) => string): OnlineFacts['tls'] => {
  const { subject, issuer, valid_to: validUntil } = socket.getPeerCertificate();
  const nameOf = (name: { CN?: string | string[]; O?: string | string[] } | undefined): string =>
    clean(String(name?.CN ?? name?.O ?? ''), 100);
  return {
    protocol: socket.getProtocol() ?? '',
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validUntil: new Date(validUntil).toISOString(),
  };
};

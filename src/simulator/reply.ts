import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CommandAnswer, REPLY_TOO_LARGE } from './answer.ts';
import { contradict, isContradiction } from './contradictions.ts';
import { type FaultKind, hasBoth, retryAfterOf, statusOf } from './faults.ts';
import type { Body } from './request.ts';

const DRIP_MS = 100;

// docs/api.md, "The group service", code 10018: "over 1 MB".
const REPLY_MAX_BYTES = 1024 * 1024;

/**
 * @param asked - the body of the call
 * @returns the code and the text of the reply: the envelope of docs/api.md, with the fields of the command
 */
export const envelope = (
  { errorCode, errorInfo, fields }: CommandAnswer,
  fault?: FaultKind,
  asked: Body = {},
): { errorCode: number; text: string } => {
  const reply = {
    ActionStatus: errorCode === 0 ? 'OK' : 'FAIL',
    ErrorInfo: errorInfo,
    ErrorCode: errorCode,
    ...fields,
  };
  const text = JSON.stringify(isContradiction(fault) ? contradict(fault, reply, asked) : reply);
  return Buffer.byteLength(text) > REPLY_MAX_BYTES ? envelope(REPLY_TOO_LARGE) : { errorCode, text };
};

/** Sends the text of a reply, or what the fault makes of it. */
export const sendReply = (
  request: IncomingMessage,
  response: ServerResponse,
  text: string,
  fault: FaultKind | undefined,
): void => {
  if (fault === 'hang' || fault === 'hang-after') return;
  if (fault === 'reset' || fault === 'reset-after') {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault === 'html') {
    response.setHeader('content-type', 'text/html').end('<html><body>Service is busy</body></html>');
    return;
  }
  const status = statusOf(fault);
  if (status !== undefined && !hasBoth(fault)) {
    const retryAfter = retryAfterOf(fault);
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
    return;
  }
  if (status !== undefined) response.statusCode = status;
  if (fault === 'continue') response.writeContinue();
  if (fault === 'headers') for (let at = 0; at < 64; at += 1) response.setHeader(`x-hop-${at}`, 'y'.repeat(1000));
  response.setHeader('content-type', 'application/json').setHeader('content-length', Buffer.byteLength(text));
  if (fault === 'cut') {
    response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
  } else if (fault === 'drip') {
    drip(response, text);
  } else {
    response.end(text);
  }
};

const drip = (response: ServerResponse, text: string): void => {
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed || at >= text.length) clearInterval(timer);
    else response.write(text.slice(at, ++at));
  }, DRIP_MS);
};

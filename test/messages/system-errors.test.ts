import { expect, test } from 'vitest';
import { SYSTEM_CODES } from '../../src/core/system-errors.ts';
import { systemText } from '../../src/messages/en/system-errors.ts';
import { reasonText } from '../../src/messages/messages.ts';
import { zhSystemText } from '../../src/messages/zh-cn/system-errors.ts';
import { zhCn } from '../../src/messages/zh-cn.ts';

test.each([
  ['ENOSPC: no space left on device, write', 'no space is left on the disk (ENOSPC)', '磁盘空间已满（ENOSPC）'],
  [
    'connect ECONNREFUSED ::1:443; connect ECONNREFUSED 127.0.0.1:443',
    'the connection was refused, nothing listens at that port (ECONNREFUSED ::1:443 127.0.0.1:443)',
    '连接被拒绝，该端口没有程序在监听（ECONNREFUSED ::1:443 127.0.0.1:443）',
  ],
  [
    'connect ENETUNREACH ::1:443; connect ETIMEDOUT 127.0.0.1:443',
    'no way leads to that network (ENETUNREACH ::1:443); the other side does not answer (ETIMEDOUT 127.0.0.1:443)',
    '没有到达该网络的路由（ENETUNREACH ::1:443）；对方没有响应（ETIMEDOUT 127.0.0.1:443）',
  ],
  // What no table knows is shown as it is.
  ['EOVERFLOW: value too large', 'EOVERFLOW: value too large', 'EOVERFLOW: value too large'],
])('%s', (said, english, chinese) => {
  expect(systemText(said)).toBe(english);
  expect(zhSystemText(said)).toBe(chinese);
});

/** Names that Chinese texts keep as they are. */
const NAMES = /\b(?:DNS|HTTP|TLS|Content-Length)\b/g;

test.each(SYSTEM_CODES)('%s is said in Chinese without a word of English', (code) => {
  expect(
    zhSystemText(`some words of the system (${code})`).replace(`（${code}）`, '').replaceAll(NAMES, ''),
  ).not.toMatch(/[a-z]{2}/i);
});

test.each([
  ['connection', 'connect ECONNREFUSED 127.0.0.1:1', '连接被拒绝，该端口没有程序在监听（ECONNREFUSED 127.0.0.1:1）'],
  [
    'certificate-expired',
    'certificate has expired (CERT_HAS_EXPIRED)',
    '按本机时钟，服务端证书已过期（CERT_HAS_EXPIRED）',
  ],
  [
    'certificate',
    'path length constraint exceeded (PATH_LENGTH_EXCEEDED)',
    '服务端证书不被接受（PATH_LENGTH_EXCEEDED）',
  ],
] as const)('what ends a call, in Chinese: %s', (fault, said, text) => {
  expect(reasonText(zhCn, { code: 'no-reply', proxy: undefined, fault, said })).toBe(text);
});

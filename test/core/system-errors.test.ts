import { expect, test } from 'vitest';
import { systemCodesIn, systemErrorsIn } from '../../src/core/system-errors.ts';

test.each([
  ["ENOENT: no such file or directory, open '/data/EIO/rows.csv'", [{ code: 'ENOENT', at: [] }]],
  ['ENOSPC', [{ code: 'ENOSPC', at: [] }]],
  ['connect ECONNREFUSED 127.0.0.1:443', [{ code: 'ECONNREFUSED', at: ['127.0.0.1:443'] }]],
  [
    'connect ECONNREFUSED ::1:443; connect ECONNREFUSED 127.0.0.1:443',
    [{ code: 'ECONNREFUSED', at: ['::1:443', '127.0.0.1:443'] }],
  ],
  [
    'connect ENETUNREACH 2001:db8::1:443; connect ETIMEDOUT 203.0.113.7:443',
    [
      { code: 'ENETUNREACH', at: ['2001:db8::1:443'] },
      { code: 'ETIMEDOUT', at: ['203.0.113.7:443'] },
    ],
  ],
  ['listen EADDRINUSE: address already in use 127.0.0.1:8080', [{ code: 'EADDRINUSE', at: ['127.0.0.1:8080'] }]],
  ['listen EADDRINUSE: address already in use :::8080', [{ code: 'EADDRINUSE', at: [':::8080'] }]],
  ['getaddrinfo ENOTFOUND im.example.com', [{ code: 'ENOTFOUND', at: ['im.example.com'] }]],
  ['read ECONNRESET', [{ code: 'ECONNRESET', at: [] }]],
  ['other side closed (UND_ERR_SOCKET)', [{ code: 'UND_ERR_SOCKET', at: [] }]],
  [
    "Hostname/IP does not match certificate's altnames: Host: a.example. is not in the cert's altnames: DNS:b.example, DNS:c.example (ERR_TLS_CERT_ALTNAME_INVALID)",
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID', at: ['DNS:b.example, DNS:c.example'] }],
  ],
  [
    "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: 10.0.0.7 (ERR_TLS_CERT_ALTNAME_INVALID)",
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID', at: ['10.0.0.7'] }],
  ],
  ['Error: ENOSPC: no space left on device, write', [{ code: 'ENOSPC', at: [] }]],
  ['an error without a code', []],
  ['HTTP ENOSPACE', []],
])('the codes in: %s', (said, found) => {
  expect(systemErrorsIn(said)).toEqual(found);
});

test.each([
  ['connect ECONNREFUSED 127.0.0.1:443', ['ECONNREFUSED 127.0.0.1:443']],
  // Whatever the library says, its code is what can be searched for.
  ['path length constraint exceeded (PATH_LENGTH_EXCEEDED)', ['PATH_LENGTH_EXCEEDED']],
  ['an error without a code', ['an error without a code']],
])('the codes alone of: %s', (said, codes) => {
  expect(systemCodesIn(said)).toEqual(codes);
});

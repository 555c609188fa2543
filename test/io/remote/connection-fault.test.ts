import { errors } from 'undici';
import { expect, test } from 'vitest';
import { connectionFault } from '../../../src/io/remote/connection-fault.ts';

test.each([
  ['EMFILE', 'open-files'],
  ['ENFILE', 'open-files'],
  ['EADDRNOTAVAIL', 'local-ports'],
  ['ECONNREFUSED', 'connection'],
])('%s at a connection is named for what is short: %s', (code, fault) => {
  const error = Object.assign(new Error(`connect ${code} 203.0.113.7:443`), { code });
  const found = connectionFault(error, 'opening', { clean: (text) => text, isLoginGiven: false });
  expect(found).toEqual({ fault, said: `connect ${code} 203.0.113.7:443` });
});

test('a reply that is not HTTP has the code that undici leaves out', () => {
  const error = new errors.HTTPParserError('Response does not match the HTTP/1.1 protocol');
  const found = connectionFault(error, 'reading', { clean: (text) => text, isLoginGiven: false });
  expect(found).toEqual({
    fault: 'connection',
    said: 'Response does not match the HTTP/1.1 protocol (UND_ERR_HTTP_PARSER)',
  });
});

/**
 * Loaded before a measured program. Notes when each call was handed to its socket, below undici and TLS, and writes the
 * times to the file that `WRITES_FILE` names, milliseconds.
 */
import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';

const CALL = 'POST /v4/group_open_http_svc/set_unread_msg_num';
const writes = [];
const { _write, _writev } = Socket.prototype;

Socket.prototype._write = function (chunk, encoding, done) {
  _write.call(this, chunk, encoding, done);
  if (isCall(chunk)) writes.push(performance.now());
};
Socket.prototype._writev = function (chunks, done) {
  _writev.call(this, chunks, done);
  if (isCall(chunks[0]?.chunk)) writes.push(performance.now());
};

const isCall = (chunk) => chunk?.toString('latin1').startsWith(CALL);

process.on('exit', () => writeFileSync(process.env.WRITES_FILE, JSON.stringify(writes)));

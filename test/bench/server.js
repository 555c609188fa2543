/**
 * A local server that answers every write with success after 50 to 150 ms and notes when it came. It also answers
 * questions about groups, and does not note them. It runs in its own process, so the measured program does not share
 * its CPU time. Questions about the arrivals have a port of their own.
 * `GET /arrivals` gives the arrival times, milliseconds; `GET /times` also their origin. The server ends when the
 * channel to its parent closes.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

const [minMs, maxMs] = process.argv.slice(2, 4).map(Number);
const isTls = process.argv[4] === 'tls';
const REPLY = JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });
const groupsReply = ({ GroupIdList }) => {
  const GroupInfo = GroupIdList.map((GroupId) => ({ GroupId, ErrorCode: 0, Type: 'Public', NextMsgSeq: 100_001 }));
  return JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, GroupInfo });
};
let arrivals = [];

const questions = createServer((request, response) => {
  response.end(JSON.stringify(request.url === '/times' ? { arrivals, originMs: performance.timeOrigin } : arrivals));
  arrivals = [];
});

const handle = (request, response) => {
  const reply = (text) => setTimeout(() => response.end(text), minMs + Math.random() * (maxMs - minMs));
  if (request.url.includes('/get_group_info?')) {
    request.toArray().then((chunks) => reply(groupsReply(JSON.parse(Buffer.concat(chunks)))));
    return;
  }
  arrivals.push(performance.now());
  request.resume();
  reply(REPLY);
};
const file = (name) => readFileSync(new URL(`../support/tls/${name}`, import.meta.url));
const server = isTls ? createTlsServer({ key: file('key.pem'), cert: file('cert.pem') }, handle) : createServer(handle);
server.keepAliveTimeout = 60_000;

let isOut = false;
const sockets = new Set();
server.on('connection', (socket) => {
  if (isOut) socket.resetAndDestroy();
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});
process.on('message', ({ outageMs }) => {
  isOut = true;
  for (const socket of sockets) socket.resetAndDestroy();
  setTimeout(() => (isOut = false), outageMs);
});

server.listen(0, '127.0.0.1', () =>
  questions.listen(0, '127.0.0.1', () =>
    process.send?.({ port: server.address().port, questionPort: questions.address().port }),
  ),
);
process.on('disconnect', () => process.exit());

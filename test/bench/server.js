/**
 * A local server that answers every write with success after 50 to 150 ms and notes when it came. It also answers
 * questions about groups, and does not note them. It runs in its own process, so the measured program does not share
 * its CPU time.
 * `GET /arrivals` gives the arrival times, milliseconds; `GET /times` also their origin. The server ends when the
 * channel to its parent closes.
 */
import { createServer } from 'node:http';

const [minMs, maxMs] = process.argv.slice(2).map(Number);
const REPLY = JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });
const groupsReply = ({ GroupIdList }) => {
  const GroupInfo = GroupIdList.map((GroupId) => ({ GroupId, ErrorCode: 0, Type: 'Public', NextMsgSeq: 100_001 }));
  return JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, GroupInfo });
};
let arrivals = [];

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(request.url === '/times' ? { arrivals, originMs: performance.timeOrigin } : arrivals));
    arrivals = [];
    return;
  }
  const reply = (text) => setTimeout(() => response.end(text), minMs + Math.random() * (maxMs - minMs));
  if (request.url.includes('/get_group_info?')) {
    request.toArray().then((chunks) => reply(groupsReply(JSON.parse(Buffer.concat(chunks)))));
    return;
  }
  arrivals.push(performance.now());
  request.resume();
  reply(REPLY);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit());

/**
 * A local server that answers every call with success after the time it is told, and notes when each write came; every
 * group that is looked up is there. It is the other
 * end of the benchmarks, in a process of its own: whoever is measured does not share its time.
 *
 * `GET /arrivals` gives the arrival times, milliseconds; `GET /times` their origin too. It ends with its parent's channel.
 */
import { createServer } from 'node:http';

const [minMs, maxMs] = process.argv.slice(2).map(Number);
const REPLY = JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });
const infoOf = (GroupId) => ({
  GroupId,
  ErrorCode: 0,
  ErrorInfo: '',
  Type: 'Public',
  NextMsgSeq: 1000,
  LastMsgTime: 1,
});
let arrivals = [];

const answerGroups = async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { GroupIdList } = JSON.parse(body);
  response.end(JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, GroupInfo: GroupIdList.map(infoOf) }));
};

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(request.url === '/times' ? { arrivals, originMs: performance.timeOrigin } : arrivals));
    arrivals = [];
    return;
  }
  if (request.url.includes('/get_group_info?')) {
    void answerGroups(request, response);
    return;
  }
  arrivals.push(performance.now());
  request.resume();
  setTimeout(() => response.end(REPLY), minMs + Math.random() * (maxMs - minMs));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit());

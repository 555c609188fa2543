/**
 * The baseline: the same calls at the same pace and nothing else. A timer starts a call every 5 ms; there is no file,
 * no ledger, no retry.
 */
import { Pool } from 'undici';

const [url, rows, perSecond] = process.argv.slice(2);
const pool = new Pool(url, { connections: 100, pipelining: 1 });
const path = `/v4/group_open_http_svc/set_unread_msg_num?sdkappid=1400000000&identifier=administrator&usersig=${'u'.repeat(188)}&random=1&contenttype=json`;
const headers = { 'content-type': 'application/json' };
let started = 0;
let ended = 0;

const call = async (row) => {
  const body = JSON.stringify({
    GroupId: `@TGS#2GROUP${row % 1000}`,
    Member_Account: `user_${row}`,
    UnreadMsgNum: row % 100,
  });
  const reply = await pool.request({ path, method: 'POST', headers, body });
  const { ErrorCode } = await reply.body.json();
  if (ErrorCode !== 0) throw new Error(`ErrorCode ${ErrorCode}`);
  ended += 1;
};

if (Number(perSecond) > 0) {
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      started += 1;
      void call(started).then(() => ended === Number(rows) && resolve());
      if (started === Number(rows)) clearInterval(timer);
    }, 1000 / Number(perSecond));
  });
} else {
  const loop = async () => {
    while (started < Number(rows)) {
      started += 1;
      await call(started);
    }
  };
  await Promise.all(Array.from({ length: 100 }, loop));
}
await pool.close();
console.log(ended);

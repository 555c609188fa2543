/** Reads every row of a CSV file with its hash, and does nothing with the rows. */
import { InputFile } from '../../dist/modules/io/source/input-file.js';

const [path] = process.argv.slice(2);
const columns = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' };
const file = await InputFile.open(path, { kind: 'csv', delimiter: ',', columns });
let rows = 0;
for await (const block of (await file.fromStart(true)).rows()) rows += block.length;
await file.close();
console.log(rows);

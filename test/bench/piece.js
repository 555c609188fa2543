/** One step in the way of a row, measured alone in its own process. Prints nanoseconds of CPU time per row. */
import { DuplicateCount } from '../../dist/modules/core/duplicates/duplicates.js';
import { KeyHash, RANDOM_WORDS } from '../../dist/modules/core/duplicates/key-hash.js';
import { SupersededFinder } from '../../dist/modules/core/duplicates/superseded.js';
import { checkRow } from '../../dist/modules/core/row/rules.js';
import { JsonlParser } from '../../dist/modules/io/source/records/jsonl.js';

const BLOCK_ROWS = 1000;
const COLUMNS = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' };
const newHash = () => new KeyHash(crypto.getRandomValues(new Uint32Array(RANDOM_WORDS)));
const cpuUs = () => process.cpuUsage().user;

/** Times `work` only, not the preparation of its input. */
const nsPerRow = (rows, makeBlock, work) => {
  let spentUs = 0;
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const block = Array.from({ length: BLOCK_ROWS }, (_, at) => makeBlock(first + at));
    const startUs = cpuUs();
    work(block);
    spentUs += cpuUs() - startUs;
  }
  return (spentUs * 1000) / rows;
};

const orderOf = (row, account = row) => ({
  groupId: `@TGS#2GROUP${row % 1000}`,
  account: `user_${account}`,
  unread: row,
});
const placed = (row, account) => ({ line: row + 2, row: orderOf(row, account) });

const PIECES = {
  check: (rows) =>
    nsPerRow(
      rows,
      (row) => ({ ...orderOf(row), unread: String(row) }),
      (block) => block.forEach(checkRow),
    ),
  jsonl: (rows) => {
    const parser = new JsonlParser(COLUMNS);
    return nsPerRow(
      rows,
      (row) => JSON.stringify({ GroupId: 'g1', Member_Account: `user_${row}`, UnreadMsgNum: row }),
      (block) => {
        for (const line of block) parser.parse(line);
      },
    );
  },
  pairs: (rows) => {
    const duplicates = new DuplicateCount(newHash());
    return nsPerRow(rows, placed, (block) => duplicates.see(block));
  },
  superseded: (rows) => {
    const finder = new SupersededFinder('max', newHash());
    const seeing = nsPerRow(
      rows,
      (row) => placed(row, row % 1000),
      (block) => finder.see(block),
    );
    finder.found();
    return seeing;
  },
};

const [piece, rows] = process.argv.slice(2);
console.log(PIECES[piece](Number(rows)).toFixed(0));

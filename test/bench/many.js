import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { makeInput, paceOf, runImport, startServer } from './harness.js';

const ROWS_EACH = 5;

const makeInputs = async (files) => {
  const folder = await mkdtemp(join(tmpdir(), 'tim-unread-bench-'));
  const path = join(folder, 'parts');
  await mkdir(path);
  for (let file = 0; file < files; file += 1) {
    const rows = Array.from({ length: ROWS_EACH }, (_, row) => `g${file % 1000},u${file}-${row},${(row * 7) % 50}\n`);
    await writeFile(join(path, `part-${file}.csv`), `GroupId,Member_Account,UnreadMsgNum\n${rows.join('')}`);
  }
  return { path, close: () => rm(folder, { recursive: true }) };
};

/** Looks at the files that a process has open, ten times a second, as far as the system shows them. */
const watchFiles = (seen) => async (child) => {
  while (child.exitCode === null) {
    const open = await readdir(`/proc/${child.pid}/fd`).catch(() => []);
    seen.most = Math.max(seen.most, open.length);
    await setTimeout(100);
  }
};

const inScene = async (files, input) => {
  const server = await startServer(50, 150);
  const seen = { most: 0 };
  try {
    const { rssMb } = await runImport(input.path, server.url, [], {}, watchFiles(seen));
    const { calls, perSecond } = paceOf(await server.takeArrivals());
    return {
      files,
      calls,
      'rows a second': perSecond.toFixed(1),
      'most files open': seen.most,
      'memory, MB': Math.round(rssMb),
    };
  } finally {
    server.close();
    await input.close();
  }
};

/** The same rows in one file and in many small ones. `BENCH_FILES=20000` takes a quarter of an hour. */
export const benchMany = async () => {
  const files = Number(process.env.BENCH_FILES ?? 2000);
  return [await inScene(1, await makeInput(files * ROWS_EACH)), await inScene(files, await makeInputs(files))];
};

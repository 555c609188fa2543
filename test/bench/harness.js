import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Starts the server of the benchmarks. Replies take between `minMs` and `maxMs` milliseconds.
 *
 * @param isTls - calls go over TLS, with a certificate that `CERTIFICATE` makes trusted
 */
export const startServer = async (minMs, maxMs, isTls = false) => {
  const child = fork(here('server.js'), [String(minMs), String(maxMs), ...(isTls ? ['tls'] : [])]);
  const [{ port, questionPort }] = await once(child, 'message');
  const questions = `http://127.0.0.1:${questionPort}`;
  return {
    url: `${isTls ? 'https' : 'http'}://127.0.0.1:${port}`,
    takeArrivals: async () => (await fetch(`${questions}/arrivals`)).json(),
    /** with the origin of those times, milliseconds since 1970 */
    takeTimes: async () => (await fetch(`${questions}/times`)).json(),
    /** Suspends the process for a while. */
    stall: (ms) => stall(child, ms),
    /** Ends every connection, and each new one at once, for a while. */
    outage: (ms) => child.send({ outageMs: ms }),
    close: () => child.disconnect(),
  };
};

/** Suspends a process for a while. */
export const stall = async (child, ms) => {
  child.kill('SIGSTOP');
  await setTimeout(ms);
  child.kill('SIGCONT');
};

export const CERTIFICATE = { NODE_EXTRA_CA_CERTS: here('../support/tls/cert.pem') };

/** Starts `tim-unread simulate` as a process of its own. @returns the environment that points to it */
export const startSimulator = async (flags) => {
  const child = spawn(process.execPath, [here('../../bin/tim-unread.js'), 'simulate', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += chunk;
    if (/TIM_ENDPOINT=.*\n/.test(printed)) break;
  }
  return { env: parseEnv(printed.replaceAll('export ', '')), close: () => child.kill() };
};

/** A CSV file with `rows` rows in a folder that `close` removes. */
export const makeInput = async (rows) => {
  const folder = await mkdtemp(join(tmpdir(), 'tim-unread-bench-'));
  const path = join(folder, 'rows.csv');
  let text = 'GroupId,Member_Account,UnreadMsgNum\n';
  for (let row = 0; row < rows; row += 1) text += `@TGS#2GROUP${row % 1000},user_${row},${row % 100}\n`;
  await writeFile(path, text);
  return { path, folder, close: () => rm(folder, { recursive: true }) };
};

const LINE_OF = {
  csv: (row, group) => `@TGS#2GROUP${group},user_${row},${row % 100}\n`,
  jsonl: (row, group) =>
    `${JSON.stringify({ GroupId: `@TGS#2GROUP${group}`, Member_Account: `user_${row}`, UnreadMsgNum: row % 100 })}\n`,
  json: (row, group) => `${row === 0 ? '[' : ','}${LINE_OF.jsonl(row, group)}`,
};
const LINES_PER_CHUNK = 10_000;

/** A file of any size, written in pieces. No pair stands in it twice. @param isInvalid - whether row n is invalid */
export const makeLargeInput = async (rows, format, isInvalid = () => false, groups = 1000) => {
  const folder = await mkdtemp(join(tmpdir(), 'tim-unread-bench-'));
  const path = join(folder, `rows.${format}`);
  const chunks = function* () {
    if (format === 'csv') yield 'GroupId,Member_Account,UnreadMsgNum\n';
    for (let row = 0; row < rows; ) {
      let chunk = '';
      for (const end = Math.min(rows, row + LINES_PER_CHUNK); row < end; row += 1) {
        const group = row % groups;
        chunk += isInvalid(row) ? `@TGS#2GROUP${group},user_${row},?\n` : LINE_OF[format](row, group);
      }
      yield chunk;
    }
    if (format === 'json') yield ']\n';
  };
  await pipeline(Readable.from(chunks()), createWriteStream(path));
  return { path, close: () => rm(folder, { recursive: true }) };
};

/**
 * A file sorted by group, with `membersPerGroup` members in each. Each member is in one group only, and every count is
 * 0.
 */
export const makeSortedInput = async (rows, membersPerGroup) => {
  const folder = await mkdtemp(join(tmpdir(), 'tim-unread-bench-'));
  const path = join(folder, 'rows.csv');
  const chunks = function* () {
    yield 'GroupId,Member_Account,UnreadMsgNum\n';
    for (let row = 0; row < rows; row += membersPerGroup) {
      let chunk = '';
      for (let member = 0; member < Math.min(membersPerGroup, rows - row); member += 1) {
        chunk += `@TGS#2GROUP${row / membersPerGroup},user_${row + member},0\n`;
      }
      yield chunk;
    }
  };
  await pipeline(Readable.from(chunks()), createWriteStream(path));
  return { path, close: () => rm(folder, { recursive: true }) };
};

const ENVIRONMENT = { TIM_SDKAPPID: '1400000000', TIM_ADMIN: 'administrator', TIM_SECRET_KEY: 'a'.repeat(64) };

/**
 * Runs a Node program to its end.
 *
 * @param whileItRuns - gets the process
 * @returns its standard output, and the time and CPU time it took, milliseconds
 */
export const run = async (program, args, environment = {}, whileItRuns = () => {}) => {
  const startMs = performance.now();
  const preloads = ['report-usage.js', ...(environment.WRITES_FILE ? ['../support/count-writes.js'] : [])];
  const child = spawn(process.execPath, [...preloads.flatMap((name) => ['--import', here(name)]), program, ...args], {
    env: { ...process.env, ...ENVIRONMENT, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const alongside = whileItRuns(child);
  let output = '';
  let usage;
  child.stdout.on('data', (chunk) => (output += chunk));
  child.on('message', (message) => (usage = message));
  const [code] = await once(child, 'close');
  await alongside;
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${output}`);
  return { output, wallMs: performance.now() - startMs, cpuMs: usage.cpuMs, rssMb: usage.rssMb };
};

export const runImport = async (path, url, flags = [], environment = {}, whileItRuns = undefined) => {
  const binary = here('../../bin/tim-unread.js');
  const args = ['import', path, '--endpoint', url, '--json', '--progress', 'none', ...flags];
  const result = await run(binary, args, environment, whileItRuns);
  return { ...result, summary: JSON.parse(result.output) };
};

/** The rate from the 200th arrival on, and the calls per sliding second. */
export const paceOf = (arrivals) => {
  let worst = 0;
  let above = 0;
  let oldest = 0;
  arrivals.forEach((time, at) => {
    while (arrivals[oldest] <= time - 1000) oldest += 1;
    const inLastSecond = at - oldest + 1;
    worst = Math.max(worst, inLastSecond);
    if (inLastSecond > 200) above += 1;
  });
  const first = 199;
  const perSecond = ((arrivals.length - 1 - first) * 1000) / (arrivals.at(-1) - arrivals[first]);
  return { calls: arrivals.length, perSecond, worst, aboveShare: above / arrivals.length };
};

export { here };

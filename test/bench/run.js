/** `npm run bench [name …]`: measures on this machine and prints tables. Nothing here passes or fails. */
import { cpus } from 'node:os';
import { benchCpu } from './cpu.js';
import { benchMany } from './many.js';
import { benchOnlyChanges } from './only-changes.js';
import { benchPace } from './pace.js';
import { benchPieces } from './pieces.js';
import { benchFlat, benchResume, benchStartUp } from './scale.js';
import { benchShared } from './shared.js';
import { benchMemory, benchValidate } from './validate.js';
import { benchVerify, benchVerifyFlat } from './verify.js';

const BENCHES = {
  pace: benchPace,
  shared: benchShared,
  many: benchMany,
  cpu: benchCpu,
  'only-changes': benchOnlyChanges,
  validate: benchValidate,
  memory: benchMemory,
  pieces: benchPieces,
  'start-up': benchStartUp,
  resume: benchResume,
  flat: benchFlat,
  verify: benchVerify,
  'verify-flat': benchVerifyFlat,
};

const wanted = process.argv.slice(2);
const [cpu] = cpus();
console.log(
  `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpu?.model ?? 'unknown'}`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  console.table(await bench());
}

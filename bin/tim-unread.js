#!/usr/bin/env -S node --
// Behind `--` nothing is an option of Node. Else Node acts on `--env-file` itself, wherever it stands, and runs what a
// NODE_OPTIONS in that file says, before a line of ours.
import { main } from '../dist/cli/main.js';

await main(process.argv);

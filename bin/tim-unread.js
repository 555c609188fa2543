#!/usr/bin/env -S node --
// Behind `--` nothing is an option of Node. Else Node acts on `--env-file` itself, wherever it stands, and runs what a
// NODE_OPTIONS in that file says, before a line of ours.
const load = async () => {
  const { keepSignals } = await import('../dist/cli/early-signals.js');
  const early = keepSignals();
  const { main } = await import('../dist/cli/main.js');
  return () => main(process.argv, early);
};

const start = await load().catch((error) => {
  if (error.code !== 'EMFILE' && error.code !== 'ENFILE') throw error;
  // The program itself has more files than this process may open, so that no text of it can be loaded either.
  process.stderr.write(
    `error: this process may not open enough files at once (${error.code})\n` +
      '  Raise the limit, then type the same command again: ulimit -n 1024\n' +
      '  (of a service: LimitNOFILE=1024; of Docker: --ulimit nofile=1024; for all processes: sysctl fs.file-max)\n',
  );
  process.exit(2);
});

await start();

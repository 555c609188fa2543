/** Loaded ahead of a measured program: tells its parent at the end what the whole process used. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.send?.({ cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 });
});
process.channel?.unref();

/** Loaded before a measured program. At its end it reports the resource usage of the process to its parent. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.send?.({ cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 });
});
process.channel?.unref();

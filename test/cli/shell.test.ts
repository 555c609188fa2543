import { expect, test } from 'vitest';
import { shellOf } from '../../src/cli/shell.ts';

const OF_ALL = 'C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\Modules';

test.each([
  ['linux', { SHELL: '/bin/bash' }, 'posix'],
  ['darwin', {}, 'posix'],
  // PowerShell runs on Linux too, and takes single quotes there.
  ['linux', { PSModulePath: '/a:/b:/c' }, 'posix'],
  ['win32', { PSModulePath: OF_ALL }, 'cmd'],
  ['win32', {}, 'cmd'],
  ['win32', { PSModulePath: `C:\\Users\\me\\Documents\\WindowsPowerShell\\Modules;${OF_ALL}` }, 'powershell'],
  ['win32', { PSModulePath: OF_ALL, SHELL: '/usr/bin/bash' }, 'posix'],
] as const)('%s with %j has %s', (platform, env, shell) => expect(shellOf(platform, env)).toBe(shell));

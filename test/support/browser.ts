import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine; undefined where there is none, which only a machine of one's own may lack: tests in it are then skipped. */
export const browserPath = (): string | undefined => {
  const path = process.env.TEST_BROWSER ?? PATHS.find((one) => existsSync(one));
  if (path === undefined && process.env.TEST_BROWSER_REQUIRED) throw new Error('no browser: apt-get install chromium');
  return path;
};

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a profile of its own, which calls nobody by itself. */
export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: QUIET });

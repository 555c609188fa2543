import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser } from '../../support/browser.ts';
import { runCommand } from '../../support/command.ts';

const HOSTILE = '</script><img src=x onerror=alert(1)>';
const executable = browserPath();

describe.skipIf(executable === undefined)('the page in a browser', () => {
  let browser: Browser;
  let url = '';
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tim-unread-test-'));
    const path = join(folder, '名单 "one".csv');
    const bad = [`"${HOSTILE}","x""onload=""alert(2)",3`, `"${HOSTILE}",y,5x`, `g,${'long'.repeat(8)},1.5`];
    const good = Array.from({ length: 60 }, (_, row) => `g${row},u${row},${row}`);
    await writeFile(path, `GroupId,Member_Account,UnreadMsgNum\n${[...bad, ...good].join('\n')}\n`);
    // A stop in between.
    await runCommand(['import', path, '--simulator', '--limit', '20']);
    await runCommand(['import', path, '--simulator']);
    url = pathToFileURL(join(`${path}.tim-unread`, 'report.html')).href;
    browser = await openBrowser(executable ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  type Seen = { readonly page: Page; readonly said: string[]; readonly asked: string[] };

  const visit = async (
    options: { readonly locale?: string; readonly width?: number; readonly javaScriptEnabled?: boolean },
    look: (seen: Seen) => Promise<void>,
  ): Promise<void> => {
    const { locale = 'en-US', width = 1440, javaScriptEnabled = true } = options;
    const viewport = { width, height: 900 };
    const context = await browser.newContext({ locale, viewport, javaScriptEnabled, colorScheme: 'light' });
    try {
      const page = await context.newPage();
      const [said, asked]: [string[], string[]] = [[], []];
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('dialog', (dialog) => {
        said.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(url);
      await look({ page, said, asked });
    } finally {
      await context.close();
    }
  };

  const shown = (page: Page): Promise<string> => page.locator('body').innerText();

  test('says nothing on the console, asks for nothing, and keeps hostile names as text', () =>
    visit({}, async ({ page, said, asked }) => {
      await page.waitForTimeout(200);
      expect({ said, asked }).toEqual({ said: [], asked: [url] });
      expect(await page.locator('img').count()).toBe(0);
      expect(await shown(page)).toContain(HOSTILE);
    }));

  test.each([
    { locale: 'zh-CN', has: '没有设置成功', hasNot: 'were not set' },
    { locale: 'zh-TW', has: '没有设置成功', hasNot: 'were not set' },
    { locale: 'en-GB', has: 'were not set', hasNot: '没有设置成功' },
    { locale: 'fr-FR', has: 'were not set', hasNot: '没有设置成功' },
  ])('begins in the language of a browser in $locale', ({ locale, has, hasNot }) =>
    visit({ locale }, async ({ page }) => {
      const text = await shown(page);
      expect(text).toContain(has);
      expect(text).not.toContain(hasNot);
    }),
  );

  test('changes its language and its theme by its switches, with the keyboard too', () =>
    visit({}, async ({ page }) => {
      await page.getByRole('button', { name: '中文' }).focus();
      await page.keyboard.press('Enter');
      expect(await shown(page)).toContain('没有设置成功');
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
      const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const light = await background();
      await page.getByRole('button', { name: '深色' }).click();
      expect(await background()).not.toBe(light);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.getByRole('button', { name: '浅色' }).click();
      expect(await background()).toBe(light);
    }));

  test('every drawing has a name and its table', () =>
    visit({}, async ({ page }) => {
      const drawings = page.locator('svg:visible');
      expect(await drawings.count()).toBe(3);
      for (const drawing of await drawings.all()) {
        const label = await drawing.getAttribute('aria-labelledby');
        const rows = page.locator(`section:has(#${label}) details table tbody tr`);
        expect(await rows.count()).toBeGreaterThan(0);
        expect(await page.locator(`#${label}`).innerText()).not.toBe('');
      }
    }));

  test('a drawing shows the values at the pointer, and at the arrow keys, to a screen reader too', () =>
    visit({}, async ({ page, said }) => {
      const plot = page.getByRole('slider').first();
      const legend = page.locator('figure').first().locator('.legend');
      const before = await legend.innerText();
      await plot.hover();
      expect(await legend.innerText()).toMatch(/\d\d:\d\d:\d\d\s+calls\s*\d+\s+limit\s*200/);
      await page.mouse.move(0, 0);
      expect(await legend.innerText()).toBe(before);
      await plot.focus();
      await page.keyboard.press('End');
      const last = await plot.getAttribute('aria-valuetext');
      expect(last).toMatch(/calls\s*\d+, limit\s*200/);
      await page.keyboard.press('Home');
      expect(await plot.getAttribute('aria-valuetext')).not.toBe(last);
      await page.keyboard.press('Escape');
      expect(await legend.innerText()).toBe(before);
      expect(said).toEqual([]);
    }));

  test.each([375, 1440])('the words in a drawing are readable at %i px, and no table hides a column', (width) =>
    visit({ width }, async ({ page }) => {
      const tick = page.locator('svg:visible .tick').first();
      expect((await tick.boundingBox())?.height).toBeGreaterThanOrEqual(9);
      const hidden = await page.evaluate<number>(
        "[...document.querySelectorAll('.scroll')].filter((one) => one.scrollWidth > one.clientWidth + 1).length",
      );
      expect(hidden).toBe(0);
      // A heading of one word stands on one line.
      const broken = await page.evaluate<string[]>(
        "[...document.querySelectorAll('th')].filter((one) => one.offsetHeight > 0 && /^\\w+$/.test(one.innerText.trim()) && (() => { const all = document.createRange(); all.selectNodeContents(one); return new Set([...all.getClientRects()].map(({ top }) => Math.round(top))).size > 1; })()).map((one) => one.innerText)",
      );
      expect(broken).toEqual([]);
    }),
  );

  test.each([375, 768, 1440])('does not scroll sideways at %i px, in either language', (width) =>
    visit({ width }, async ({ page }) => {
      for (const language of ['中文', 'English']) {
        await page.getByRole('button', { name: language }).click();
        for (const one of await page.locator('summary').all()) if (language === '中文') await one.click();
        const content = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(content).toBeLessThanOrEqual(width);
      }
    }),
  );

  test('reads without its script, in the language of the run', () =>
    visit({ javaScriptEnabled: false, locale: 'zh-CN' }, async ({ page }) => {
      const text = await shown(page);
      expect(text).toContain('were not set');
      expect(text).not.toContain('没有设置成功');
      expect(await page.getByRole('button').count()).toBe(0);
    }));
});

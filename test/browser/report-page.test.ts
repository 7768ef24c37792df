import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport, renderHtml, shownAlone } from '../../bench/index.ts';
import { richReport } from '../bench/report/rich-report.ts';
import { launch, NO_BROWSER, openTab, type Tab } from './browser.ts';

const REPORT = richReport(2);

describe.skipIf(NO_BROWSER !== undefined)(`a report in a browser ${NO_BROWSER ?? ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vantage-report-page-'));
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, 'report.html'), renderHtml(shownAlone(REPORT)));
    browser = await launch();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (): Promise<Tab> => openTab(browser, pathToFileURL(folder).href, '/report.html');

  it('draws every picture, asks for nothing, and has no word to say on the console', async () => {
    const { page, faults } = await open();
    for (const name of [
      /^Server, how many times faster/,
      /^Height, keys in random order/,
      /^Height, keys in sorted order/,
      /^ping beside scan, p50 by clients/,
      /^Share of the collection/,
      /^distance, p50 by points/,
      /^distance, 128 points, n 1,000, in ns per operation/,
      /^Distribution of ping beside scan, 64 clients/,
    ]) {
      const box = await page.getByRole('img', { name }).boundingBox();
      expect(box?.width).toBeGreaterThan(200);
      expect(box?.height).toBeGreaterThan(40);
    }
    // A line is drawn where its points are: the square grows above the other.
    const ends = await page.getByRole('img', { name: /^distance, p50/ }).evaluate((picture) =>
      [...picture.querySelectorAll('.line')].map((line) => {
        const { left, right, top, bottom } = line.getBoundingClientRect();
        return { across: right - left, down: bottom - top };
      }),
    );
    expect(ends).toHaveLength(2);
    expect(ends[0]!.across).toBeGreaterThan(200);
    expect(ends[0]!.down).toBeGreaterThan(1.5 * ends[1]!.down);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('is as wide as a telephone, and its letters are not smaller there', async () => {
    const { page } = await open();
    const sizes = async (): Promise<{ readonly wide: unknown; readonly letters: number }> => {
      const word = await page.locator('svg.bars text').first().boundingBox();
      return {
        wide: await page.evaluate('document.documentElement.scrollWidth'),
        letters: word!.height,
      };
    };
    const { letters } = await sizes();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await sizes()).toEqual({ wide: 360, letters });
    await page.close();
  });

  it('is light in the light and dark in the dark', async () => {
    const { page } = await open();
    const paper = async (colorScheme: 'light' | 'dark'): Promise<unknown> => {
      await page.emulateMedia({ colorScheme });
      return page.evaluate('getComputedStyle(document.body).backgroundColor');
    };
    expect(await paper('light')).toBe('rgb(255, 255, 255)');
    expect(await paper('dark')).toBe('rgb(20, 23, 27)');
    await page.close();
  });

  it('is read by the keyboard: past the head, and into the numbers of a picture', async () => {
    const { page } = await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#outcome');
    const figure = page.locator('figure', { hasText: 'distance, 128 points' });
    await figure.getByText('Numbers').focus();
    await page.keyboard.press('Enter');
    await figure.getByRole('table').waitFor();
    const head = await figure.getByRole('columnheader').allTextContents();
    expect(head.slice(0, 2)).toEqual(['competitor', 'p50 ns/op']);
    await page.close();
  });

  it('gives back the report that it was made of', async () => {
    const { page } = await open();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /\.json\.gz$/ }).click(),
    ]);
    const path = join(folder, 'taken.json.gz');
    await download.saveAs(path);
    expect(download.suggestedFilename()).toBe('vantage-engines-kernel-search-server-quick.json.gz');
    const taken = readReport(readFileSync(path), path);
    expect(taken.cells.map(({ p50 }) => p50)).toEqual(REPORT.cells.map(({ p50 }) => p50));
    await page.close();
  });
});

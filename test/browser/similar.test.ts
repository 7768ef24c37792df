import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createDatabase,
  type Database,
  demoSeries,
  type RunningServer,
  serve,
} from '../../server/index.ts';
import { launch, NO_BROWSER, openTab, type Tab } from './browser.ts';

const COUNT = 240;
const rows = [...demoSeries(COUNT, 1)];

/** Ids in the list, once the picture is that of `subject`. */
async function listed(page: Page, subject: string): Promise<readonly string[]> {
  await page.locator('figcaption span', { hasText: subject }).waitFor();
  return page.locator('.results a').allTextContents();
}

describe.skipIf(NO_BROWSER !== undefined)(`similar series in a browser ${NO_BROWSER ?? ''}`, () => {
  let browser: Browser;
  let database: Database;
  let server: RunningServer;
  let tab: Tab | undefined;

  beforeAll(async () => {
    browser = await launch();
    database = await createDatabase(undefined, { length: rows[0]!.series.values.length });
    await database.addColumns([{ name: 'parity', type: 'text' }]);
    await Promise.all(
      rows.map(({ id, series }, index) =>
        database.insert(id, series, { metadata: { parity: index % 2 === 0 ? 'even' : 'odd' } }),
      ),
    );
    await database.chooseVantagePoints();
    server = await serve(database, { port: 0, web: { port: 0 } });
  });

  afterEach(async () => {
    expect(tab?.faults).toEqual([]);
    await tab?.page.close();
    tab = undefined;
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  const at = async (path: string): Promise<Page> => {
    tab = await openTab(browser, server.webUrl ?? '', path);
    return tab.page;
  };
  const expected = async (id: string, k: number, where?: string): Promise<readonly string[]> =>
    (await database.nearest({ id }, { k, where })).neighbours.map((one) => one.id);

  it('finds by id what the database finds, and goes on from a result and back', async () => {
    const page = await at('/');
    await page.locator('.results').waitFor();
    await page.getByLabel('Series', { exact: true }).fill('ts-17');
    await page.getByRole('button', { name: 'Search' }).click();

    const first = await listed(page, 'ts-17');
    expect(first).toEqual(await expected('ts-17', 5));
    expect(await page.locator('.curve').count()).toBe(6);
    expect(
      await page.getByRole('img', { name: /^240 series; .* distances computed/ }).count(),
    ).toBe(1);

    await page.locator('.results a').nth(1).click();
    expect(await listed(page, first[1]!)).toEqual(await expected(first[1]!, 5));
    await page.goBack();
    expect(await listed(page, 'ts-17')).toEqual(first);
    await page.goForward();
    await listed(page, first[1]!);
    await page.reload();
    await listed(page, first[1]!);
  });

  it('answers as the sliders move', async () => {
    const page = await at('/?page=similar&id=ts-3');
    await listed(page, 'ts-3');
    await page.getByRole('slider', { name: 'k', exact: true }).press('ArrowRight');
    await page.locator('.results tbody tr').nth(5).waitFor();
    expect(page.url()).toContain('k=6');

    const { neighbours } = await database.nearest({ id: 'ts-3' }, { k: 9 });
    const radius = (neighbours[7]!.distance + neighbours[8]!.distance) / 2;
    await page.goto(`${server.webUrl}/?page=similar&id=ts-3&radius=${radius}`);
    await page.locator('.results tbody tr').nth(7).waitFor();
    expect(await page.locator('.results tbody tr').count()).toBe(8);
    await page.getByRole('slider', { name: 'Radius' }).press('Home');
    await page.getByText('No series is that near.').waitFor();
  });

  it('keeps to series whose metadata match, and lists them', async () => {
    const page = await at('/?page=similar&id=ts-4');
    await listed(page, 'ts-4');
    await page.getByLabel('Only those whose metadata match').fill('(= parity "odd")');
    await page.getByRole('button', { name: 'List and filter' }).click();
    await page.getByRole('button', { name: 'ts-1', exact: true }).waitFor();
    await page.locator('.results td', { hasText: 'odd' }).nth(4).waitFor();

    const found = await page.locator('.results a').allTextContents();
    expect(found).toEqual(await expected('ts-4', 5, '(= parity "odd")'));
    await page.getByLabel('Only those whose metadata match').fill('(= parity');
    await page.getByRole('button', { name: 'List and filter' }).click();
    await page.locator('[role=alert]', { hasText: /\S/ }).waitFor();
  });

  it('finds what was drawn by hand, and keeps it in the address', async () => {
    const page = await at('/?page=similar');
    await page.getByText('Draw one by hand').click();
    const canvas = page.locator('canvas');
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + 5, box.y + box.height - 5);
    await page.mouse.down();
    for (const [across, down] of [
      [0.3, 0.9],
      [0.5, 0.05],
      [0.7, 0.9],
      [0.99, 0.95],
    ] as const) {
      await page.mouse.move(box.x + across * box.width, box.y + down * box.height, { steps: 8 });
    }
    await page.mouse.up();

    const found = await listed(page, 'the drawn curve');
    expect(found).toHaveLength(5);
    const url = page.url();
    expect(new URL(url).searchParams.get('draw')).toMatch(/^[0-9a-f]{128}$/);
    await page.goto(url);
    expect(await listed(page, 'the drawn curve')).toEqual(found);
    await page.locator('canvas').focus();
    for (const key of ['ArrowRight', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL((other) => other.href !== url);
  });

  it('finds an uploaded series at its own place, and says what is wrong with a file', async () => {
    const page = await at('/?page=similar&id=ts-0');
    await listed(page, 'ts-0');
    const upload = async (name: string, text: string): Promise<void> =>
      page.locator('input[type=file]').setInputFiles({
        name,
        mimeType: 'text/plain',
        buffer: Buffer.from(text),
      });

    await upload('mine.csv', 'time,value\n0,1\n1,zebra\n');
    await page.locator('[role=alert]', { hasText: 'mine.csv:3: column 2' }).waitFor();
    expect(await listed(page, 'ts-0')).toHaveLength(5);

    const { values } = rows[33]!.series;
    const lines = [...values].map((value, index) => `${index},${value}`);
    await upload('mine.csv', ['time,value', ...lines].join('\n'));
    expect((await listed(page, 'mine.csv'))[0]).toBe('ts-33');
    await page.evaluate('sessionStorage.clear()');
    await page.reload();
    await page.getByText('this tab does not know mine.csv any more').waitFor();
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../client/index.ts';
import {
  createDatabase,
  type Database,
  demoSeries,
  type RunningServer,
  serve,
} from '../../server/index.ts';
import { launch, NO_BROWSER, openTab } from './browser.ts';

const rows = [...demoSeries(40, 1)];

describe.skipIf(NO_BROWSER !== undefined)(`the server in a browser ${NO_BROWSER ?? ''}`, () => {
  let browser: Browser;
  let database: Database;
  let server: RunningServer;

  beforeAll(async () => {
    browser = await launch();
    database = await createDatabase(undefined, { length: rows[0]!.series.values.length });
    await Promise.all(rows.map(({ id, series }) => database.insert(id, series)));
    server = await serve(database, { port: 0, web: { port: 0 } });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
  });

  it('moves its charts under load, and says where distances are computed', async () => {
    const { page, faults } = await openTab(browser, server.webUrl ?? '', '/?page=server');
    await page.getByText('40 series, engine red-black; distances are computed inline').waitFor();
    const client = await connect(server.url);
    const loading = new AbortController();
    const load = (async () => {
      while (!loading.signal.aborted) await client.nearest({ id: 'ts-3' });
    })();
    try {
      const now = page.locator('[data-now="Requests a second"]');
      await now.getByText(/^[1-9]\d+$/).waitFor();
      const line = page.locator('[data-line="requests"]');
      const before = await line.getAttribute('d');
      await expect.poll(() => line.getAttribute('d'), { timeout: 20_000 }).not.toBe(before);
      expect(await page.locator('[data-now^="Time from"]').textContent()).toMatch(/^p50 0?\.?\d/);
    } finally {
      loading.abort();
      await load;
      await client.close();
    }

    await server.close();
    await page.getByText('the server does not answer').waitFor();
    expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    await page.close();
  });
});

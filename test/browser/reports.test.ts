import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database, type RunningServer, serve } from '../../server/index.ts';
import { launch, NO_BROWSER, openTab } from './browser.ts';

const cell = (competitor: string, p50: number): object => {
  const workload = { suite: 'engines', workload: 'view', n: 1_000, unit: 'ns per operation' };
  return { ...workload, competitor, p50, p99: p50 * 2, samples: 9 };
};
const report = (cells: readonly object[]): string =>
  JSON.stringify({
    format: 1,
    size: 'smoke',
    environment: { node: 'v20.19.0', cores: 2 },
    units: { 'ns per operation': { short: 'ns/op', better: 'lower' } },
    cells,
    targets: [{ name: 'a target', value: 1, met: true }],
  });

describe.skipIf(NO_BROWSER !== undefined)(`benchmarks in a browser ${NO_BROWSER ?? ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vantage-reports-'));
  let browser: Browser;
  let database: Database;
  let server: RunningServer;

  beforeAll(async () => {
    writeFileSync(join(folder, 'monday.json'), report([cell('red-black', 100), cell('lmdb', 250)]));
    browser = await launch();
    database = await createDatabase(undefined, { length: 4 });
    server = await serve(database, { port: 0, web: { port: 0, reports: folder } });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are shown from the folder of the server and from a file, and a wrong file is told', async () => {
    const { page, faults } = await openTab(browser, server.webUrl ?? '', '/?page=benchmarks');
    await page.getByRole('button', { name: 'monday.json' }).click();
    await page.getByRole('img', { name: /red-black 100, p99 200; lmdb 250, p99 500$/ }).waitFor();
    await page.getByText('Targets: 1 met, 0 missed.').waitFor();
    await page.goBack();
    await page.getByRole('img').waitFor({ state: 'detached' });

    const choose = async (text: string | Buffer, name = 'x.json'): Promise<void> =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    await choose(report([cell('sorted-array', 7)]));
    await page.getByRole('img', { name: /sorted-array 7/ }).waitFor();
    await choose(gzipSync(report([cell('packed', 8)])), 'x.json.gz');
    await page.getByRole('img', { name: /packed 8/ }).waitFor();
    await choose('{"format":1}');
    await page.locator('[role=alert]', { hasText: 'this is no report' }).waitFor();
    await choose('{');
    await page.locator('[role=alert]', { hasText: 'the file is no JSON' }).waitFor();
    expect(faults).toEqual([]);
    await page.close();
  });
});

import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../../server/access/index.ts';
import {
  createDatabase,
  type Database,
  type RunningServer,
  serve,
  uniformSeries,
} from '../../server/index.ts';
import { launch, NO_BROWSER, openTab, type Tab } from './browser.ts';

describe.skipIf(NO_BROWSER !== undefined)(`trees in a browser ${NO_BROWSER ?? ''}`, () => {
  let browser: Browser;
  let database: Database;
  let server: RunningServer;
  let tab: Tab | undefined;

  beforeAll(async () => {
    browser = await launch();
    database = await createDatabase(undefined, { length: 8 });
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        database.insert(`s-${index}`, uniformSeries([0, 1, 2, 3, 4, 5, 6, index + 7])),
      ),
    );
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

  const at = async (path: string): Promise<Tab['page']> => {
    tab = await openTab(browser, server.webUrl ?? '', path);
    return tab.page;
  };

  it('steps through a rotation, forward and back, and the tree stays valid', async () => {
    const page = await at('/?page=trees&script=1+2&step=6');
    const redBlack = page.locator('[data-engine="red-black"]');
    const told = redBlack.locator('[data-told]');
    await redBlack.locator('.node').nth(1).waitFor();

    await page.getByLabel('Keys', { exact: true }).fill('3');
    await page.getByRole('button', { name: 'Insert' }).click();
    await redBlack.getByText('2 keys').waitFor();

    const sentences: string[] = [];
    const forward = page.getByRole('button', { name: 'one step forward' });
    for (let step = 0; step < 4; step += 1) {
      sentences.push((await told.textContent()) ?? '');
      await forward.click();
    }
    expect(sentences).toEqual([
      'Insert 3: the search ends at an empty place (2 compared).',
      '3 is hung where the search ended, red.',
      'Recolouring: 2 becomes black, 1 becomes red.',
      'Rotation to the left at 1: 2 rises.',
    ]);
    expect(await redBlack.locator('figcaption').textContent()).toBe(
      'red-black3 keys, height 2, 1 rotation ✓ valid',
    );
    const unbalanced = page.locator('[data-engine="unbalanced"] figcaption');
    expect(await unbalanced.textContent()).toBe('unbalanced3 keys, height 3, 0 rotations ✓ valid');

    await page.getByRole('button', { name: 'one step back' }).click();
    expect(await told.textContent()).toBe(sentences[2]);
    expect(await redBlack.locator('figcaption').textContent()).toContain('height 3, 0 rotations');
  });

  it('plays a random script to its end with both trees valid', async () => {
    const page = await at('/?page=trees&script=random(60,3)+!7+!20+!31+?5');
    await page.locator('[data-valid]').nth(1).waitFor();

    const verdicts = await page.locator('[data-valid]').allTextContents();
    const nodes = await page.locator('[data-engine="red-black"] .node').count();

    expect(verdicts).toEqual([' ✓ valid', ' ✓ valid']);
    expect(nodes).toBe(57);
    expect(await page.locator('[data-engine="red-black"] .node.path').count()).toBeGreaterThan(1);
  });

  it('goes back and forward through scripts, and says what is wrong with one', async () => {
    const page = await at('/?page=trees&script=1');
    const keys = page.locator('[data-engine="unbalanced"] figcaption small');
    await keys.getByText('1 key,').waitFor();
    await page.getByRole('button', { name: 'zigzag' }).click();
    await page.getByRole('button', { name: 'to the end' }).click();
    await keys.getByText('15 keys').waitFor();

    await page.goBack();
    await keys.getByText('1 key,').waitFor();
    await page.goForward();
    await keys.getByText('15 keys').waitFor();

    await page.getByText('Script of the sandbox').click();
    await page.getByLabel('One word an operation').fill('sorted(999) 5 6');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('a sandbox takes 1000 operations').waitFor();
  });

  it('shows a stored tree, the way of a lookup, and what is below a node', async () => {
    const page = await at('/?page=trees');
    await page.getByRole('button', { name: 'Of the collection' }).click();
    await page.getByRole('combobox').selectOption('ids');
    await page.getByLabel('Look up').fill('s-17');
    await page.getByRole('button', { name: 'Show the way' }).click();

    await page.getByText(/nodes? compared; it is there/).waitFor();
    const way = await page.locator('.node.path').count();
    expect(way).toBeGreaterThan(1);
    expect(await page.getByRole('img', { name: /^ids: nodes at each depth, 60 in/ }).count()).toBe(
      1,
    );

    await page.locator('.node').first().press('Enter');
    await page.getByText(/from depth [1-9]/).waitFor();
    await page.goBack();
    await page.getByText('from depth 0').waitFor();
  });

  it('asks for a token where the server does', async () => {
    const { token, line } = createToken('read');
    const guarded = await serve(database, {
      port: 0,
      web: { port: 0 },
      tokens: { text: line, name: 'tokens' },
    });
    try {
      tab = await openTab(browser, guarded.webUrl ?? '', '/?page=trees&script=1');
      const { page } = tab;
      const field = page.getByRole('textbox', { name: 'Token' });
      await field.fill('wrong');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.locator('dialog .fault').waitFor();
      await field.fill(token);
      await page.keyboard.press('Enter');
      await page.locator('[data-valid="yes"]').nth(1).waitFor();
      expect(await page.evaluate('sessionStorage.length')).toBe(1);
      expect(page.url()).not.toContain(token);
    } finally {
      await guarded.close();
    }
  });
});

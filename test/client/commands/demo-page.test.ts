import { describe, expect, it } from 'vitest';
import { readSamples, servePage } from '../../../client/demo/index.ts';

describe('the page of the demonstration', () => {
  it('is served with the gestures, and ends when it is closed', async () => {
    const gestures = (await readSamples()).at(-1)!;
    const page = await servePage(gestures);

    const index = await fetch(page.url);
    const facts = await fetch(`${page.url}/page/api/collection`);
    expect(await index.text()).toContain('<title>Vantage</title>');
    expect(await facts.json()).toMatchObject({ series: 199, length: 150, vantagePoints: 20 });

    await page.close();
    await expect(fetch(page.url)).rejects.toThrow('fetch failed');
  });
});

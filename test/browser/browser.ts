import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian and others put the browser that the tests run. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const place: string | undefined = PLACES.find((path) => existsSync(path));

/** Why the tests of the page are skipped, or undefined where they run. */
export const NO_BROWSER: string | undefined =
  place === undefined ? `SKIP: none of ${PLACES.join(', ')} is there` : undefined;

/** The browser. Requires: there is one. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: place ?? '', args: ['--no-sandbox'] });
}

/** A tab, and what went wrong in it. */
export interface Tab {
  readonly page: Page;
  /** Errors of the console, and requests to anywhere but the server. */
  readonly faults: readonly string[];
}

/** Opens `path` of the server at `base`. */
export async function openTab(browser: Browser, base: string, path: string): Promise<Tab> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const faults: string[] = [];
  page.on('console', (message) => {
    // A request that was refused is the page's to tell, and the browser notes it beside.
    const isRefusal = message.text().startsWith('Failed to load resource: the server responded');
    if (message.type() === 'error' && !isRefusal) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('blob:')) faults.push(`asked ${url}`);
  });
  await page.goto(`${base}${path}`);
  return { page, faults };
}

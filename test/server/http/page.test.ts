import { afterEach, describe, expect, it } from 'vitest';
import { createToken, OPEN_ACCESS, readTokens, tokenAccess } from '../../../server/access/index.ts';
import { type HttpOptions, openHttp, type WebServer } from '../../../server/http/index.ts';
import { createDatabase } from '../../../server/open.ts';
import { RequestReader } from '../../../server/reading/index.ts';
import { ByteBudget } from '../../../server/turns/byte-budget.ts';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';
import { readAssets } from '../../../server/web/index.ts';
import { ask } from './http-client.ts';

const database = await createDatabase(undefined, { length: 4 });
const BYTES_MAX = 300 * 1024;
const servers: WebServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => server.close(100)));
});

async function web(options: Partial<HttpOptions> = {}): Promise<number> {
  const server = await openHttp({
    database,
    live: () => [],
    handler: async () => ({ payload: {} }),
    access: OPEN_ACCESS,
    reader: new RequestReader(),
    input: new ByteBudget(),
    output: new ByteBudget(),
    allowance: new TurnAllowance(),
    cost: () => 0,
    events: {},
    columns: () => [],
    isDraining: () => false,
    isReadOnly: () => false,
    metrics: () => '',
    host: '127.0.0.1',
    port: 0,
    names: [],
    ...options,
  });
  servers.push(server);
  return server.port;
}

const sandbox = { engine: 'red-black', operations: [['insert', '1']] };

describe('the page', () => {
  it('is small, and everything it names is served with it', async () => {
    const port = await web();
    const assets = readAssets();
    let bytes = 0;
    for (const [path, asset] of assets) {
      const answer = await ask(port, `GET /page/${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers['content-type']).toBe(asset.type);
      bytes += asset.bytes.length;
      const named = [...answer.body.matchAll(/(?:src|href)="(\/page\/[^"]+)"| from '([^']+)'/g)];
      for (const [, absolute, relative] of named) {
        const url = new URL(absolute ?? relative ?? '', `http://x/page/${path}`);
        expect(assets.has(url.pathname.slice('/page/'.length))).toBe(true);
      }
    }
    expect(assets.size).toBeGreaterThan(10);
    expect(bytes).toBeLessThan(BYTES_MAX);
  });

  it('may load and run what this server sends, and nothing else', async () => {
    const { status, headers, body } = await ask(await web(), 'GET /');
    const policy = headers['content-security-policy'] ?? '';

    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(policy.split('; ')).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(body).not.toMatch(/<style|style=|onclick|https?:/);
  });

  it('says which of its files are not there, and hands out no others', async () => {
    const port = await web();
    for (const path of [
      '/page/none.js',
      '/page/../sandbox.js',
      '/page/%2e%2e/sandbox.js',
      '/page/',
    ]) {
      expect([path, (await ask(port, `GET ${path}`)).status]).toEqual([path, 404]);
    }
    expect((await ask(port, 'POST /page/main.js')).status).toBe(405);
    expect((await ask(port, 'GET /none')).body).not.toContain('/page/');
  });

  it('needs no token, but what it asks for does', async () => {
    const { token, line } = createToken('read');
    const port = await web({ access: tokenAccess(readTokens(line, 'tokens')) });

    expect((await ask(port, 'GET /')).status).toBe(200);
    expect((await ask(port, 'GET /page/main.js')).status).toBe(200);
    const refused = await ask(port, 'POST /page/api/sandbox', { body: sandbox });
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    const headers = { Authorization: `Bearer ${token}` };
    const allowed = await ask(port, 'POST /page/api/sandbox', { body: sandbox, headers });
    expect(allowed.status).toBe(200);
    expect(allowed.json()).toMatchObject({ engine: 'red-black', traces: [{ key: '1' }] });
  });

  it('is told what is wrong with its requests', async () => {
    const port = await web();
    for (const [body, status, code] of [
      [{ engine: 'hash', operations: [] }, 400, 'INVALID_VALUE'],
      ['{', 400, 'NOT_JSON'],
      [`"${'x'.repeat(70_000)}"`, 413, 'FRAME_TOO_LARGE'],
    ] as const) {
      const answer = await ask(port, 'POST /page/api/sandbox', { body });
      expect(answer.status).toBe(status);
      expect(answer.json()).toMatchObject({ op: null, payload: { code } });
    }
  });

  it('is turned away while the server is draining', async () => {
    const port = await web({ isDraining: () => true });

    expect((await ask(port, 'POST /page/api/sandbox', { body: sandbox })).status).toBe(503);
  });
});

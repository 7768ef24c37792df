import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';
import { type Finished, type Served, serveProcess, VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('tokens');
const file = join(scratch, 'tokens');
const tokens = { full: '', read: '' };
let server: Served;

/** Runs a command with VANTAGE_TOKEN set. */
async function withToken(token: string, ...argv: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [VANTAGE, ...argv], {
    env: { ...process.env, VANTAGE_TOKEN: token, VANTAGE_URL: server.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

beforeAll(async () => {
  for (const role of ['full', 'read'] as const) {
    const made = await vantage('token', '--role', role, '--file', file);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^[\w-]{43}\n$/);
    tokens[role] = made.stdout.trim();
  }
  const line = ['--demo', '30', '--inline', '--host', '0.0.0.0', '--token-file', file];
  server = await serveProcess(...line);
});

afterAll(async () => {
  expect(await server.stop('SIGTERM')).toBe(0);
});

describe('vantage token', () => {
  it('adds lines without the token to a file of its owner alone', () => {
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^full [0-9a-f]{64}\nread [0-9a-f]{64}\n$/);
    for (const token of Object.values(tokens)) expect(text).not.toContain(token);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('prints token and line for who keeps them himself', async () => {
    const { stdout } = await vantage('token');
    expect(stdout).toMatch(/^token {2}[\w-]{43}\nline {3}full [0-9a-f]{64}\n$/);
    expect((await vantage('token', '--role', 'admin')).code).toBe(2);
  });
});

describe('a server with tokens', () => {
  it('answers who has one, as far as it goes, and refuses others with 5', async () => {
    expect(await withToken(tokens.read, 'stats')).toMatchObject({ code: 0 });
    expect(await withToken(tokens.full, 'delete', 'ts-1')).toMatchObject({ code: 0 });
    for (const [token, line] of [
      [tokens.read, ['delete', 'ts-2']],
      ['', ['stats']],
      ['wrong', ['stats']],
    ] as const) {
      const refused = await withToken(token, ...line, '--json');
      expect(refused.code).toBe(5);
      expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'UNAUTHORIZED' } });
    }
  });

  it('never has its tokens printed: not by import, nor in an error', async () => {
    const rows = join(scratch, 'rows.ndjson');
    const { stdout: found } = await withToken(tokens.read, 'get', 'ts-3', '--json');
    const { values } = JSON.parse(found) as { readonly values: readonly number[] };
    writeFileSync(rows, JSON.stringify({ id: 'again', values }));
    const secret = server.url.replace('://', `://${tokens.full}@`);
    const told = [
      await vantage('import', secret, rows),
      await vantage('stats', '--url', secret),
      await vantage('stats', '--url', `${secret}/nonsense`),
      await vantage('stats', '--url', `vantage://${tokens.full}@127.0.0.1:1`),
    ];
    expect(told.map(({ code }) => code)).toEqual([0, 0, 2, 4]);
    for (const { stdout, stderr } of told) expect(stdout + stderr).not.toContain(tokens.full);
  });
});

describe('vantage serve', () => {
  const demo = ['serve', '--demo', '5', '--inline', '--port', '0'];

  it('refuses with 2 to let everybody in, and says what to do', async () => {
    const { code, stdout, stderr } = await vantage(...demo, '--host', '0.0.0.0');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--token-file');
    expect(stderr).toContain('TLS');
  });

  it('refuses with 2 a token file that is not there, or not one, without a word of it', async () => {
    const wrong = join(scratch, 'wrong');
    writeFileSync(wrong, `full ${tokens.full}\n`);
    for (const path of [wrong, join(scratch, 'no such file'), scratch]) {
      const { code, stdout, stderr } = await vantage(...demo, '--token-file', path);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toContain(tokens.full);
    }
  });

  it('serves on a Unix socket every command that names it', async () => {
    const path = join(scratch, 'socket');
    const child = spawn(
      process.execPath,
      [VANTAGE, 'serve', '--demo', '30', '--inline', '--socket', path],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exit = once(child, 'close');
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    expect(chunk.toString()).toContain(`serving vantage+unix://${path} (30 series`);
    const { code, stdout } = await vantage('stats', '--url', `vantage+unix://${path}`, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ series: 30 });
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect((await vantage('stats', '--url', `vantage+unix://${path}`)).code).toBe(4);
    expect((await vantage(...demo, '--socket', path)).code).toBe(2);
  });
});

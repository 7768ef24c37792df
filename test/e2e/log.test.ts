import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from '../../client/index.ts';
import { createToken } from '../../server/access/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { ask } from '../server/http/http-client.ts';
import { VANTAGE, vantage } from './processes.ts';

const scratch = scratchDirectory('log');

/** `vantage serve` on free ports, with both of its streams. */
async function served(...options: readonly string[]): Promise<{
  readonly child: ChildProcess;
  readonly ready: { readonly url: string; readonly web: string };
  readonly stop: () => Promise<{ readonly code: number | null; readonly stderr: string }>;
}> {
  const line = ['serve', '--inline', '--port', '0', '--web', '0', '--json', ...options];
  const child = spawn(process.execPath, [VANTAGE, ...line], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, 'close') as Promise<[number | null]>;
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    child,
    ready: JSON.parse(chunk.toString()) as { url: string; web: string },
    stop: async () => {
      child.kill('SIGTERM');
      return { code: (await exit)[0], stderr };
    },
  };
}

/** The lines of a log; each has to be one. */
function linesOf(stderr: string): readonly Readonly<Record<string, unknown>>[] {
  expect(stderr).toMatch(/^[\x20-\x7e\n]+$/);
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log of vantage serve', () => {
  it('tells of start and stop, and says nothing on standard output', async () => {
    const server = await served('--demo', '20');
    const { code, stderr } = await server.stop();
    expect(code).toBe(0);
    const lines = linesOf(stderr);
    expect(lines.map(({ level, msg, pid }) => [level, msg, pid])).toEqual([
      ['info', 'serving', server.child.pid],
      ['info', 'stopping', server.child.pid],
      ['info', 'stopped', server.child.pid],
    ]);
    expect(lines[0]).toMatchObject({
      url: server.ready.url,
      web: server.ready.web,
      series: 20,
      tokens: false,
    });
  });

  it('has each request with --log-level debug, by the name that its answer has, and no token', async () => {
    const token = createToken('full');
    const file = join(scratch, 'tokens');
    writeFileSync(file, token.line);
    const server = await served('--demo', '20', '--token-file', file, '--log-level', 'debug');
    const client = await connect(server.ready.url, { token: token.token });
    await client.get('\u202ehostile\u009b').catch(() => undefined);
    await client.ping();
    await client.close();
    await connect(server.ready.url, { token: 'canary' }).catch(() => undefined);
    const headers = { Authorization: `Bearer ${token.token}` };
    const port = Number(new URL(server.ready.web).port);
    const found = await ask(port, 'GET /simquery?id=ts-1', { headers });
    await ask(port, 'GET /simquery?id=ts-1', { headers: { Authorization: 'Bearer canary' } });
    const { code, stderr } = await server.stop();
    expect(code).toBe(0);
    expect(stderr).not.toContain(token.token);
    expect(stderr).not.toContain('canary');
    const answered = linesOf(stderr).filter(({ msg }) => msg === 'answered');
    expect(answered.map(({ op, status }) => [op, status])).toEqual([
      ['auth', 0],
      ['get_ts', 20],
      ['ping', 0],
      ['auth', 19],
      ['with_id', 0],
      ['with_id', 19],
    ]);
    expect(answered.map(({ req }) => req)).toContain(found.headers['x-request-id']);
    expect(new Set(answered.map(({ req }) => req)).size).toBe(answered.length);
  });

  it('is lost with its reader, and the server goes on', async () => {
    const token = createToken('full');
    const file = join(scratch, 'tokens-unread');
    writeFileSync(file, token.line);
    const pipe = join(scratch, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const reader = spawn('head', ['-n', '1', pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
    const read = once(reader.stdout, 'data') as Promise<[Buffer]>;
    const left = once(reader, 'close');
    const stderr = openSync(pipe, 'w');
    const line = ['serve', '--demo', '5', '--inline', '--port', '0', '--json'];
    const words = [VANTAGE, ...line, '--token-file', file, '--log-level', 'debug'];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', stderr] });
    closeSync(stderr);
    const exit = once(child, 'close');
    const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
    const { url } = JSON.parse(chunk.toString()) as { readonly url: string };
    expect(linesOf((await read)[0].toString())).toMatchObject([{ msg: 'serving' }]);
    await left;
    for (let time = 0; time < 3; time += 1) {
      await expect(connect(url, { token: 'wrong' })).rejects.toMatchObject({ status: 19 });
    }
    const client = await connect(url, { token: token.token });
    expect((await client.get('ts-1')).values).toHaveLength(100);
    await client.close();
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it('has what a client is not told, and nothing with --log-level silent', async () => {
    const directory = join(scratch, 'read-only');
    expect((await vantage('create', directory, '--demo', '20')).code).toBe(0);
    for (const level of ['error', 'silent']) {
      const server = await served(directory, '--read-only', '--log-level', level);
      expect((await vantage('delete', 'ts-1', '--url', server.ready.url)).code).toBe(5);
      const port = Number(new URL(server.ready.web).port);
      expect((await ask(port, 'GET /readyz')).json()).toEqual({
        ready: false,
        draining: false,
        readOnly: true,
      });
      const { stderr } = await server.stop();
      if (level === 'silent') expect(stderr).toBe('');
      else {
        const lines = linesOf(stderr);
        expect(lines).toHaveLength(1);
        expect(lines[0]).toMatchObject({
          level: 'error',
          msg: 'fault',
          err: { code: 'READ_ONLY' },
        });
      }
    }
    expect((await vantage('serve', directory, '--log-level', 'loud')).code).toBe(2);
  });
});

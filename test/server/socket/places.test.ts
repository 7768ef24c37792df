import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../client/index.ts';
import { createToken } from '../../../server/access/index.ts';
import { createDatabase, type Database, type RunningServer, serve } from '../../../server/index.ts';
import { isLoopback } from '../../../server/socket/bind.ts';
import { listen } from '../../../server/socket/listener.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const scratch = scratchDirectory('places');
const tokens = { text: createToken('full').line, name: 'tokens' };

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function database(): Promise<Database> {
  const opened = await createDatabase(undefined, { length: 8 });
  closers.push(() => opened.close());
  return opened;
}

async function serving(options: Parameters<typeof serve>[1]): Promise<RunningServer> {
  const server = await serve(await database(), options);
  closers.push(() => server.close());
  return server;
}

describe('who may connect', () => {
  it('is only this machine, where no tokens are asked for', async () => {
    for (const host of ['0.0.0.0', '::', '0', '192.0.2.1', '::ffff:0.0.0.0']) {
      await expect(serving({ host, port: 0 })).rejects.toMatchObject({
        code: 'TOKENS_REQUIRED',
        message: expect.stringContaining('vantage token') as unknown,
      });
    }
    for (const host of [undefined, '127.0.0.1', 'localhost', '127.0.0.9', '127.1']) {
      const server = await serving({ host, port: 0 });
      expect(isLoopback(server.host)).toBe(true);
      const client = await connect(server.url);
      await client.ping();
      await client.close();
    }
  });

  it('is never everybody by a host of no characters', async () => {
    for (const host of ['', ' ']) {
      await expect(serving({ host, port: 0, tokens })).rejects.toMatchObject({
        code: 'HOST_UNKNOWN',
      });
    }
  });

  it('is anybody with a token, where they are asked for', async () => {
    const server = await serving({ host: '0.0.0.0', port: 0, tokens });
    const client = await connect(server.url);
    await expect(client.ping()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await client.close();
  });
});

const pong = async (): Promise<{ payload: {} }> => ({ payload: {} });

/** A socket file whose server was killed. */
function deadSocket(path: string): void {
  const program = `
    require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'));
  `;
  expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL');
  expect(lstatSync(path).isSocket()).toBe(true);
}

describe('a Unix socket', () => {
  it('answers, is for its owner alone, and is gone when the server is', async () => {
    const socketPath = join(scratch, 'own socket');
    const maskBefore = process.umask();
    const server = await serve(await database(), { socketPath });
    expect(process.umask()).toBe(maskBefore);
    expect(server.url).toBe(`vantage+unix://${socketPath.replace(' ', '%20')}`);
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o600);
    expect(readdirSync(scratch)).toEqual(['own socket']);
    const client = await connect(server.url);
    expect(await client.stats()).toMatchObject({ series: 0 });
    await client.close();
    await server.close();
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('takes the place of one whose server died', async () => {
    const socketPath = join(scratch, 'dead');
    deadSocket(socketPath);
    const server = await serving({ socketPath });
    const client = await connect({ path: socketPath });
    await client.ping();
    await client.close();
    expect(readdirSync(scratch)).toEqual(['dead']);
    await server.close();
  });

  it('leaves alone what answers, what is no socket, and says so', async () => {
    const live = join(scratch, 'live');
    const first = await serving({ socketPath: live });
    await expect(serving({ socketPath: live })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    const client = await connect(first.url);
    await client.ping();
    await client.close();
    const file = join(scratch, 'notes');
    writeFileSync(file, 'mine');
    await expect(serving({ socketPath: file })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(readdirSync(scratch).toSorted()).toEqual(['live', 'notes']);
  });

  it('is had by one of many that find a dead one at the same time', async () => {
    const path = join(scratch, 'wanted');
    deadSocket(path);
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, async () => listen({ path, handler: pong })),
    );
    const had = all.filter((one) => one.status === 'fulfilled');
    expect(had).toHaveLength(1);
    const client = await connect({ path });
    await client.ping();
    await client.close();
    await had[0]!.value.close();
    expect(readdirSync(scratch).filter((name) => name.startsWith('wanted'))).toEqual([]);
  });

  it('is left to whoever has put another in its place', async () => {
    const socketPath = join(scratch, 'replaced');
    const server = await serve(await database(), { socketPath });
    rmSync(socketPath);
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(socketPath, resolve));
    await server.close();
    expect(lstatSync(socketPath).isSocket()).toBe(true);
    await new Promise((resolve) => other.close(resolve));
  });

  it('has a path that a socket can have', async () => {
    const socketPath = join(scratch, 'x'.repeat(120));
    await expect(serving({ socketPath })).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
    const nowhere = join(scratch, 'no', 'such', 'folder');
    await expect(serving({ socketPath: nowhere })).rejects.toMatchObject({
      code: 'PORT_FORBIDDEN',
    });
  });
});

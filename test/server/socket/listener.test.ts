import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ListenError } from '../../../server/socket/listen-error.ts';
import { type Listener, listen } from '../../../server/socket/listener.ts';
import { connectRaw } from '../raw-client.ts';

const pong = async (): Promise<{ payload: {} }> => ({ payload: {} });

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries === 800) throw new Error(`still not: ${holds.toString()}`);
    // oxlint-disable-next-line no-await-in-loop -- A poll is a wait in a loop.
    await sleep(5);
  }
}

function unset(): void {
  throw new Error('a promise runs its function at once');
}

/** A listener whose requests wait until `open` is called. */
async function gated(options: { readonly lingerMsMax?: number } = {}): Promise<{
  readonly listener: Listener;
  readonly started: () => number;
  readonly aborted: () => number;
  readonly open: () => void;
}> {
  let started = 0;
  let aborted = 0;
  let open: () => void = unset;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const listener = await listen({
    port: 0,
    limits: options,
    handler: async (_request, { signal }) => {
      started += 1;
      signal.addEventListener('abort', () => {
        aborted += 1;
      });
      const gone = new Promise((resolve) => signal.addEventListener('abort', resolve));
      await Promise.race([opened, gone]);
      return { payload: {} };
    },
  });
  return { listener, started: () => started, aborted: () => aborted, open };
}

describe('listen', () => {
  it('takes a free port for port 0, and says which', async () => {
    const listener = await listen({ port: 0, handler: pong });
    expect(listener.port).toBeGreaterThan(0);
    expect(listener.host).toBe('127.0.0.1');
    const client = await connectRaw(listener.port);
    expect(await client.ask({ op: 'ping', request: '1' })).toEqual({
      op: 'ping',
      status: 0,
      payload: {},
      request: '1',
    });
    client.socket.destroy();
    await listener.close();
  });

  it('says what to do when the port is taken', async () => {
    const first = await listen({ port: 0, handler: pong });
    const second = listen({ port: first.port, handler: pong });
    await expect(second).rejects.toBeInstanceOf(ListenError);
    await expect(second).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `port ${first.port} on 127.0.0.1 is in use: give another with --port, or --port 0 for a free one`,
    });
    await first.close();
  });

  it('says that a host is not of this machine', async () => {
    const listening = listen({ host: '192.0.2.1', port: 0, handler: pong });
    await expect(listening).rejects.toMatchObject({ code: 'HOST_UNKNOWN' });
  });

  it('answers every client over the most with BUSY, closes it, and takes the next free place', async () => {
    const listener = await listen({ port: 0, connectionsMax: 3, handler: pong });
    const taken = await Promise.all([1, 2, 3].map(async () => connectRaw(listener.port)));
    await until(() => listener.connectionCount() === 3);
    const refused = await Promise.all(
      Array.from({ length: 20 }, async () => connectRaw(listener.port)),
    );
    for (const client of refused) {
      client.send({ op: 'ping' }); // A busy server does not lose its answer to what it is sent.
      // oxlint-disable-next-line no-await-in-loop -- Each is looked at alone.
      const reply = await client.receive();
      expect(reply).toMatchObject({ op: null, status: 17, payload: { code: 'BUSY' } });
      // oxlint-disable-next-line no-await-in-loop
      expect(await client.receive()).toBeUndefined();
      client.socket.end();
    }
    expect(await Promise.all(refused.map(async (client) => client.closed))).not.toContain(true);
    expect(await taken[0]?.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    taken[1]?.socket.destroy();
    await until(() => listener.connectionCount() === 2);
    const next = await connectRaw(listener.port);
    expect(await next.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    for (const client of [...taken, next]) client.socket.destroy();
    await listener.close();
  });
});

describe('close', () => {
  it('finishes what is under way, refuses what comes later, and ends', async () => {
    const { listener, started, open } = await gated();
    const client = await connectRaw(listener.port);
    client.send({ op: 'ping', request: 'early' }, { op: 'ping', request: 'early too' });
    await until(() => started() === 2);
    const closing = listener.close();
    client.send({ op: 'ping', request: 'late' }, { op: 'no_such' });
    await sleep(30);
    open();
    expect(await client.receive()).toMatchObject({ request: 'early', status: 0 });
    expect(await client.receive()).toMatchObject({ request: 'early too', status: 0 });
    expect(await client.receive()).toMatchObject({
      request: 'late',
      status: 23,
      payload: { code: 'SHUTTING_DOWN', outcome: 'none' },
    });
    expect(await client.receive()).toMatchObject({ status: 2 });
    expect(await client.receive()).toBeUndefined();
    client.socket.end();
    await closing;
    expect(started()).toBe(2);
    expect(await client.closed).toBe(false);
  });

  it('refuses a request that was read and still waited for room', async () => {
    const { listener, started, open } = await gated();
    const client = await connectRaw(listener.port);
    const large = { op: 'with_id', id: 'x', radius: 1, limit: 100_000 };
    client.send({ ...large, request: 'first' }, { ...large, request: 'second' });
    await until(() => started() === 1);
    await sleep(20);
    const closing = listener.close();
    open();
    expect(await client.receive()).toMatchObject({ request: 'first', status: 0 });
    expect(await client.receive()).toMatchObject({ request: 'second', status: 23 });
    client.socket.end();
    await closing;
    expect(started()).toBe(1);
  });

  it('ends idle connections, and those in mid-frame, without waiting for them', async () => {
    const { listener } = await gated({ lingerMsMax: 50 });
    const idle = await connectRaw(listener.port);
    const halfway = await connectRaw(listener.port);
    halfway.socket.write('\u0010\u0000');
    await until(() => listener.connectionCount() === 2);
    await sleep(20);
    const started = performance.now();
    await listener.close({ graceMs: 5_000 }); // Neither client closes its side.
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await idle.receive()).toBeUndefined();
    expect(await halfway.receive()).toBeUndefined();
    idle.socket.destroy();
    halfway.socket.destroy();
  });

  it('closes by force when the grace is over, and aborts what was under way', async () => {
    const { listener, started, aborted } = await gated();
    const client = await connectRaw(listener.port);
    client.send({ op: 'ping' });
    await until(() => started() === 1);
    const begun = performance.now();
    await listener.close({ graceMs: 80 });
    expect(performance.now() - begun).toBeGreaterThan(70);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(aborted()).toBe(1);
    expect(await client.receive()).toBeUndefined();
    client.socket.destroy();
  });

  it('called again cuts the grace short', async () => {
    const { listener, started } = await gated();
    const client = await connectRaw(listener.port);
    client.send({ op: 'ping' });
    await until(() => started() === 1);
    const begun = performance.now();
    const slowly = listener.close({ graceMs: 60_000 });
    await listener.close({ graceMs: 0 });
    await slowly;
    expect(performance.now() - begun).toBeLessThan(1_000);
    client.socket.destroy();
  });

  it('frees the port and takes nobody from then on', async () => {
    const listener = await listen({ port: 0, handler: pong });
    await listener.close();
    const refused = await connectRaw(listener.port);
    expect(await refused.closed).toBe(true);
    const again = await listen({ port: listener.port, handler: pong });
    expect(again.port).toBe(listener.port);
    await again.close();
  });
});

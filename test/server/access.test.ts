import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, RemoteError } from '../../client/index.ts';
import { OPEN_ACCESS, permit, tokenAccess } from '../../server/access/index.ts';
import { createToken, readTokens, roleOf, TokenFileError } from '../../server/access/tokens.ts';
import { encodeFrame, OPERATIONS, type Operation } from '../../server/protocol/index.ts';
import { type Listener, type ListenOptions, listen } from '../../server/socket/listener.ts';
import { connectRaw, header, type RawReply } from './raw-client.ts';

const full = createToken('full');
const read = createToken('read');
const table = readTokens(`# two of them\n${full.line}\n\n  ${read.line} # a guest\r\n`, 'tokens');

const listeners: Listener[] = [];
afterEach(async () => {
  await Promise.all(listeners.splice(0).map(async (listener) => listener.close({ graceMs: 100 })));
});

/** A listener that asks for tokens; its handler counts what gets through. */
async function guarded(
  options: Partial<ListenOptions> = {},
): Promise<{ readonly listener: Listener; readonly ops: string[] }> {
  const ops: string[] = [];
  const listener = await listen({
    port: 0,
    access: tokenAccess(table),
    handler: async ({ op }) => {
      ops.push(op);
      return { payload: {} };
    },
    ...options,
  });
  listeners.push(listener);
  return { listener, ops };
}

/** Tries until `check` holds, which the server sees a little later than the client does. */
async function eventually(check: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await check()) return true;
    await sleep(10);
  }
  return false;
}

/** The operations that a token for reading is not for, written down here a second time. */
const WRITES: ReadonlySet<string> = new Set([
  'insert_ts',
  'delete',
  'add_vantage',
  'drop_vantage',
  'upsert_meta',
  'add_columns',
]);

/** A message for every operation, as small as they get. */
const ts = [
  [0, 1],
  [1, 2],
];
const messages: Readonly<Record<Operation, Readonly<Record<string, unknown>>>> = {
  with_id: { id: 'a' },
  with_ts: { ts },
  insert_ts: { id: 'a', ts },
  delete: { id: 'a' },
  get_ts: { id: 'a' },
  list_ts: {},
  distance: { a: 'a', b: 'b' },
  add_vantage: { count: 1 },
  drop_vantage: { ids: ['a'] },
  upsert_meta: { id: 'a', metadata: {} },
  get_meta: { id: 'a' },
  select: {},
  schema: {},
  query: { text: '1' },
  add_columns: { columns: [{ name: 'a', type: 'text' }] },
  stats: {},
  ping: {},
  auth: { token: read.token },
};

describe('a token file', () => {
  it('lets in the tokens whose SHA-256 it has, each with its role', () => {
    expect(roleOf(full.token, table)).toBe('full');
    expect(roleOf(read.token, table)).toBe('read');
    expect(roleOf(`${full.token} `, table)).toBeUndefined();
    expect(roleOf(full.line.slice('full '.length), table)).toBeUndefined();
    const digest = createHash('sha256').update('by hand').digest('hex').toUpperCase();
    expect(roleOf('by hand', readTokens(`READ\t${digest}`, 'f'))).toBe('read');
  });

  it('does not repeat in an error what stands in the wrong line, which may be a token', () => {
    for (const line of [full.token, `full ${full.token}`, `admin ${'0'.repeat(64)}`, 'full 12']) {
      const reading = (): unknown => readTokens(`${read.line}\n${line}`, 'tokens');
      expect(reading).toThrow(TokenFileError);
      expect(reading).toThrow(/^tokens:2: a line is "full" or "read"/);
      expect(reading).not.toThrow(line);
    }
  });

  it('that has no token is refused, for it would let nobody in', () => {
    expect(() => readTokens('# none yet\n\n', 'tokens')).toThrow(/tokens has no token/);
  });

  it('never has the same token twice, nor one under 256 bits', () => {
    const tokens = new Set(Array.from({ length: 1_000 }, () => createToken('full').token));
    expect(tokens.size).toBe(1_000);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });
});

describe('wrong tokens', () => {
  it('bar further ones of their address after five a second, and nobody with a right one', () => {
    let now = 0;
    const access = tokenAccess(table, () => now);
    const codeOf = (token: string, address: string): string => {
      try {
        return access.roleOf(token, address);
      } catch (error) {
        return (error as { readonly code: string }).code;
      }
    };
    for (let index = 0; index < 5; index += 1) {
      expect(codeOf('guess', '10.0.0.1')).toBe('UNAUTHORIZED');
      now += 100;
    }
    expect(codeOf('guess', '10.0.0.1')).toBe('BUSY');
    expect(codeOf(full.token, '10.0.0.1')).toBe('full'); // Many clients may share an address.
    expect(codeOf(full.token, '10.0.0.2')).toBe('full');
    expect(codeOf('guess', '10.0.0.2')).toBe('UNAUTHORIZED');
    now = 1_000; // A second after the first of the five.
    expect(codeOf(full.token, '10.0.0.1')).toBe('full');
    expect(codeOf('guess', '10.0.0.1')).toBe('UNAUTHORIZED');
    expect(codeOf('guess', '10.0.0.1')).toBe('BUSY');
  });

  it('are counted over all connections of an address', async () => {
    const { listener, ops } = await guarded({ access: tokenAccess(table, () => 0) });
    const codes: unknown[] = [];
    for (let index = 0; index < 8; index += 1) {
      const client = await connectRaw(listener.port);
      const reply = await client.ask({ op: 'auth', token: `guess ${index}` });
      codes.push((reply as { readonly payload: { readonly code: string } }).payload.code);
      client.socket.destroy();
    }
    const wrong = Array.from({ length: 5 }, () => 'UNAUTHORIZED');
    expect(codes).toEqual([...wrong, 'BUSY', 'BUSY', 'BUSY']);
    expect(ops).toEqual([]);
  });
});

describe('permission', () => {
  const cases = (Object.keys(OPERATIONS) as Operation[]).flatMap((op) =>
    (['none', 'read', 'full'] as const).map((role) => ({ op, role })),
  );

  it.each(cases)('of $op for a client with the token $role', async ({ op, role }) => {
    const { listener, ops } = await guarded();
    const client = await connectRaw(listener.port);
    const token = role === 'full' ? full.token : read.token;
    if (role !== 'none')
      expect(await client.ask({ op: 'auth', token })).toMatchObject({ status: 0 });
    const allowed = op === 'auth' || role === 'full' || (role === 'read' && !WRITES.has(op));
    const reply = await client.ask({ op, ...messages[op] });
    if (allowed) expect(reply).toEqual({ op, status: 0, payload: {} });
    else {
      expect(reply).toMatchObject({
        op,
        status: 19,
        payload: { code: 'UNAUTHORIZED', outcome: 'none' },
      });
    }
    expect(ops.filter((name) => name !== 'auth')).toEqual(allowed && op !== 'auth' ? [op] : []);
    client.socket.destroy();
  });

  it('is asked of every request that is sent before the token was taken, in its order', async () => {
    const { listener } = await guarded();
    const client = await connectRaw(listener.port);
    client.send({ op: 'ping' }, { op: 'auth', token: full.token }, { op: 'ping' });
    const replies = await client.receiveMany(3);
    expect(replies.map((reply) => reply?.['status'])).toEqual([19, 0, 0]);
    client.socket.destroy();
  });

  it('falls to that of the last token that was taken, and a wrong one takes none away', async () => {
    const { listener } = await guarded();
    const client = await connectRaw(listener.port);
    const insert = { op: 'delete', id: 'a' };
    client.send({ op: 'auth', token: full.token }, { op: 'auth', token: 'wrong' }, insert);
    client.send({ op: 'auth', token: read.token }, insert);
    const replies = await client.receiveMany(5);
    expect(replies.map((reply) => reply?.['status'])).toEqual([0, 19, 0, 0, 19]);
    client.socket.destroy();
  });

  it('is everything where no tokens are asked for, whatever token is shown', async () => {
    const { listener } = await guarded({ access: OPEN_ACCESS });
    const client = await connect(`vantage://anything@127.0.0.1:${listener.port}`);
    expect(await client.ask('delete', { id: 'a' })).toMatchObject({ status: 0 });
    await client.close();
    expect(() => permit('full', 'delete')).not.toThrow();
  });
});

describe('before a token was shown', () => {
  it('a frame has 4,096 bytes at most, and afterwards what it may have', async () => {
    const { listener } = await guarded();
    const late = await connectRaw(listener.port);
    late.socket.write(header(4_097));
    expect(await late.receive()).toMatchObject({ op: null, payload: { code: 'FRAME_TOO_LARGE' } });
    expect(await late.receive()).toBeUndefined();
    late.socket.destroy();

    const client = await connectRaw(listener.port);
    const big = { op: 'with_ts', ts: [Array.from({ length: 5_000 }, (_, time) => time), []] };
    client.send({ op: 'auth', token: full.token }, big); // In one write: the limit rises in time.
    const replies = await client.receiveMany(2);
    expect(replies.map((reply) => reply?.['status'])).toEqual([0, 20]);
    client.socket.destroy();
  });

  it('a client that is silent, or asks for other things, is told and disconnected', async () => {
    const { listener } = await guarded({ limits: { authMsMax: 80 } });
    const silent = await connectRaw(listener.port);
    const busy = await connectRaw(listener.port);
    const good = await connectRaw(listener.port);
    expect(await good.ask({ op: 'auth', token: read.token })).toMatchObject({ status: 0 });
    expect(await busy.ask({ op: 'ping' })).toMatchObject({ op: 'ping', status: 19 });
    for (const client of [silent, busy]) {
      expect(await client.receive()).toMatchObject({
        op: null,
        status: 19,
        payload: {
          code: 'UNAUTHORIZED',
          message: 'no token that this server takes came within 80 ms',
        },
      });
      expect(await client.receive()).toBeUndefined();
      client.socket.destroy();
    }
    await sleep(80);
    expect(await good.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    good.socket.destroy();
  });
});

describe('the client library', () => {
  it('shows its token before anything else, from the URL or the options', async () => {
    const { listener, ops } = await guarded();
    const place = `127.0.0.1:${listener.port}`;
    for (const [url, token] of [
      [`vantage://${full.token}@${place}`, 'not this one'],
      [`vantage://${place}`, full.token],
    ] as const) {
      const client = await connect(url, { token });
      await client.ping();
      await client.close();
    }
    expect(ops).toEqual(['auth', 'ping', 'auth', 'ping']);
  });

  it('says that a token is wrong, or missing, and never which', async () => {
    const { listener } = await guarded();
    const place = `127.0.0.1:${listener.port}`;
    const refused: unknown = await connect(`vantage://canary@${place}`).catch((error) => error);
    expect(refused).toBeInstanceOf(RemoteError);
    expect(refused).toMatchObject({ code: 'UNAUTHORIZED', status: 19 });
    expect(JSON.stringify(refused) + String(refused)).not.toContain('canary');
    const client = await connect(`vantage://${place}`);
    await expect(client.ping()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await client.close();
    for (const url of [
      'vantage://canary@',
      'vantage://canary@host/x',
      'http://canary@h',
      'canary@h',
    ]) {
      const wrong: unknown = await connect(url).catch((error) => error);
      expect(wrong).toBeInstanceOf(TypeError);
      if (url.includes('://')) expect(String(wrong)).not.toContain('canary');
    }
  });
});

describe('a client without a token', () => {
  it('has three tries, then it is told so and disconnected, whatever else it sent', async () => {
    const { listener, ops } = await guarded();
    const client = await connectRaw(listener.port);
    const guesses = [1, 2, 3].map((guess) => ({ op: 'auth', token: `guess ${guess}` }));
    client.send(...guesses, { op: 'auth', token: full.token }, { op: 'ping' });
    const replies = await client.receiveMany(guesses.length);
    for (const reply of replies) expect(reply).toMatchObject({ op: 'auth', status: 19 });
    expect(await client.receive()).toMatchObject({
      op: null,
      payload: { message: '3 wrong tokens came; connect again with one that is right' },
    });
    expect(await client.receive()).toBeUndefined();
    expect(ops).toEqual([]);
    client.socket.destroy();
  });

  it('has three tries after a good one as well', async () => {
    const { listener } = await guarded();
    const client = await connectRaw(listener.port);
    const wrong = { op: 'auth', token: 'wrong' };
    client.send({ op: 'auth', token: read.token }, wrong, wrong, wrong, { op: 'ping' });
    const replies = await client.receiveMany(6);
    const ops = replies.map((reply) => reply?.['op']);
    expect(ops).toEqual(['auth', 'auth', 'auth', 'auth', null, undefined]);
    client.socket.destroy();
  });

  it('is sent 4 KiB at most, whatever it asks for and does not read', async () => {
    const asked = [
      encodeFrame(JSON.stringify({ op: 'ping', request: '\u{1f600}'.repeat(16) })),
      encodeFrame(JSON.stringify({ op: '\u0007'.repeat(64), request: '\u0007'.repeat(64) })),
      encodeFrame(
        JSON.stringify({
          op: 'with_id',
          request: '\u0007'.repeat(64),
          ['\u0007'.repeat(400)]: 1,
        }),
      ),
      encodeFrame(`{"op":"ping","request":"r" ${'\u0007'.repeat(900)}`),
    ];
    for (const frame of asked) {
      const { listener, ops } = await guarded();
      const client = await connectRaw(listener.port);
      client.socket.write(Buffer.concat(Array.from({ length: 1_000 }, () => frame)));
      let last: RawReply | undefined;
      for (let reply = await client.receive(); reply !== undefined; ) {
        last = reply;
        reply = await client.receive();
      }
      expect(last).toMatchObject({ op: null, status: 19, payload: { code: 'UNAUTHORIZED' } });
      expect(client.socket.bytesRead).toBeGreaterThan(2_048);
      expect(client.socket.bytesRead).toBeLessThanOrEqual(4_096);
      expect(ops).toEqual([]);
      client.socket.destroy();
    }
  });

  it('is one of 100 of its address, and those with a token do not count', async () => {
    const { listener } = await guarded();
    const known = await connectRaw(listener.port);
    expect(await known.ask({ op: 'auth', token: read.token })).toMatchObject({ status: 0 });
    const strangers = await Promise.all(
      Array.from({ length: 100 }, async () => connectRaw(listener.port)),
    );
    const over = await connectRaw(listener.port);
    expect(await over.receive()).toMatchObject({ op: null, status: 17, payload: { code: 'BUSY' } });
    expect(await over.receive()).toBeUndefined();
    expect(await known.ask({ op: 'ping' })).toMatchObject({ status: 0 });
    expect(await strangers[0]?.ask({ op: 'auth', token: full.token })).toMatchObject({ status: 0 });
    const next = await connectRaw(listener.port);
    expect(await next.ask({ op: 'auth', token: full.token })).toMatchObject({ status: 0 });
    strangers[1]?.socket.resetAndDestroy();
    const afterwards = await eventually(async () => {
      const client = await connectRaw(listener.port);
      const reply = await client.ask({ op: 'auth', token: read.token });
      client.socket.destroy();
      return reply?.['status'] === 0;
    });
    expect(afterwards).toBe(true);
    for (const client of [known, over, next, ...strangers]) client.socket.destroy();
  });
});

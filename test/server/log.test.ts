import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createToken, readTokens, tokenAccess } from '../../server/access/index.ts';
import { DatabaseError } from '../../server/errors.ts';
import { createLog, type Log, type LogLevel, logEvents } from '../../server/log.ts';
import { listen } from '../../server/socket/listener.ts';
import { connectRaw, header } from './raw-client.ts';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly req?: string;
  readonly op?: string | null;
  readonly status?: number;
  readonly client?: string;
  readonly err?: Readonly<Record<string, unknown>>;
}

function epoch(): Date {
  return new Date(0);
}

/** A log that keeps its lines. */
function kept(level: LogLevel): {
  readonly log: Log;
  readonly text: () => string;
  lines(): Line[];
} {
  let text = '';
  const out = (line: string): void => {
    text += line;
  };
  return {
    log: createLog({ level, out, pid: 7, now: epoch }),
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line),
  };
}

describe('a line of the log', () => {
  it('has level, time, pid and message, and what else there is', () => {
    const { log, text } = kept('debug');
    log.write('warn', 'refused', { client: '::1', absent: undefined });
    expect(text()).toBe(
      '{"level":"warn","time":"1970-01-01T00:00:00.000Z","pid":7,"msg":"refused","client":"::1"}\n',
    );
  });

  it('is left out below the level', () => {
    const levels = ['debug', 'info', 'warn', 'error'] as const;
    for (const [index, level] of [...levels, 'silent' as const].entries()) {
      const { log, lines } = kept(level);
      for (const one of levels) log.write(one, 'x');
      expect(lines().map((line) => line.level)).toEqual(levels.slice(index));
    }
  });

  it('is one line of printable ASCII whatever is in it, and the same text when it is read', () => {
    const hostile =
      '\u001b[2J\n{"level":"fatal"}\r\u0000\u009b\u202e\u2028ü\ud83d\ude00\ud800\u007f';
    const { log, text, lines } = kept('info');
    log.write('info', hostile, { nested: { key: hostile } });
    expect(text()).toMatch(/^[\x20-\x7e]+\n$/);
    expect(lines()[0]).toMatchObject({ msg: hostile, nested: { key: hostile } });
  });

  it('is not long, however long a text is', () => {
    const { log, text } = kept('info');
    logEvents(log).onFault?.(new Error('x'.repeat(1_000_000)), '1-1');
    log.write('info', 'y'.repeat(1_000_000));
    for (const line of text().trimEnd().split('\n')) expect(line.length).toBeLessThan(12_000);
  });

  it('about a fault says where it came from only when its code does not', () => {
    const { log, lines } = kept('info');
    const { onFault } = logEvents(log);
    onFault?.(new TypeError('no such thing'), '3-17');
    onFault?.(new DatabaseError('WORKER_LOST', 'it died', { cause: new Error('exit 1') }), '3-18');
    onFault?.('a text');
    const circular = new Error('round');
    circular.cause = circular;
    onFault?.(circular);
    expect(lines()).toMatchObject([
      {
        level: 'error',
        msg: 'fault',
        req: '3-17',
        err: {
          type: 'TypeError',
          message: 'no such thing',
          stack: expect.stringContaining('log.test') as unknown,
        },
      },
      {
        req: '3-18',
        err: { type: 'DatabaseError', code: 'WORKER_LOST', cause: { message: 'exit 1' } },
      },
      { err: { type: 'string', message: 'a text' } },
      { err: { message: 'round', cause: { message: 'round' } } },
    ]);
    expect(lines()[1]?.err?.['stack']).toBeUndefined();
    expect(lines()[2]?.req).toBeUndefined();
  });
});

describe('a server with a log', () => {
  it('names in every line the request that it is about, of a thousand at a time', async () => {
    const { log, lines } = kept('debug');
    const listener = await listen({
      port: 0,
      handler: async (request) => {
        if (request.op !== 'get_ts') throw new TypeError('only get_ts is asked for');
        await sleep(Math.floor(Math.random() * 20));
        throw new Error(request.id);
      },
      ...logEvents(log),
    });
    const clients = await Promise.all(
      Array.from({ length: 20 }, async () => connectRaw(listener.port)),
    );
    for (const [index, client] of clients.entries()) {
      client.send(
        ...Array.from({ length: 50 }, (_, count) => ({
          op: 'get_ts',
          id: `${index}:${count + 1}`,
        })),
      );
    }
    await Promise.all(clients.map(async (client) => client.receiveMany(50)));
    for (const client of clients) client.socket.destroy();
    await listener.close();
    const faults = lines().filter(({ msg }) => msg === 'fault');
    expect(faults).toHaveLength(1_000);
    /** The name that each client has in the log, by its number here. */
    const names = new Map<string, string>();
    for (const { req, err } of faults) {
      const [index = '', count] = String(err?.['message']).split(':');
      const [name = '', number] = String(req).split('-');
      expect(number).toBe(count);
      expect(names.get(index) ?? name).toBe(name);
      names.set(index, name);
    }
    expect(new Set(names.values()).size).toBe(20);
    const answered = lines().filter(({ msg }) => msg === 'answered');
    expect(new Set(answered.map(({ req }) => req))).toEqual(new Set(faults.map(({ req }) => req)));
    expect(answered.every(({ op, status }) => op === 'get_ts' && status === 1)).toBe(true);
  });

  it('has a line for each client and token that is turned away, and no token in any', async () => {
    const { log, lines, text } = kept('debug');
    const good = createToken('full');
    const listener = await listen({
      port: 0,
      connectionsMax: 2,
      access: tokenAccess(readTokens(good.line, 'tokens')),
      handler: async () => ({ payload: {} }),
      ...logEvents(log),
    });
    const [first, second] = [await connectRaw(listener.port), await connectRaw(listener.port)];
    const third = await connectRaw(listener.port);
    expect(await third.receive()).toMatchObject({ payload: { code: 'BUSY' } });
    await first.ask({ op: 'auth', token: 'canary\u001b[2J' });
    await first.ask({ op: 'auth', token: good.token, request: 'r' });
    await first.ask({ op: 'auth', token: good.token, canary: 'canary' });
    second.socket.write(header(5_000));
    await second.receive();
    const refused = lines().filter(({ msg }) => msg === 'refused');
    expect(refused.map(({ level, err, client }) => [level, err?.['code'], client])).toEqual([
      ['warn', 'BUSY', '127.0.0.1'],
      ['warn', 'UNAUTHORIZED', '127.0.0.1'],
      ['warn', 'FRAME_TOO_LARGE', '127.0.0.1'],
    ]);
    expect(text()).not.toContain('canary');
    expect(text()).not.toContain(good.token);
    expect(text()).toMatch(/^[\x20-\x7e\n]+$/);
    for (const client of [first, second, third]) client.socket.destroy();
    await listener.close();
  });
});

import { describe, expect, it } from 'vitest';
import {
  type Load,
  loadWindow,
  type WindowOptions,
} from '../../../../bench/suites/server/load-window.ts';

/** Options on a clock that only the clients move. */
function options(): WindowOptions & { readonly pass: (milliseconds: number) => void } {
  let time = 0;
  return {
    rampMs: 100,
    windowMs: 300,
    pingEveryMs: 1_000,
    now: () => time,
    pass: (milliseconds) => {
      time += milliseconds;
    },
  };
}

describe('loadWindow', () => {
  it('opens and closes with an answer, and counts the answers in between', async () => {
    const { pass, ...rest } = options();
    const client = async (): Promise<void> => pass(40);
    const { durationMs, latenciesMs } = await loadWindow(
      { clients: [client], ping: async () => {} },
      rest,
    );
    // Answers at 40, 80, 120, which opens, then 160 … 440, the first that is 300 later.
    expect(durationMs).toBe(320);
    expect(latenciesMs).toEqual(Array.from({ length: 8 }, () => 40));
  });

  it('adds up what its clients do at a time', async () => {
    const { pass, ...rest } = options();
    let now = 0;
    // Answers come one by one, 10 apart, to whichever of 4 clients waited longest.
    const waiting: (() => void)[] = [];
    const client = async (): Promise<void> => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 4) setImmediate(answer);
      });
    };
    const answer = (): void => {
      now += 10;
      pass(10);
      waiting.shift()?.();
    };
    const clients = Array.from({ length: 4 }, () => client);
    const running = loadWindow({ clients, ping: async () => {} }, rest);
    const drain = setInterval(() => {
      if (now >= 400) answer();
    }, 1);
    const { durationMs, latenciesMs } = await running;
    clearInterval(drain);
    expect(latenciesMs.length / durationMs).toBeCloseTo(0.1, 9);
    expect(latenciesMs.slice(4).every((latencyMs) => latencyMs === 40)).toBe(true);
  });

  it('pings while the window is open, at least once', async () => {
    const { pass, ...rest } = options();
    let pings = 0;
    const load: Load = {
      clients: [async () => pass(40)],
      async ping() {
        pings += 1;
      },
    };
    const { pingsMs } = await loadWindow(load, rest);
    expect(pings).toBeGreaterThanOrEqual(1);
    expect(pingsMs).toHaveLength(pings);
  });

  it('pings nobody where there is nobody to ping', async () => {
    const { pass, ...rest } = options();
    const { pingsMs } = await loadWindow({ clients: [async () => pass(40)] }, rest);
    expect(pingsMs).toEqual([]);
  });

  it('sends a ping whether or not the last one is back', async () => {
    let sent = 0;
    const replies: (() => void)[] = [];
    const load: Load = {
      clients: [
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          if (sent >= 3) for (const reply of replies.splice(0)) reply();
        },
      ],
      async ping() {
        sent += 1;
        await new Promise<void>((resolve) => replies.push(resolve));
      },
    };
    // The window stays open until the third ping has left, and no reply comes before that.
    const now = (): number => (sent >= 3 ? 1 : 0);
    const { pingsMs } = await loadWindow(load, { rampMs: 0, windowMs: 1, pingEveryMs: 1, now });
    expect(pingsMs.length).toBeGreaterThanOrEqual(3);
  });

  it('ends with the error of a client', async () => {
    const { pass, ...rest } = options();
    let answers = 0;
    const failing = async (): Promise<void> => {
      pass(40);
      answers += 1;
      if (answers === 5) throw new Error('connection lost');
    };
    const load: Load = { clients: [failing, async () => pass(1)], ping: async () => {} };
    await expect(loadWindow(load, rest)).rejects.toThrow('connection lost');
  });

  it('ends with the error of a ping', async () => {
    const { pass, ...rest } = options();
    const load: Load = {
      clients: [async () => pass(40)],
      async ping() {
        throw new Error('ping lost');
      },
    };
    await expect(loadWindow(load, rest)).rejects.toThrow('ping lost');
  });
});

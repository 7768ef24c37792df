import { afterEach, describe, expect, it } from 'vitest';
import { LiveWindow } from '../../server/metrics/index.ts';

const windows: LiveWindow[] = [];
afterEach(() => {
  for (const window of windows.splice(0)) window.close();
});

function open(look = { running: 1, waiting: 2, connections: 3 }): LiveWindow {
  const window = new LiveWindow(() => look);
  windows.push(window);
  return window;
}

describe('a window of the last seconds', () => {
  it('counts the requests of each second, with percentiles of their time', () => {
    const window = open();
    for (let ms = 1; ms <= 100; ms += 1) window.answered(ms);
    window.tick();
    window.tick();

    const [first, second] = window.since(0);
    expect(first).toMatchObject({ second: 1, requests: 100, latencyMs: { p50: 50, p99: 99 } });
    expect(first).toMatchObject({ running: 1, waiting: 2, connections: 3 });
    expect(second).toMatchObject({ second: 2, requests: 0, latencyMs: { p50: 0, p99: 0 } });
  });

  it('tells everybody the same, from where they left off', () => {
    const window = open();
    for (let tick = 0; tick < 3; tick += 1) window.tick();

    expect(window.since(1).map(({ second }) => second)).toEqual([2, 3]);
    expect(window.since(1).map(({ second }) => second)).toEqual([2, 3]);
    expect(window.since(3)).toEqual([]);
  });

  it('remembers two minutes, and of a second the latest 4,096 latencies', () => {
    const window = open();
    for (let request = 0; request < 5_000; request += 1) window.answered(request < 904 ? 9_999 : 1);
    window.tick();
    expect(window.since(0)[0]).toMatchObject({ requests: 5_000, latencyMs: { p50: 1, p99: 1 } });
    for (let tick = 0; tick < 130; tick += 1) window.tick();

    expect(window.since(0).map(({ second }) => second)).toHaveLength(120);
    expect(window.since(0)[0]?.second).toBe(12);
  });
});

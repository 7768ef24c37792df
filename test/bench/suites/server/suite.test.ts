import { describe, expect, it } from 'vitest';
import { runBench } from '../../../../bench/index.ts';

describe('the server suite', () => {
  it('loads every server inline and pooled, and all give the answers of the brute force', async () => {
    const { cells, skips } = await runBench({ suites: ['server'], size: 'smoke' });
    const competitors = ['red-black', 'unbalanced'].flatMap((engine) => [
      `${engine} inline`,
      `${engine} pooled 1`,
    ]);
    const loads = ['scan', 'auto'].flatMap((strategy) =>
      [1, 2].map((clients) => `${strategy}, ${clients} clients`),
    );
    const answered = new Set<number>();
    for (const load of loads) {
      for (const [workload, unit] of [
        [`throughput, ${load}`, 'queries per second'],
        [`latency, ${load}`, 'ms'],
        [`ping beside ${load}`, 'ms'],
      ]) {
        const compared = cells.filter((cell) => cell.workload === workload);
        expect(compared.map(({ competitor }) => competitor)).toEqual(competitors);
        for (const cell of compared) {
          expect(cell).toMatchObject({ n: 60, unit });
          expect(cell.samples).toBeGreaterThan(0);
          expect(cell.p50).toBeGreaterThan(0);
          answered.add(cell.checksum);
        }
      }
    }
    expect(answered.size).toBe(1);
    for (const depth of [1, 64]) {
      const pings = cells.filter(({ workload }) => workload === `pings, ${depth} at a time`);
      expect(pings.map(({ competitor }) => competitor)).toEqual(['node:net echo', 'vantage']);
      for (const cell of pings) expect(cell.p50).toBeGreaterThan(0);
    }
    const idle = cells.find(({ workload }) => workload === 'idle connection');
    expect(idle).toMatchObject({ n: 20, unit: 'bytes per connection', samples: 1 });
    const byId = cells.filter(({ workload }) => workload === 'with_id, 5-NN');
    expect(byId.map(({ competitor, n }) => [competitor, n])).toEqual([
      ['called in process', 80],
      ['served to 64 connections', 80],
    ]);
    const called = cells.filter(({ workload }) => workload.startsWith('scans called in process'));
    expect(called.map(({ competitor, n }) => [competitor, n])).toEqual(
      [20, 40].flatMap((n) => [
        ['inline', n],
        ['every search to a pool of 2', n],
      ]),
    );
    for (const cell of [...byId, ...called]) expect(cell.p50).toBeGreaterThan(0);
    const pays = cells.filter(({ workload }) => workload === 'pays from a search of');
    expect(cells).toHaveLength(3 * loads.length * competitors.length + 11 + pays.length);
    expect(skips).toEqual([]);
  });
});

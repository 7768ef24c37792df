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
    expect(cells).toHaveLength(3 * loads.length * competitors.length + 4);
    expect(skips).toEqual([]);
  });
});

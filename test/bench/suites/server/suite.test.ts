import { describe, expect, it } from 'vitest';
import { runBench } from '../../../../bench/index.ts';

describe('the server suite', () => {
  it('loads every server inline and pooled, and all give the answers of the brute force', async () => {
    const { cells, skips } = await runBench({ suites: ['server'], size: 'smoke' });
    const competitors = ['red-black', 'unbalanced'].flatMap((engine) => [
      `${engine} inline`,
      `${engine} pooled 1`,
    ]);
    for (const strategy of ['scan', 'auto']) {
      for (const [workload, unit] of [
        [`${strategy} throughput`, 'queries per second'],
        [`${strategy} latency`, 'ms'],
        [`ping beside ${strategy}`, 'ms'],
      ]) {
        const compared = cells.filter((cell) => cell.workload === workload);
        expect(compared.map(({ competitor }) => competitor)).toEqual(competitors);
        for (const cell of compared) {
          expect(cell).toMatchObject({ n: 60, unit });
          expect(cell.samples).toBeGreaterThan(0);
          expect(cell.p50).toBeGreaterThan(0);
        }
      }
    }
    expect(cells).toHaveLength(6 * competitors.length);
    expect(new Set(cells.map(({ checksum }) => checksum)).size).toBe(1);
    expect(cells[0]!.checksum).toBeGreaterThan(0);
    expect(skips).toEqual([]);
  });
});

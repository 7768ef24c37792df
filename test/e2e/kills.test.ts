import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../engines/index.ts';
import { killLoop } from '../../props/soak/kills.ts';

const SEED = Number(process.env['VANTAGE_SEED']);
const KILLS = 25;
/** Transactions among which one begins a compaction that ends. */
const MANY = 1_000;
const engines = registeredEngines().map(({ manifest }) => manifest);

describe.each(engines)(`a process of $name that is killed with -9, seed ${SEED}`, (manifest) => {
  it(`leaves whole what it acknowledged, ${KILLS} times on one file`, async () => {
    const summary = await killLoop({ engine: manifest.name, kills: KILLS, seed: SEED });

    expect(summary.violations).toEqual([]);
    expect(summary.kills).toBe(KILLS);
    expect(summary.acknowledged).toBeGreaterThan(KILLS);
    // One transaction in sixty begins one; a slow machine may not come to it between two kills.
    const compacts = !manifest.unsupported.includes('compact');
    if (!compacts) expect(summary.compactions).toBe(0);
    else if (summary.acknowledged >= MANY) expect(summary.compactions).toBeGreaterThan(0);
  });
});

describe('the search for what a kill lost', () => {
  it('finds a process that acknowledges before it writes', async () => {
    const summary = await killLoop({
      engine: 'red-black',
      kills: 30,
      seed: SEED,
      fault: 'acknowledges-early',
      stopsAtViolation: true,
    });

    expect(summary.violations.join()).toMatch(/transaction \d+ is the last one, and \d+ is due/);
  });
});

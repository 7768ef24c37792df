import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../engines/index.ts';
import { killLoop } from '../../props/soak/kills.ts';

const SEED = Number(process.env['VANTAGE_SEED']);
const KILLS = 25;
/** Times that so many kills are tried until a compaction ended between two. */
const ROUNDS_MAX = 4;
const engines = registeredEngines().map(({ manifest }) => manifest);

describe.each(engines)(`a process of $name that is killed with -9, seed ${SEED}`, (manifest) => {
  it(`leaves whole what it acknowledged, ${KILLS} times on one file`, async () => {
    const compacts = !manifest.unsupported.includes('compact');
    let compactions = 0;
    // A slow machine may not come to the end of a compaction between so few kills; then there are more.
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const summary = await killLoop({ engine: manifest.name, kills: KILLS, seed: SEED + round });

      expect(summary.violations).toEqual([]);
      expect(summary.kills).toBe(KILLS);
      expect(summary.acknowledged).toBeGreaterThan(KILLS);
      compactions += summary.compactions;
      if (compactions > 0 || !compacts) break;
    }
    expect(compactions > 0).toBe(compacts);
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

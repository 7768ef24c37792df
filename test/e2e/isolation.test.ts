import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../../engines/index.ts';
import { scanBeside } from '../../props/soak/isolation.ts';

const SEED = Number(process.env['VANTAGE_SEED']);
const engines = registeredEngines().map(({ manifest }) => manifest.name);

describe.each(engines)(`snapshots of %s in threads and processes, seed ${SEED}`, (engine) => {
  it('show the same in every scan, whatever is committed meanwhile', async () => {
    const options = { engine, seed: SEED, commits: 1_500, threads: 1, processes: 1 };
    const found = await scanBeside(options);

    expect(found.violations).toEqual([]);
    expect(found.snapshots).toBeGreaterThan(4);
    expect(found.commitsBeside).toBeGreaterThan(found.snapshots);
  });
});

describe('the watch over snapshots', () => {
  it('finds one that moves with the commits', async () => {
    const few = { engine: 'red-black', seed: SEED, commits: 300, threads: 1, processes: 0 };
    const found = await scanBeside({ ...few, fault: 'moves-on' });

    expect(found.violations.join()).toContain('scan 1 of commit');
  });
});

import { describe, expect, it } from 'vitest';
import { registeredEngines } from '../engines/index.ts';
import { tryInterleavings } from './interleavings/index.ts';
import { engineOver } from './processes/engines.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Together, over two engines, a thousand. */
const RUNS = Math.max(500, Number(process.env['VANTAGE_RUNS'] ?? 0));
const engines = registeredEngines().map(({ manifest }) => manifest.name);

describe.each(engines)(`calls of one file of %s under way together, seed ${SEED}`, (name) => {
  it(`are answered as promised in ${RUNS} orders of the disk's answers`, async () => {
    const found = await tryInterleavings({
      engineOver: (storage) => engineOver(name, storage),
      runs: RUNS,
      seed: SEED,
    });

    expect(found.violations).toEqual([]);
    expect(found.acknowledged).toBeGreaterThan(RUNS);
  });
});

describe('the search over interleavings', () => {
  it('finds a disk that does not sync', async () => {
    const found = await tryInterleavings({
      engineOver: (storage) => engineOver('red-black', storage),
      runs: 100,
      seed: SEED,
      syncs: false,
    });

    expect(found.violations.length).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import type { Storage } from '../engines/storage/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import { createRandom } from '../server/index.ts';
import { tryCrashes, WORKLOADS } from './faults/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const SUBSETS = Number(process.env['VANTAGE_RUNS'] ?? 60);

describe.each([redBlack, unbalanced])(`a crash of $name, seed ${SEED}`, (balance) => {
  it.each(WORKLOADS)('loses nothing that was acknowledged: $name', async ({ run }) => {
    const random = createRandom(SEED);
    const summary = await tryCrashes((storage) => treeEngine(balance, storage), run, {
      randomSubsets: SUBSETS,
      random: () => random.uniform(),
    });

    expect(summary.violations).toEqual([]);
    expect(summary.states).toBeGreaterThan(100);
    expect(summary.unacknowledgedPresent).toBeGreaterThan(0);
    expect(summary.unacknowledgedAbsent).toBeGreaterThan(0);
    process.stdout.write(
      `${balance.name}: ${summary.states} states, unacknowledged commits present in ` +
        `${summary.unacknowledgedPresent} and absent in ${summary.unacknowledgedAbsent}\n`,
    );
  });
});

/** `storage` whose files do something else where they should sync. */
function altered(storage: Storage, sync: (sync: () => Promise<void>) => Promise<void>): Storage {
  return {
    ...storage,
    async open(path, mode) {
      const file = await storage.open(path, mode);
      return { ...file, sync: () => sync(() => file.sync()) };
    },
  };
}

const FAULTS: readonly {
  readonly name: string;
  readonly plant: (storage: Storage) => Storage;
}[] = [
  { name: 'no sync at all', plant: (storage) => altered(storage, () => Promise.resolve()) },
  {
    name: 'every second sync left out',
    plant: (storage) => {
      let count = 0;
      return altered(storage, (sync) => {
        count += 1;
        return count % 2 === 0 ? Promise.resolve() : sync();
      });
    },
  },
  {
    name: 'no sync of the directory',
    plant: (storage) => ({ ...storage, syncDirectory: () => Promise.resolve() }),
  },
];

describe.each(FAULTS)('the search for lost commits', ({ name, plant }) => {
  it(`finds: ${name}`, async () => {
    const random = createRandom(SEED);
    const summary = await tryCrashes(
      (storage) => treeEngine(redBlack, plant(storage)),
      WORKLOADS[0]!.run,
      {
        randomSubsets: SUBSETS,
        random: () => random.uniform(),
      },
    );

    expect(summary.violations.length).toBeGreaterThan(0);
  });
});

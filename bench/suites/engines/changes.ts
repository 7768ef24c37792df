import type { Entry } from '../../../engines/index.ts';
import { CHECKSUM_START } from '../../checksum.ts';
import type { Contender, Place, Store } from '../../contenders/index.ts';
import type { Competitor } from '../../harness.ts';
import { agreed, type Opened } from './competitors.ts';
import { compare, FILLS, type Run, skip } from './run.ts';
import { fillRandom, withStores } from './states.ts';
import { removeStore, valuesIn, valuesOf } from './writers.ts';

/** Entries that are looked at after a change to see that it took place. */
const CHECKED = 256;

/** New values for all entries of a store, and all its entries deleted: each in one transaction. */
export async function runChanges(
  run: Run,
  contenders: readonly Contender[],
  place: Place,
): Promise<void> {
  const n = run.data.entries.length;
  const deleting: Contender[] = [];
  const workload = `deleterandom, ${place}`;
  await withStores(run, contenders, { place, fill: fillRandom }, async (opened) => {
    const competitors = opened.map((store) => overwriteAll(run, store));
    await compare(run, competitors, { workload: `overwrite, ${place}`, n, pace: FILLS });
    for (const { contender, store } of opened) {
      if (store.remove !== undefined) deleting.push(contender);
      else skip(run, contender, { workload, n, reason: 'it offers no such change' });
    }
  });
  const competitors = deleting.map((contender) => deleteAll(run, contender, place));
  await compare(run, competitors, { workload, n, pace: FILLS });
}

/** Each iteration gives every entry the value of another one, in an order of its own. */
function overwriteAll({ data }: Run, { contender, store }: Opened): Competitor {
  const { entries, lookups } = data;
  let shift = 0;
  let put: readonly Entry[] = [];
  return {
    kind: 'async',
    name: contender.manifest.name,
    operations: entries.length,
    before() {
      shift += 1;
      put = Array.from(lookups, (index) => {
        const { value } = entries[(index + shift) % entries.length]!;
        return { key: entries[index]!.key, value };
      });
    },
    iterate: () => store.insert(put),
    digest() {
      const checked = put.slice(0, CHECKED);
      const checksum = valuesIn(store, checked);
      return agreed(contender, { checksum, expected: valuesOf(checked), doing: 'an overwrite' });
    },
  };
}

/** Each iteration empties a store that was filled before it. */
function deleteAll(run: Run, contender: Contender, place: Place): Competitor {
  const { entries, lookups } = run.data;
  const keys = Array.from(lookups, (index) => entries[index]!.key);
  let path: string | undefined;
  let store: Store | undefined;
  const end = async (): Promise<void> => {
    await store?.close();
    store = undefined;
    await removeStore(path);
  };
  return {
    kind: 'async',
    name: contender.manifest.name,
    operations: keys.length,
    async before() {
      path = run.newPath(place);
      store = await contender.open(path);
      await store.insert(entries);
    },
    iterate: () => store!.remove!(keys), // Who has none takes no part.
    async digest() {
      const checked = entries.slice(0, CHECKED);
      const checksum = valuesIn(store!, checked);
      await end();
      const expected = CHECKSUM_START; // Of no values at all.
      agreed(contender, { checksum, expected, doing: 'a deletion of everything' });
      return valuesOf(checked);
    },
    end,
  };
}

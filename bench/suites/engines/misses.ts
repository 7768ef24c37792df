import { CHECKSUM_START, mixNumber, mixWords } from '../../checksum.ts';
import type { Competitor } from '../../harness.ts';
import { randomEntries } from '../../workloads/index.ts';
import { agreed, type Opened } from './competitors.ts';
import type { Run } from './run.ts';

/** Looks for one key after another that is not there. */
export function missEach({ contender, store }: Opened, run: Run): Competitor {
  const { lookupsPerSample: count, rounds, entries } = run.plan;
  const absent = randomEntries('absent', run.seed, Math.min(entries, count * rounds));
  const reads = store.read();
  let next = 0;
  let found = 0;
  let keys: readonly Uint8Array[] = [];
  return {
    kind: 'sync',
    name: contender.manifest.name,
    operations: count,
    before() {
      keys = Array.from({ length: count }, () => Buffer.from(absent[next++ % absent.length]!.key));
    },
    iterate() {
      found = 0;
      for (const key of keys) if (reads.view(key) !== undefined) found += 1;
    },
    digest() {
      const looked = keys.reduce(mixWords, CHECKSUM_START);
      const checksum = mixNumber(looked, found);
      const expected = mixNumber(looked, 0);
      return agreed(contender, { checksum, expected, doing: 'a look for what is not there' });
    },
    end: () => reads.release(),
  };
}

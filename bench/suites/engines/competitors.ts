import type { Entry } from '../../../engines/index.ts';
import { CHECKSUM_START, mixEntry, mixNumber, mixWords } from '../../checksum.ts';
import type { Contender, Reads, Store } from '../../contenders/index.ts';
import { BenchError } from '../../errors.ts';
import type { Competitor } from '../../harness.ts';

/** A store that is open for a workload. */
export interface Opened {
  readonly contender: Contender;
  readonly store: Store;
}

/** Reads of one iteration, and where each begins. */
export interface ReadPlan {
  /** From 1. */
  readonly reads: number;
  /** Indices into the entries, walked round and round. */
  readonly order: Uint32Array;
}

/** Gets the value of one existing key after another, by keys in bytes of their own. */
export function lookUp(
  { contender, store }: Opened,
  call: 'view' | 'get',
  entries: readonly Entry[],
  plan: ReadPlan,
): Competitor {
  const steps = stepsOf(plan);
  const reads = store.read();
  const look = reads[call];
  let keys: readonly Uint8Array[] = [];
  let checksum = CHECKSUM_START;
  return {
    kind: 'sync',
    name: contender.manifest.name,
    operations: plan.reads,
    before() {
      keys = Array.from({ length: plan.reads }, (_, step) => {
        return Buffer.from(entries[steps.indexAt(step)]!.key);
      });
    },
    iterate() {
      checksum = CHECKSUM_START;
      for (const key of keys) {
        const value = look(key);
        if (value !== undefined) checksum = mixWords(checksum, value);
      }
    },
    digest() {
      let expected = CHECKSUM_START;
      for (let step = 0; step < plan.reads; step++) {
        expected = mixWords(expected, entries[steps.indexAt(step)]!.value);
      }
      steps.advance();
      return agreed(contender, { checksum, expected, doing: `a ${call}` });
    },
    end: () => reads.release(),
  };
}

/** Reads everything, by fresh entries or in place, an operation an entry. */
export function readAll(
  { contender, store }: Opened,
  call: 'scan' | 'walk' | 'walkBack',
  ascending: readonly Entry[],
): Competitor | undefined {
  const reads = store.read();
  const all = reads[call];
  if (all === undefined) {
    reads.release();
    return undefined;
  }
  const expected = checksumOf(call === 'walkBack' ? ascending.toReversed() : ascending);
  let checksum = CHECKSUM_START;
  return {
    kind: 'async',
    name: contender.manifest.name,
    operations: ascending.length,
    async iterate() {
      checksum = await all();
    },
    digest: () => agreed(contender, { checksum, expected, doing: `a ${call} of everything` }),
    end: () => reads.release(),
  };
}

/** What reads that begin at an entry do there. */
interface Walked {
  readonly doing: string;
  readonly of: (
    reads: Reads,
  ) => ((ascending: readonly Entry[], index: number) => number) | undefined;
  readonly expected: (ascending: readonly Entry[], index: number) => number;
}

/** Reads `length` entries from one existing key on; none starts closer to the end than that. */
export const rangesOf = (length: number): Walked => ({
  doing: `a range of ${length}`,
  of({ range }) {
    return range && ((ascending, index) => range(ascending[index]!.key, length));
  },
  expected: (ascending, index) => checksumOf(ascending.slice(index, index + length)),
});

/** Counts the keys from one existing key on and below another, halfway to the last. */
export const COUNTS: Walked = {
  doing: 'a count',
  of({ count }) {
    if (count === undefined) return undefined;
    return (ascending, index) => {
      return count(ascending[index]!.key, ascending[halfway(ascending, index)]!.key);
    };
  },
  expected: (ascending, index) => halfway(ascending, index) - index,
};

function halfway(ascending: readonly Entry[], index: number): number {
  return index + Math.floor((ascending.length - 1 - index) / 2);
}

/** Does what `walked` says at one place of `ascending` after another. */
export function readEach(
  { contender, store }: Opened,
  walked: Walked,
  ascending: readonly Entry[],
  plan: ReadPlan,
): Competitor | undefined {
  const reads = store.read();
  const at = walked.of(reads);
  if (at === undefined) {
    reads.release();
    return undefined;
  }
  const steps = stepsOf(plan);
  let checksum = CHECKSUM_START;
  return {
    kind: 'sync',
    name: contender.manifest.name,
    operations: plan.reads,
    iterate() {
      checksum = CHECKSUM_START;
      for (let step = 0; step < plan.reads; step++) {
        checksum = mixNumber(checksum, at(ascending, steps.indexAt(step)));
      }
    },
    digest() {
      let expected = CHECKSUM_START;
      for (let step = 0; step < plan.reads; step++) {
        expected = mixNumber(expected, walked.expected(ascending, steps.indexAt(step)));
      }
      steps.advance();
      return agreed(contender, { checksum, expected, doing: walked.doing });
    },
    end: () => reads.release(),
  };
}

/** Where the reads of an iteration begin, and of the next one after `advance`. */
function stepsOf({ reads, order }: ReadPlan): {
  readonly indexAt: (step: number) => number;
  readonly advance: () => void;
} {
  let start = 0;
  return {
    indexAt: (step) => order[(start + step) % order.length]!,
    advance() {
      start += reads;
    },
  };
}

/** The checksum of entries in order. */
export function checksumOf(entries: readonly Entry[]): number {
  let checksum = CHECKSUM_START;
  for (const { key, value } of entries) checksum = mixEntry(checksum, key, value);
  return checksum;
}

/** The checksum, when it is the expected one. @throws BenchError `DISAGREEMENT`. */
export function agreed(
  { manifest }: Contender,
  seen: { readonly checksum: number; readonly expected: number; readonly doing: string },
): number {
  const { checksum, expected, doing } = seen;
  if (checksum === expected) return expected;
  throw new BenchError(
    'DISAGREEMENT',
    `${manifest.name}: after ${doing} the values have the checksum ${checksum}, not ${expected}; ` +
      'run "vantage props" on the engine before timing it',
  );
}

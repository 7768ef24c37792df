import { type Changes, commit, put, remove, type Step, type Workload } from './steps.ts';

/** `bytes` bytes that are not zero and differ by `name`. */
function text(name: string, bytes: number): string {
  return `${name}.`.repeat(Math.ceil(bytes / (name.length + 1))).slice(0, bytes);
}

/** A value of `bytes` bytes that is zeros but for a few places, as sparse data is. */
function sparse(bytes: number): Uint8Array {
  const value = new Uint8Array(bytes);
  for (let place = 0; place < 4; place += 1) {
    value.fill(place + 1, Math.floor((bytes * place) / 4), Math.floor((bytes * place) / 4) + 40);
  }
  return value;
}

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** One put a transaction, `count` of them, told apart by `round`. */
function singles(round: number, count: number): readonly Changes[] {
  return times(count, (index) => [put('a', `k${round}-${index}`, text(`v${round}`, 40 + index))]);
}

const REOPEN: Step = { tag: 'reopen' };

/** Commits that share a sync, so many at a time. */
export function groupWorkload(size: number): Workload {
  const group = (round: number): Step => ({ tag: 'commit', transactions: singles(round, size) });
  return { name: `${size} commits a sync`, steps: times(3, group) };
}

/** Small works on which every kind of commit is tried, each from no file at all. */
export const WORKLOADS: readonly Workload[] = [
  {
    name: 'the first commit',
    steps: [commit(put('a', 'one', '1'))],
  },
  {
    name: 'single puts, a replacement and a delete',
    steps: [
      commit(put('a', 'one', '1')),
      commit(put('a', 'two', text('2', 50))),
      commit(put('a', 'one', 'changed')),
      commit(remove('a', 'two')),
    ],
  },
  {
    name: 'values of about a sector, replaced and deleted',
    steps: times(5, (round) =>
      commit(
        ...times(5, (index) => put('a', `k${(round + index) % 7}`, text(`${round}.${index}`, 480))),
        remove('a', `k${(round * 3) % 7}`),
      ),
    ),
  },
  {
    name: 'several trees in one commit, a load and a drop',
    steps: [
      commit(...['a', 'b', 'c'].map((name) => put(name, name, text(name, 90)))),
      commit({
        tag: 'load',
        tree: 'd',
        entries: times(100, (index) => ({
          key: Buffer.from(`k${String(index).padStart(3, '0')}`),
          value: Buffer.from('v'),
        })),
      }),
      commit({ tag: 'drop', tree: 'b' }, put('d', 'k050', 'changed')),
      commit({ tag: 'drop', tree: 'd' }, put('b', 'again', text('b', 700))),
    ],
  },
  {
    name: 'many trees',
    steps: times(4, (round) =>
      commit(...times(12, (tree) => put(`tree-${tree}`, `k${round}`, text(`${tree}`, 30)))),
    ),
  },
  {
    name: 'values larger than a page',
    steps: [
      commit(put('a', 'small', '1')),
      commit(put('a', 'large', text('large', 9000))),
      commit(put('a', 'after', '2'), put('a', 'sparse', sparse(14_000))),
      commit(put('a', 'large', text('other', 4100)), remove('a', 'small')),
    ],
  },
  {
    name: 'more than 1 MiB in one commit',
    steps: [
      commit(put('a', 'before', '1')),
      commit(put('a', 'huge', sparse(1_100_000)), put('a', 'tail', text('t', 900))),
      commit(put('a', 'before', text('2', 600))),
    ],
  },
  {
    name: 'keys with long tails',
    steps: times(4, (round) =>
      commit(...times(3, (index) => put('a', text(`${index}-${round % 2}`, 700), `${round}`))),
    ),
  },
  {
    name: 'commits that wait for no sync, then one that does',
    steps: [
      { tag: 'unsynced', changes: [put('a', 'one', text('1', 450))] },
      { tag: 'unsynced', changes: [put('a', 'two', text('2', 450)), remove('a', 'one')] },
      commit(put('b', 'three', text('3', 450))),
      { tag: 'unsynced', changes: [put('a', 'one', text('4', 450))] },
      commit(put('a', 'two', text('5', 450)), remove('b', 'three')),
      { tag: 'unsynced', changes: [put('c', 'last', text('6', 2000))] },
    ],
  },
  {
    name: 'aborted transactions between commits',
    steps: times(4, (round) => round).flatMap((round): readonly Step[] => [
      commit(...times(3, (index) => put('a', `k${index}`, text(`${round}`, 500 + index)))),
      { tag: 'abort', changes: [put('a', 'k0', 'never'), { tag: 'drop', tree: 'a' }] },
      { tag: 'abort', changes: [put('never', 'k', text('never', 5000))] },
    ]),
  },
  {
    name: 'reopened in the middle',
    steps: times(3, (round) => round).flatMap((round): readonly Step[] => [
      commit(...times(4, (index) => put('a', `k${round}-${index}`, text(`${round}`, 500)))),
      REOPEN,
      commit(put('a', `k${round}-0`, text('changed', 800))),
    ]),
  },
  {
    name: 'commits that arrive while a sync is under way',
    steps: times(3, (round) => ({ tag: 'stream', transactions: singles(round, 12) })),
  },
  ...[2, 8, 64].map(groupWorkload),
];

const COMPACT: Step = { tag: 'compact', beside: [] };

/** Works with compactions in them, for engines that compact. */
export const COMPACTIONS: readonly Workload[] = [
  {
    name: 'compacted between commits',
    steps: [
      ...times(3, (round) =>
        commit(put('a', 'same', text(`${round}`, 700)), put('b', `${round}`, '1')),
      ),
      COMPACT,
      commit(put('a', 'same', text('after', 700))),
      COMPACT,
      COMPACT,
      commit(remove('a', 'same')),
    ],
  },
  {
    name: 'compacted while commits go on',
    steps: times(2, (round) => round).flatMap((round): readonly Step[] => [
      commit(...times(6, (index) => put('a', `k${index}`, text(`${round}`, 700)))),
      { tag: 'compact', beside: singles(round, 10) },
      commit(remove('a', `k${round}`)),
    ]),
  },
  {
    name: 'compacted when empty, dropped and reopened',
    steps: [
      COMPACT,
      commit(put('a', 'one', text('1', 5000)), put('b', 'two', text('2', 500))),
      commit({ tag: 'drop', tree: 'a' }),
      COMPACT,
      REOPEN,
      COMPACT,
      commit(put('a', 'three', text('3', 500))),
    ],
  },
];

export interface RandomWorkloadOptions {
  /** Uniform on [0, 1). */
  readonly random: () => number;
  /** Whether compactions are among the steps. */
  readonly compacts: boolean;
}

/** A workload of `length` random steps. */
export function randomWorkload(length: number, options: RandomWorkloadOptions): Workload {
  const { random } = options;
  const draw = (count: number): number => Math.floor(random() * count);
  const changes = (): Changes =>
    times(1 + draw(5), () => {
      const tree = `t${draw(3)}`;
      const key = text(`k${draw(12)}`, random() < 0.2 ? 300 : 4);
      if (random() < 0.2) return remove(tree, key);
      if (random() < 0.04) return { tag: 'drop', tree };
      const bytes = random() < 0.1 ? draw(6000) : draw(600);
      return put(tree, key, text(`${draw(1000)}`, bytes));
    });
  const step = (): Step => {
    const kind = random();
    if (kind < 0.5) return commit(...changes());
    if (kind < 0.65) return { tag: 'commit', transactions: times(1 + draw(6), changes) };
    if (kind < 0.75) return { tag: 'stream', transactions: times(1 + draw(6), changes) };
    if (kind < 0.85) return { tag: 'unsynced', changes: changes() };
    if (kind < 0.92) return { tag: 'abort', changes: changes() };
    if (options.compacts && kind < 0.96) return { tag: 'compact', beside: times(draw(4), changes) };
    return REOPEN;
  };
  return { name: `${length} random steps`, steps: times(length, step) };
}

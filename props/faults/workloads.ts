import type { Transaction } from '../../engines/index.ts';
import type { Workload } from './crashes.ts';

const key = (text: string): Uint8Array => Buffer.from(text);

/** Small works on which every kind of commit is tried; each ends in some seconds. */
export const WORKLOADS: readonly { readonly name: string; readonly run: Workload }[] = [
  {
    name: 'single puts, a replacement and a delete',
    async run(commit) {
      await commit((tx) => tx.tree('a').put(key('one'), key('1')));
      await commit((tx) => tx.tree('a').put(key('two'), key('2'.repeat(50))));
      await commit((tx) => tx.tree('a').put(key('one'), key('changed')));
      await commit((tx) => void tx.tree('a').delete(key('two')));
    },
  },
  {
    name: 'several trees in one commit, a load and a drop',
    async run(commit) {
      await commit((tx) => {
        for (const name of ['a', 'b', 'c']) tx.tree(name).put(key(name), key(name.repeat(40)));
      });
      const entries = Array.from({ length: 100 }, (_, index) => {
        return { key: key(`k${String(index).padStart(3, '0')}`), value: key('v') };
      });
      await commit((tx) => tx.load('d', entries));
      await commit((tx) => void tx.drop('b'));
    },
  },
  {
    name: 'a value larger than a page',
    async run(commit) {
      await commit((tx) => tx.tree('a').put(key('small'), key('1')));
      await commit((tx) => tx.tree('a').put(key('large'), new Uint8Array(9000).fill(7)));
      await commit((tx) => tx.tree('a').put(key('after'), key('2')));
    },
  },
  {
    name: 'groups of commits that share a sync',
    async run(commit) {
      for (let round = 0; round < 4; round += 1) {
        const works = Array.from({ length: 2 ** round }, (_, index) => (tx: Transaction): void => {
          tx.tree('a').put(key(`k${round}-${index}`), key('v'.repeat(index)));
        });
        await commit(...works);
      }
    },
  },
];

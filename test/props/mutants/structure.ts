/** Bugs in bulk loads, in measured shapes, in compaction and in backups. */
import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  EngineError,
  type EngineFile,
  type Entry,
  LIMITS,
  type TreeShape,
} from '../../../engines/index.ts';
import { files, type Mutant, manifests, opens, overlay, transactions } from './overlay.ts';

export const structureMutants: readonly Mutant[] = [
  {
    bug: 'load puts one entry after the other',
    breaks: 'A load stores its entries as one balanced tree that can be written to afterwards',
    plant: transactions((tx) => ({
      load: (tree, entries) => {
        for (const { key, value } of entries) {
          tx.tree(tree).put(key, value);
        }
      },
    })),
  },
  {
    bug: 'load sorts what is not in order',
    breaks: 'A load of entries out of order, or with a key twice, is refused and leaves nothing',
    plant: transactions((tx) => ({
      load: (tree, entries) => {
        tx.load(tree, sorted(entries));
      },
    })),
  },
  {
    bug: 'load replaces a tree that has entries',
    breaks: 'A load into a tree that has entries is refused and leaves them',
    plant: transactions((tx) => ({
      load: (tree, entries) => {
        tx.drop(tree);
        tx.load(tree, entries);
      },
    })),
  },
  {
    bug: 'load keeps what came before its source failed',
    breaks: 'A load whose source throws rejects with that error and leaves nothing',
    plant: transactions((tx) => ({
      load: (tree, entries) => {
        tx.load(tree, untilError(entries));
      },
    })),
  },
  {
    bug: 'load passes over entries beyond the limits',
    breaks: 'A load holds its entries to the limits of put',
    plant: transactions((tx) => ({
      load: (tree, entries) => {
        tx.load(
          tree,
          [...entries].filter(
            ({ key, value }) =>
              key.length >= 1 &&
              key.length <= LIMITS.keyBytesMax &&
              value.length <= LIMITS.valueBytesMax,
          ),
        );
      },
    })),
  },
  {
    bug: 'stats says of every tree that it was inserted',
    breaks: 'stats tells a tree that was loaded from one that was inserted',
    plant: files((file) => ({
      stats: () => {
        const stats = file.stats();
        const trees = stats.trees.map((tree) => overlay(tree, { built: 'insert' }));
        return overlay(stats, { trees });
      },
    })),
  },
  {
    bug: 'the engine promises a perfectly balanced tree',
    breaks: 'No order of inserting and deleting makes a tree higher than its engine promises',
    plant: manifests(() => ({ heightMax: (entries) => Math.ceil(Math.log2(entries + 1)) })),
  },
  {
    bug: 'shape forgets the lowest level',
    breaks: 'verify and shape agree with what is stored, and with each other',
    plant: files((file) => ({
      shape: (tree) => {
        const { depths, height, ...rest } = file.shape(tree);
        return { ...rest, height: Math.max(0, height - 1), depths: depths.slice(0, -1) };
      },
    })),
  },
  {
    bug: 'an empty tree has a root',
    breaks: 'The shape of an empty or absent tree has no height and no depths',
    plant: files((file) => ({
      shape: (tree) => {
        const shape = file.shape(tree);
        return shape.height === 0 ? { ...shape, height: 1, depths: [1] } : shape;
      },
    })),
  },
  {
    bug: 'stats counts the bytes of values only',
    breaks: 'stats names the engine and the trees, and counts their entries and the bytes stored',
    plant: files((file) => ({
      stats: () => ({ ...file.stats(), bytesStored: (file.stats().bytesStored * 3) / 4 }),
    })),
  },
  {
    bug: 'compaction loads every tree anew',
    breaks: 'Compaction in memory keeps contents, shape, commit number and open snapshots',
    plant: files((file) => ({ compact: async () => loadAnew(file) })),
  },
  {
    bug: 'compaction ends the snapshots that are open',
    breaks: 'Compaction on disk keeps contents, shape, commit number and open snapshots',
    plant: files((file) => {
      const open: { release(): void }[] = [];
      return {
        snapshot: (token) => {
          const snapshot = file.snapshot(token);
          open.push(snapshot);
          return snapshot;
        },
        compact: async () => {
          for (const snapshot of open) {
            snapshot.release();
          }
          await file.compact();
        },
      };
    }),
  },
  {
    bug: 'compaction does nothing',
    breaks: 'Compaction gives back the space of dead nodes',
    plant: files(() => ({ compact: async () => undefined })),
  },
  {
    bug: 'compaction puts the contents of its start back at its end',
    breaks: 'Writes under a compaction land, in the file and after reopening',
    plant: files((file) => ({
      compact: async () => {
        const before = [...file.snapshot().tree('a').range()];
        await wait(20);
        await file.drop('a');
        await file.load('a', before);
      },
    })),
  },
  {
    bug: 'a backup is an empty file',
    breaks: 'A backup opens as a file of its own with the contents of its moment',
    plant: opens(async (engine, path, options) =>
      overlay(await engine.open(path, options), {
        backup: async (target) => (await engine.open(target)).close(),
      }),
    ),
  },
  {
    bug: 'a backup replaces what is at its path',
    breaks: 'A backup over a path that exists is refused with EXISTS and leaves it',
    plant: files((file) => ({
      backup: async (target) => {
        await rm(target);
        await file.backup(target);
      },
    })),
  },
  {
    bug: 'verify reports a fault in a sound file',
    breaks: 'verify and shape agree with what is stored, and with each other',
    plant: files((file) => ({
      verify: async () => {
        const found = await file.verify();
        return { ...found, faults: [{ page: 1, tree: 'a', message: 'imagined' }] };
      },
    })),
  },
  {
    bug: 'verify counts a node twice',
    breaks: 'verify and shape agree with what is stored, and with each other',
    plant: files((file) => ({
      verify: async () => {
        const found = await file.verify();
        return { ...found, trees: found.trees.map(oneMore) };
      },
    })),
  },
];

function sorted(entries: Iterable<Entry>): readonly Entry[] {
  const list = [...entries].toSorted((left, right) => Buffer.compare(left.key, right.key));
  return list.filter(
    ({ key }, index) => Buffer.compare(list[index - 1]?.key ?? new Uint8Array(), key) !== 0,
  );
}

function* untilError(entries: Iterable<Entry>): Generator<Entry> {
  try {
    yield* entries;
  } catch (error) {
    if (error instanceof EngineError) {
      throw error;
    }
  }
}

function oneMore(shape: TreeShape): TreeShape {
  return { ...shape, depths: shape.depths.map((nodes, depth) => nodes + (depth === 0 ? 0 : 1)) };
}

async function loadAnew(file: EngineFile): Promise<void> {
  const entries = [...file.snapshot().tree('a').range()];
  await file.drop('a');
  await file.load('a', entries);
}

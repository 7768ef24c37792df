import type { EngineFile, Snapshot } from '../../engines/index.ts';
import { expectReader, supports, withSnapshot } from '../commands/index.ts';
import { expectCode, expectRejects, expectSame } from '../expect.ts';
import { emptyModel, type Model, withTree } from '../model.ts';
import { inMemory } from './handles.ts';
import type { Law, LawContext } from './law.ts';
import { bytes, entriesTo, entryOf, inOrder, keyOf, putAll } from './samples.ts';

const TREE = 'a';

/** Snapshots and handles from first to last: what they show, when they end. */
export const snapshotLaws: readonly Law[] = [
  {
    name: 'A snapshot stays as it was across puts, deletes, drops, loads and many commits',
    requires: ['snapshots', 'trees'],
    check: async (context) =>
      inMemory(context, async (file) => {
        const held: [Snapshot, Model][] = [];
        let model: Model = emptyModel;
        const hold = (next: Model): void => {
          model = next;
          held.push([file.snapshot(), model]);
        };

        hold(model);
        await putAll(file, TREE, entriesTo(100));
        await putAll(file, 'other', [entryOf(1)]);
        hold(
          new Map([
            [TREE, entriesTo(100)],
            ['other', [entryOf(1)]],
          ]),
        );
        const longer = entriesTo(100, 30);
        await putAll(file, TREE, longer);
        hold(withTree(model, TREE, longer));
        await file.write((tx) => {
          for (const { key } of longer.slice(0, 90)) {
            tx.tree(TREE).delete(key);
          }
        });
        hold(withTree(model, TREE, longer.slice(90)));
        await file.drop(TREE);
        hold(withTree(emptyModel, 'other', [entryOf(1)]));
        await refill(context, file);
        hold(withTree(model, TREE, entriesTo(50)));
        await inOrder(entriesTo(300), async ({ key, value }) => {
          await putAll(file, TREE, [{ key, value: value.toReversed() }]);
        });

        for (const [snapshot, expected] of held) {
          expectReader(context.engine, snapshot, expected);
          snapshot.release();
        }
      }),
  },
  {
    name: 'Every read of a released snapshot is CLOSED, and releasing twice is allowed',
    requires: ['snapshots'],
    check: async (context) =>
      inMemory(context, async (file) => {
        await putAll(file, TREE, entriesTo(10));
        const snapshot = file.snapshot();
        const readsAfter = readsOf(context, snapshot);

        snapshot.release();
        snapshot.release();

        for (const [name, read] of readsAfter) {
          expectCode('CLOSED', read, `${name} after release`);
        }
      }),
  },
  {
    name: 'Closing ends the snapshots of a file and every call on it, and closing twice is allowed',
    requires: [],
    check: async (context) => {
      const file = await context.engine.open();
      await putAll(file, TREE, entriesTo(10));
      const snapshot = file.snapshot();
      const readsAfter = readsOf(context, snapshot);

      await file.close();
      await file.close();

      for (const [name, read] of readsAfter) {
        expectCode('CLOSED', read, `${name} after close`);
      }
      snapshot.release();
      expectCode('CLOSED', () => file.snapshot(), 'snapshot after close');
      expectCode('CLOSED', () => file.trees(), 'trees after close');
      await expectRejects('CLOSED', () => file.write(() => undefined), 'write after close');
      await expectRejects('CLOSED', () => file.drop(TREE), 'drop after close');
    },
  },
  {
    name: 'Commit numbers begin at 0 and rise by one with each commit',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        await inOrder([0, 1, 2, 3], async (commit) => {
          expectSame(withSnapshot(file, commitOf), commit, 'commit number of a snapshot');
          expectSame(file.stats().commit, commit, 'commit number in stats');
          await putAll(file, TREE, [entryOf(commit)]);
        });
      }),
  },
  {
    name: 'A file in memory has no path, can be written to, and its snapshots have no token',
    requires: [],
    check: async (context) =>
      inMemory(context, async (file) => {
        expectSame(file.path, undefined, 'path');
        expectSame(file.readOnly, false, 'readOnly');
        expectSame(
          withSnapshot(file, ({ token }) => token),
          undefined,
          'token',
        );
      }),
  },
  {
    name: 'Files in memory share nothing',
    requires: [],
    check: async (context) =>
      inMemory(context, async (left) =>
        inMemory(context, async (right) => {
          await putAll(left, TREE, [{ key: keyOf(1), value: bytes('left') }]);

          withSnapshot(right, (snapshot) => {
            expectSame(snapshot.tree(TREE).has(keyOf(1)), false, 'has, in the other file');
            expectSame(snapshot.commit, 0, 'commit number of the other file');
          });
        }),
      ),
  },
];

function commitOf({ commit }: Snapshot): number {
  return commit;
}

async function refill({ engine }: LawContext, file: EngineFile): Promise<void> {
  await (supports(engine, 'load')
    ? file.load(TREE, entriesTo(50))
    : putAll(file, TREE, entriesTo(50)));
}

/** Every read that `engine` supports, on readers, a range and a cursor that are under way. */
function readsOf(
  { engine }: LawContext,
  snapshot: Snapshot,
): readonly (readonly [string, () => unknown])[] {
  const tree = snapshot.tree(TREE);
  const reads: [string, () => unknown][] = [
    ['get', () => tree.get(keyOf(1))],
    ['view', () => tree.view(keyOf(1))],
    ['has', () => tree.has(keyOf(1))],
    ['first', () => tree.first()],
    ['last', () => tree.last()],
    ['trees', () => snapshot.trees()],
    ['a new reader', () => snapshot.tree(TREE).get(keyOf(1))],
  ];
  if (supports(engine, 'range')) {
    const walk = tree.range();
    walk.next();
    reads.push(['range', () => tree.range().next()], ['a range under way', () => walk.next()]);
  }
  if (supports(engine, 'count')) {
    reads.push(['count', () => tree.count()]);
  }
  if (supports(engine, 'at')) {
    reads.push(['at', () => tree.at(0)]);
  }
  if (supports(engine, 'cursor')) {
    const cursor = tree.cursor();
    cursor.first();
    reads.push(
      ['a new cursor', () => tree.cursor().first()],
      ['a cursor under way', () => cursor.next()],
    );
  }
  return reads;
}

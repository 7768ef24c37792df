/** Bugs in what transactions do. */
import {
  EngineError,
  type EngineFile,
  type Entry,
  type Transaction,
} from '../../../engines/index.ts';
import { files, type Mutant, overlay, transactions, writers } from './overlay.ts';

export const writingMutants: readonly Mutant[] = [
  {
    bug: 'delete says that it found what was absent',
    breaks: 'A tree that does not exist reads as empty, and reading it does not make it',
    plant: writers((tree) => ({
      delete: (key) => {
        tree.delete(key);
        return true;
      },
    })),
  },
  {
    bug: 'drop removes one key',
    breaks: 'A drop removes one whole tree, and the name can be filled anew',
    plant: transactions((tx) => ({
      drop: (name) => tx.tree(name).delete(tx.tree(name).first()?.key ?? Uint8Array.of(0)),
    })),
  },
  {
    bug: 'a replaced key keeps its old value',
    breaks: 'Any sequence of commands in memory leaves what it leaves in a sorted map',
    plant: writers((tree) => ({
      put: (key, value) => {
        if (!tree.has(key)) {
          tree.put(key, value);
        }
      },
    })),
  },
  {
    bug: 'delete removes the next key instead',
    breaks: 'Any sequence of commands in memory leaves what it leaves in a sorted map',
    plant: writers((tree) => ({
      delete: (key) => {
        const present = tree.has(key);
        const next = tree.range({ gt: key, limit: 1 }).next().value as Entry | undefined;
        tree.delete(present && next !== undefined ? next.key : key);
        return present;
      },
    })),
  },
  {
    bug: 'keys are told apart by their first 16 bytes',
    breaks: 'Any sequence of commands in memory leaves what it leaves in a sorted map',
    plant: writers((tree) => ({
      put: (key, value) => {
        const clash = tree.range({ gte: key.subarray(0, 16), limit: 1 }).next().value as
          | Entry
          | undefined;
        const same =
          clash !== undefined &&
          clash.key.length >= 16 &&
          Buffer.compare(clash.key.subarray(0, 16), key.subarray(0, 16)) === 0;
        tree.put(same ? clash.key : key, value);
      },
    })),
  },
  {
    bug: 'the work waits for the next tick',
    breaks: 'A work runs before write returns, and write resolves with its result',
    plant: files((file) => ({
      write: async (work, options) => {
        await Promise.resolve();
        return file.write(work, options);
      },
    })),
  },
  {
    bug: 'a transaction looks keys up in the commit before it',
    breaks: 'A transaction reads its own writes, and no snapshot does before the commit',
    plant: transactions((tx, file) => ({
      tree: (name) => {
        const before = file.snapshot().tree(name);
        return overlay(tx.tree(name), { has: (key) => before.has(key) });
      },
    })),
  },
  {
    bug: 'a work that throws is committed up to there',
    breaks: 'A work that throws leaves nothing in any tree, and write rejects with the very error',
    plant: files(committingAborts),
  },
  {
    bug: 'a write inside a work joins it',
    breaks: 'A write inside a work is a TypeError, and neither leaves anything',
    plant: files(awaitingWorks),
  },
  {
    bug: 'write waits for the promise of its work',
    breaks: 'A work that returns a promise is a TypeError and leaves nothing',
    plant: files(awaitingWorks),
  },
  {
    bug: 'a refused argument poisons its transaction',
    breaks: 'A work may catch the refusal of an argument and commit the rest',
    plant: files((file) => ({
      write: async (work, options) => {
        let refused = false;
        return file.write((tx) => {
          const tree: Transaction['tree'] = (name) => {
            refused ||= name === '';
            return tx.tree(name);
          };
          const result = work(overlay(tx, { tree }));
          if (refused) {
            throw new EngineError('POISONED', 'an argument was refused');
          }
          return result;
        }, options);
      },
    })),
  },
  {
    bug: 'a load that fails is forgotten',
    breaks: 'A work that catches a failed load cannot commit',
    plant: transactions((tx) => ({
      load: (tree, entries) => {
        const list = [...entries];
        if (!isSorted(list)) {
          throw new EngineError('UNSORTED', 'out of order');
        }
        tx.load(tree, list);
      },
    })),
  },
  {
    bug: 'a reader of a transaction that ended answers nothing',
    breaks: 'What a transaction handed out has ended with it, also while a later one runs',
    plant: writers((tree) => ({
      get: (key) => {
        try {
          return tree.get(key);
        } catch {
          return undefined;
        }
      },
    })),
  },
];

/** A file on which a work that throws leaves what it did before. */
export function committingAborts(file: EngineFile): Partial<EngineFile> {
  return {
    write: async (work, options) => {
      const outcome = await file.write((tx) => {
        try {
          return { result: work(tx) };
        } catch (error) {
          return { error };
        }
      }, options);
      if ('error' in outcome) {
        throw outcome.error;
      }
      return outcome.result;
    },
  };
}

/** A file that takes promises from works, and the writes inside of them as a part. */
function awaitingWorks(file: EngineFile): Partial<EngineFile> {
  let running: Transaction | undefined;
  return {
    write: async (work, options) => {
      if (running !== undefined) {
        return work(running);
      }
      const { result } = await file.write((tx) => {
        running = tx;
        try {
          return { result: work(tx) };
        } finally {
          running = undefined;
        }
      }, options);
      return result;
    },
  };
}

function isSorted(entries: readonly Entry[]): boolean {
  return entries.every(
    ({ key }, index) =>
      index === 0 || Buffer.compare(entries[index - 1]?.key ?? new Uint8Array(), key) < 0,
  );
}

/** Bugs in what is made of keys, values and names. */
import { EngineError, type Entry, LIMITS, type Transaction } from '../../../engines/index.ts';
import { files, type Mutant, overlay, transactions, writers } from './overlay.ts';

export const argumentMutants: readonly Mutant[] = [
  {
    bug: 'the caller keeps the value that it put',
    breaks: 'put copies its arguments: what the caller does to them afterwards changes nothing',
    plant: files((file) => ({
      write: async (work, options) =>
        file.write((tx) => {
          const kept: Entry[] = [];
          const tree: Transaction['tree'] = (name) =>
            overlay(tx.tree(name), {
              put: (key, value) => {
                tx.tree(name).put(key, value);
                kept.push({ key: Uint8Array.from(key), value });
              },
            });
          const result = work(overlay(tx, { tree }));
          for (const { key, value } of kept) {
            tx.tree('a').put(key, value);
          }
          return result;
        }, options),
    })),
  },
  {
    bug: 'put reads from the start of the buffer',
    breaks: 'Keys and values may be windows into larger buffers, and Buffers',
    plant: writers((tree) => ({
      put: (key, value) => tree.put(new Uint8Array(key.buffer, 0, key.length), value),
    })),
  },
  {
    bug: 'the longest legal key is refused',
    breaks:
      'Keys of 1 byte and of the greatest length are kept; empty and longer ones are KEY_SIZE',
    plant: writers((tree) => ({
      put: (key, value) => {
        if (key.length >= LIMITS.keyBytesMax) {
          throw new EngineError('KEY_SIZE', 'too long');
        }
        tree.put(key, value);
      },
    })),
  },
  {
    bug: 'a value that is too long is cut',
    breaks: 'Values of 0 bytes and of the greatest length are kept; longer ones are VALUE_SIZE',
    plant: writers((tree) => ({
      put: (key, value) => tree.put(key, value.subarray(0, LIMITS.valueBytesMax)),
    })),
  },
  {
    bug: 'the length of a name is taken in UTF-16 units',
    breaks: 'Tree names have 1 to 64 bytes of UTF-8; others are TREE_NAME',
    plant: transactions((tx) => ({
      tree: (name) => tx.tree(name.length <= LIMITS.treeNameBytesMax ? name.slice(0, 32) : name),
    })),
  },
  {
    bug: 'one tree too many pushes another out',
    breaks: 'A file holds 256 trees; one more is TREES, until another is dropped',
    plant: transactions((tx) => ({
      tree: (name) => {
        const names = tx.trees();
        if (names.length === LIMITS.treesMax && !names.includes(name)) {
          tx.drop(names[0] ?? '');
        }
        return tx.tree(name);
      },
    })),
  },
];

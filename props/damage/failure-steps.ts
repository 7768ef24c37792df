import type { EngineFile, Entry } from '../../engines/index.ts';
import { lineOf } from './contents.ts';

/** What a file is to hold: values by key by tree, as text of one byte a character. */
export type Model = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** One change: what it makes of a model, and how it is asked for. */
export interface Step {
  readonly after: (model: Model) => Model;
  /** Writes that are asked for at once and so share one commit: all of them, or none. */
  readonly run: (file: EngineFile) => readonly Promise<unknown>[];
}

type Puts = Readonly<Record<string, Readonly<Record<string, string>>>>;

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The same lines as `contentsOf` gives for a file that holds `model`. */
export function linesOf(model: Model): string {
  const names = [...model.keys()].toSorted();
  const lines = names.flatMap((name) => {
    const entries = [...model.get(name)!].toSorted(([a], [b]) =>
      Buffer.compare(bytes(a), bytes(b)),
    );
    return entries.map(([key, value]) => lineOf(name, { key: bytes(key), value: bytes(value) }));
  });
  return lines.join('\n');
}

function withPuts(model: Model, puts: Puts): Model {
  const changed = new Map(model);
  for (const [tree, entries] of Object.entries(puts)) {
    changed.set(tree, new Map([...(model.get(tree) ?? []), ...Object.entries(entries)]));
  }
  return changed;
}

function put(file: EngineFile, puts: Puts, durability: 'sync' | 'none' = 'sync'): Promise<void> {
  return file.write(
    (tx) => {
      for (const [tree, entries] of Object.entries(puts)) {
        for (const [key, value] of Object.entries(entries)) {
          tx.tree(tree).put(bytes(key), bytes(value));
        }
      }
    },
    { durability },
  );
}

function putting(...groups: readonly Puts[]): Step {
  return {
    after: (model) => groups.reduce(withPuts, model),
    run: (file) => groups.map((puts) => put(file, puts)),
  };
}

const LOADED: readonly Entry[] = Array.from({ length: 120 }, (_, index) => ({
  key: bytes(`k${String(index).padStart(4, '0')}`),
  value: bytes('v'.repeat(index)),
}));

const LOADED_TEXT: ReadonlyMap<string, string> = new Map(
  LOADED.map(({ key, value }) => [
    Buffer.from(key).toString('latin1'),
    Buffer.from(value).toString('latin1'),
  ]),
);

/** Removing a key, and a whole tree. */
const removing: Step = {
  after(model) {
    const changed = new Map(model);
    const a = new Map(model.get('a'));
    a.delete('one');
    if (model.has('a')) changed.set('a', a);
    changed.delete('b');
    return changed;
  },
  run: (file) => [
    file.write((tx) => {
      if (tx.trees().includes('a')) tx.tree('a').delete(bytes('one'));
      tx.drop('b');
    }),
  ],
};

/** A commit that waits for nothing, and the one behind it that takes it along. */
const unwaited: Step = {
  after: (model) => withPuts(model, { a: { none: 'n'.repeat(40), sync: 's' } }),
  run: (file) => [
    put(file, { a: { none: 'n'.repeat(40) } }, 'none'),
    put(file, { a: { sync: 's' } }),
  ],
};

/** Steps of each opening of the file: every kind of change, every size of value. */
export const STEPS: readonly (readonly Step[])[] = [
  [
    putting({ a: { one: '1', two: '2'.repeat(60) }, b: { three: '3'.repeat(900) } }),
    {
      after: (model) => new Map([...model, ['loaded', LOADED_TEXT]]),
      run: (file) => [file.load('loaded', LOADED)],
    },
    putting({ a: { large: 'L'.repeat(20_000), middle: 'm'.repeat(3000) } }),
    putting({ a: { g1: '1' } }, { b: { g2: '2'.repeat(30) } }, { c: { g3: '3' } }),
  ],
  [
    putting({ a: { one: 'changed'.repeat(20), large: 'M'.repeat(9000) } }),
    removing,
    unwaited,
    putting({ d: { last: 'z' } }),
  ],
];

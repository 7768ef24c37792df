import type { EngineFile, Entry, Reader } from '../../engines/index.ts';

/** What the trees of a file hold: a line an entry, in order of tree and key. */
export type Contents = string;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The line of one entry. */
export function lineOf(tree: string, { key, value }: Entry): string {
  return JSON.stringify([tree, latin1(key), latin1(value)]);
}

/** Everything that `reader` sees. @throws EngineError when a page cannot be read. */
function contentsOf(reader: Reader): Contents {
  const lines: string[] = [];
  for (const name of reader.trees()) {
    for (const entry of reader.tree(name).range()) lines.push(lineOf(name, entry));
  }
  return lines.join('\n');
}

/** What the current snapshot of `file` holds. @throws EngineError when a page cannot be read. */
export function contentsNow(file: EngineFile): Contents {
  const snapshot = file.snapshot();
  try {
    return contentsOf(snapshot);
  } finally {
    snapshot.release();
  }
}

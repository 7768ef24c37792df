import { inspect } from 'node:util';
import { type Engine, EngineError, type EngineFile, type Reader } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { DAMAGED_PATH, type Trees } from './corpus.ts';
import { memoryStorage } from './memory-storage.ts';

/** A state that a damaged file may show, as it was. */
export interface State {
  readonly commit: number;
  readonly trees: Trees;
}

/**
 * What became of a damaged file. `refused`: opening or reading it is an error with a code.
 * `reported`: it reads right, and `verify` tells of the damage. `unnoticed`: it reads right and
 * nobody says anything. `wrong`: an answer that is not so, an older commit, an error without a code.
 */
export type Verdict =
  | { readonly tag: 'refused' | 'reported' | 'unnoticed'; readonly commit?: number }
  | { readonly tag: 'wrong'; readonly why: string };

type EngineOver = (storage: Storage) => Engine;

/** Opens `bytes` for reading, reads everything and verifies it. `states` are right answers. */
export async function judgeReader(
  engineOver: EngineOver,
  bytes: Uint8Array,
  states: readonly State[],
): Promise<Verdict> {
  return judge(engineOver, bytes, { states, readOnly: true });
}

/** Opens `bytes` for writing, which may repair it, and reads everything. */
export async function judgeWriter(
  engineOver: EngineOver,
  bytes: Uint8Array,
  states: readonly State[],
): Promise<Verdict> {
  return judge(engineOver, bytes, { states, readOnly: false });
}

async function judge(
  engineOver: EngineOver,
  bytes: Uint8Array,
  { states, readOnly }: { readonly states: readonly State[]; readonly readOnly: boolean },
): Promise<Verdict> {
  const { storage } = memoryStorage(new Map([[DAMAGED_PATH, bytes]]));
  let file: EngineFile;
  try {
    file = await engineOver(storage).open(DAMAGED_PATH, { readOnly, create: false });
  } catch (error) {
    return refusal(error, 'open');
  }
  try {
    const { commit, read } = readAll(file, states);
    const reported = await isReported(file);
    if (read.tag !== 'refused') return { tag: reported ? 'reported' : 'unnoticed', commit };
    return reported ? read : { tag: 'wrong', why: 'it cannot be read and verify says nothing' };
  } catch (error) {
    return { tag: 'wrong', why: error instanceof Wrong ? error.message : inspect(error) };
  } finally {
    await file.close();
  }
}

class Wrong extends Error {}

function readAll(
  file: EngineFile,
  states: readonly State[],
): { readonly commit: number; readonly read: Verdict } {
  const snapshot = file.snapshot();
  const { commit } = snapshot;
  const state = states.find((one) => one.commit === commit);
  if (state === undefined) throw new Wrong(`commit ${commit} is shown`);
  try {
    const difference = differenceFrom(state.trees, snapshot);
    if (difference !== undefined) throw new Wrong(difference);
    return { commit, read: { tag: 'unnoticed' } };
  } catch (error) {
    if (error instanceof Wrong) throw error;
    return { commit, read: refusal(error, 'read') };
  }
}

async function isReported(file: EngineFile): Promise<boolean> {
  try {
    return (await file.verify()).faults.length > 0;
  } catch (error) {
    throw new Wrong(`verify fails where it should report: ${inspect(error)}`);
  }
}

function refusal(error: unknown, where: string): Verdict {
  if (error instanceof EngineError) return { tag: 'refused' };
  return { tag: 'wrong', why: `${where} fails without a code: ${inspect(error)}` };
}

/** What is not as in `trees`, or undefined. @throws EngineError when a page cannot be read. */
function differenceFrom(trees: Trees, reader: Reader): string | undefined {
  const names = reader.trees();
  if (names.join(' ') !== trees.map(([name]) => name).join(' ')) return `trees ${names.join(' ')}`;
  for (const [name, entries] of trees) {
    let index = 0;
    for (const { key, value } of reader.tree(name).range()) {
      const due = entries[index];
      if (due === undefined || Buffer.compare(due.key, key) !== 0) {
        return `${name}: entry ${index} has the key ${Buffer.from(key).toString('hex')}`;
      }
      if (Buffer.compare(due.value, value) !== 0)
        return `${name}: entry ${index} has another value`;
      index += 1;
    }
    if (index !== entries.length) return `${name}: ${index} entries and not ${entries.length}`;
  }
  return undefined;
}

import { existsSync } from 'node:fs';
import type { Engine, EngineFile } from '../../engines/index.ts';
import type { Replay } from './replay.ts';
import { numberIn } from './workload.ts';

/** What a file must hold after a crash. */
export interface Expected {
  readonly engine: Engine;
  readonly path: string;
  /** Number of the newest transaction that was acknowledged as durable. */
  readonly acknowledged: number;
  /** At or below what the file holds; moved on to what is found there. */
  readonly replay: Replay;
}

/**
 * Opens a file that a crash left and compares all of it: first read-only, which must show every
 * acknowledged transaction; then, with `recovers`, for writing, verified. In both, exactly the
 * transactions up to some number have to be there. Answers what is wrong.
 */
export async function verdictOn(
  expected: Expected,
  options: { readonly recovers: boolean },
): Promise<readonly string[]> {
  const { path, acknowledged } = expected;
  if (!existsSync(path)) {
    return acknowledged === 0 ? [] : [`${path} is gone, and ${acknowledged} was acknowledged`];
  }
  const wrong = await opened(expected, true);
  if (wrong.length > 0 || !options.recovers) return wrong;
  return opened(expected, false);
}

async function opened(expected: Expected, readOnly: boolean): Promise<readonly string[]> {
  const { engine, path } = expected;
  const how = readOnly ? 'read-only' : 'for writing';
  try {
    const file = await engine.open(path, { readOnly });
    try {
      const wrong = compared(expected, file);
      const faults = readOnly ? [] : (await file.verify()).faults;
      return [...wrong, ...faults.map(({ message }) => message)].map((what) => `${how}: ${what}`);
    } finally {
      await file.close();
    }
  } catch (error) {
    return [`${how}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function compared({ acknowledged, replay }: Expected, file: EngineFile): readonly string[] {
  const snapshot = file.snapshot();
  const number = numberIn(snapshot);
  const least = Math.max(acknowledged, replay.number);
  if (number < least) return [`transaction ${number} is the last one, and ${least} is due`];
  replay.advanceTo(number);
  const difference = replay.difference(snapshot);
  return difference === undefined ? [] : [difference];
}

import { type Engine } from '../../engines/index.ts';
import { redBlack } from '../../engines/red-black/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { treeEngine } from '../../engines/tree/index.ts';
import { unbalanced } from '../../engines/unbalanced/index.ts';
import {
  ERRNOS,
  FAILING_OPERATIONS,
  type Failure,
  hidingFailures,
  POISONED_WORKS,
  poisonImage,
  tryFailure,
  tryPoison,
} from '../damage/index.ts';
import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

/** More than any operation is asked for in one try. */
const INDEX_MAX = 5000;
/** Violations that are told. */
const VIOLATIONS_MAX = 20;

type EngineOver = (storage: Storage) => Engine;

interface Tally {
  readonly counts: Record<string, number>;
  readonly violations: string[];
}

/** F1 and F4: every operation of the disk fails in turn, in every way, and loses nothing. */
export const failuresPart: SoakPart = {
  name: 'failures',
  async run(options): Promise<SoakResult> {
    const tally: Tally = {
      counts: { failures: 0, acknowledged: 0, refused: 0, poisonings: 0 },
      violations: [],
    };
    for (const balance of [redBlack, unbalanced]) {
      const engineOver: EngineOver = (storage) => treeEngine(balance, storage);
      for (const operation of FAILING_OPERATIONS) {
        await failAll(engineOver, operation, options, tally);
        const { failures, refused } = tally.counts;
        options.onProgress(
          `${balance.name}: ${operation}: ${failures} failures, ${refused} refused`,
        );
      }
      await poisonAll(engineOver, options, tally);
    }
    return {
      ...tally,
      violations: tally.violations.slice(0, VIOLATIONS_MAX),
      controls: [{ name: 'writes whose failure is hidden', caught: await findsHiddenFailures() }],
    };
  },
};

/** Every index, once and for good, with every error; or the share of them that is asked for. */
async function failAll(
  engineOver: EngineOver,
  operation: Failure['operation'],
  { seed, share }: SoakOptions,
  { counts, violations }: Tally,
): Promise<void> {
  const stride = Math.max(1, Math.round(1 / share));
  let turn = seed % stride;
  for (let index = 1; index <= INDEX_MAX; index += 1) {
    let reached = true;
    for (const errno of ERRNOS) {
      for (const persistent of [false, true]) {
        turn += 1;
        if (turn % stride !== 0) continue;
        const failure: Failure = { operation, index, persistent, errno };
        const outcome = await tryFailure(engineOver, failure);
        reached &&= outcome.reached;
        if (!outcome.reached) break;
        counts['failures']! += 1;
        counts['acknowledged']! += outcome.acknowledged;
        counts['refused']! += outcome.refused;
        if (outcome.violation === undefined) continue;
        violations.push(`${JSON.stringify(failure)}: ${outcome.violation}`);
      }
    }
    if (!reached) return;
  }
}

async function poisonAll(
  engineOver: EngineOver,
  { share }: SoakOptions,
  { counts, violations }: Tally,
): Promise<void> {
  const stride = Math.max(1, Math.round(1 / share));
  const image = await poisonImage(engineOver);
  for (const operation of POISONED_WORKS.keys()) {
    for (let point = 1; point <= INDEX_MAX; point += stride) {
      const { reached, violation } = await tryPoison(engineOver, image, { operation, point });
      if (violation !== undefined) violations.push(`${operation}, read ${point}: ${violation}`);
      if (!reached) break;
      counts['poisonings']! += 1;
      // Entries that fail do so wherever the pages come from.
      if (operation.startsWith('load of')) break;
    }
  }
}

async function findsHiddenFailures(): Promise<boolean> {
  for (let index = 1; index <= 40; index += 1) {
    const failure: Failure = { operation: 'write', index, persistent: false, errno: 'EIO' };
    const outcome = await tryFailure(
      (storage) => treeEngine(redBlack, hidingFailures(storage)),
      failure,
    );
    if (outcome.violation !== undefined) return true;
  }
  return false;
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Engine } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import { expectThat } from '../expect.ts';
import { LawBroken } from '../laws/index.ts';
import { type Action, Actor, FILE } from './actor.ts';
import { scheduledStorage } from './scheduled-storage.ts';

/** Turns of the event loop after which a call counts as never answered. */
const TURNS_MAX = 1_000;

export interface InterleavingOptions {
  /** The engine over some storage. */
  readonly engineOver: (storage: Storage) => Engine;
  readonly runs: number;
  readonly seed: number;
  /** Plants a fault: syncs are answered, and nothing is durable. */
  readonly syncs?: boolean;
}

export interface InterleavingSummary {
  readonly interleavings: number;
  readonly acknowledged: number;
  readonly violations: readonly string[];
}

function actionsFor(engine: Engine): fc.Arbitrary<readonly Action[]> {
  const kinds: fc.WeightedArbitrary<Action>[] = [
    { weight: 8, arbitrary: fc.constant('write') },
    { weight: 1, arbitrary: fc.constant('throw') },
    { weight: 2, arbitrary: fc.constantFrom<Action>('hold', 'release') },
    { weight: 1, arbitrary: fc.constant('backup') },
  ];
  if (!engine.manifest.unsupported.includes('compact')) {
    kinds.push({ weight: 1, arbitrary: fc.constant('compact') });
  }
  const some = fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 12, size: 'max' });
  const late = fc.array(fc.constantFrom<Action>('write', 'hold', 'backup', 'close'), {
    maxLength: 2,
  });
  return fc.tuple(some, late).map(([before, after]) => before.concat('close', after));
}

/**
 * Calls an engine file many times over without waiting, over a disk that answers in an order of
 * fast-check's choice, and compares every answer with what was promised.
 */
export async function tryInterleavings(options: InterleavingOptions): Promise<InterleavingSummary> {
  const { engineOver, runs, seed, syncs = true } = options;
  let interleavings = 0;
  let acknowledged = 0;
  const engine = engineOver(scheduledStorage({} as fc.Scheduler).storage);
  const property = fc.asyncProperty(
    fc.scheduler(),
    actionsFor(engine),
    fc.nat(2 ** 20),
    async (scheduler, actions, workload) => {
      const disk = scheduledStorage(scheduler, { syncs });
      const opening = engineOver(disk.storage).open(FILE);
      await scheduler.waitFor(opening);
      const actor = new Actor(await opening, disk, { seed: workload, engineOver });
      scheduler.scheduleSequence(
        actions.map((action) => ({
          label: action,
          builder: async () => actor.act(action),
        })),
      );
      await scheduler.waitIdle();
      // An engine may give way to the event loop, which the scheduler knows nothing of.
      for (let turn = 0; turn < TURNS_MAX && !actor.idle; turn += 1) {
        await nextTurn();
        await scheduler.waitIdle();
      }
      interleavings += 1;
      acknowledged += actor.acknowledged;
      if (actor.problem !== undefined) throw actor.problem;
      expectThat(actor.idle, 'a call was never answered');
    },
  );
  const details = await fc.check(property, { numRuns: runs, seed });
  if (details.counterexample === null) return { interleavings, acknowledged, violations: [] };
  const [scheduler, actions, workload] = details.counterexample;
  const text = `${actions.join(', ')} over workload ${workload}, answered as ${fc.stringify(scheduler)}`;
  const broken = new LawBroken(
    {
      text,
      seed,
      path: details.counterexamplePath ?? '',
      runs: details.numRuns,
      shrinks: details.numShrinks,
    },
    details.errorInstance,
  );
  return { interleavings, acknowledged, violations: [`seed ${seed}: ${broken.message}`] };
}

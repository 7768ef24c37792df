import * as fc from 'fast-check';
import type { Engine } from '../../engines/index.ts';
import {
  atCommand,
  type Command,
  compactCommand,
  countCommand,
  holdCommand,
  lookupCommand,
  type Move,
  rangeCommand,
  recallCommand,
  releaseCommand,
  reopenCommand,
  type Step,
  supports,
  verifyCommand,
  walkCommand,
  writeCommand,
} from '../commands/index.ts';
import { keys } from './keys.ts';
import { bounds, ranges } from './ranges.ts';
import { sortedEntries, values } from './values.ts';

/** Sequences of up to 20 calls on a cursor. */
export const cursorMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constantFrom('next' as const, 'previous' as const) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constantFrom('first' as const, 'last' as const) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('seek' as const), key: bounds }) },
  ),
  { minLength: 1, maxLength: 20, size: 'max' },
);

/** Steps of a transaction over the trees that `engine` can have: three, or one. */
function stepsFor(engine: Engine): fc.Arbitrary<readonly Step[]> {
  const tree = treesFor(engine);
  const put = fc.record({ kind: fc.constant('put' as const), tree, key: keys, value: values });
  const touch = fc.record({
    kind: fc.constantFrom('delete' as const, 'read' as const),
    tree,
    key: keys,
  });
  const drop = fc.record({ kind: fc.constant('drop' as const), tree });
  const load = fc.record({
    kind: fc.constant('load' as const),
    tree,
    entries: sortedEntries(40),
  });
  const kinds: fc.WeightedArbitrary<Step>[] = [
    { weight: 12, arbitrary: put },
    { weight: 8, arbitrary: touch },
    { weight: 1, arbitrary: drop },
  ];
  if (supports(engine, 'load')) {
    kinds.push({ weight: 1, arbitrary: load });
  }
  return fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 8, size: 'max' });
}

function treesFor(engine: Engine): fc.Arbitrary<string> {
  return supports(engine, 'trees') ? fc.constantFrom('a', 'b', 'c') : fc.constant('a');
}

function writesFor(engine: Engine): fc.Arbitrary<Command> {
  return fc
    .record({
      steps: stepsFor(engine),
      ending: supports(engine, 'abort')
        ? fc.constantFrom('commit' as const, 'commit' as const, 'commit' as const, 'abort' as const)
        : fc.constant('commit' as const),
      durability: fc.constantFrom('sync' as const, 'sync' as const, 'none' as const),
    })
    .map(({ steps, ending, durability }) => writeCommand(steps, { ending, durability }));
}

function readsFor(engine: Engine): fc.Arbitrary<Command>[] {
  const tree = treesFor(engine);
  return [
    fc.record({ tree, key: keys }).map((at) => lookupCommand(at.tree, at.key)),
    ...(supports(engine, 'range')
      ? [fc.record({ tree, range: ranges }).map((at) => rangeCommand(at.tree, at.range))]
      : []),
    ...(supports(engine, 'count')
      ? [fc.record({ tree, range: ranges }).map((at) => countCommand(at.tree, at.range))]
      : []),
    ...(supports(engine, 'at')
      ? [fc.record({ tree, rank: fc.nat(60) }).map((at) => atCommand(at.tree, at.rank))]
      : []),
    ...(supports(engine, 'cursor')
      ? [fc.record({ tree, moves: cursorMoves }).map((at) => walkCommand(at.tree, at.moves))]
      : []),
  ];
}

function lifetimesFor(engine: Engine, onDisk: boolean): fc.Arbitrary<Command>[] {
  return [
    ...(supports(engine, 'snapshots')
      ? [
          fc.constant(undefined).map(holdCommand),
          fc.nat(7).map(recallCommand),
          fc.nat(7).map(releaseCommand),
        ]
      : []),
    ...(supports(engine, 'compact') ? [fc.constant(undefined).map(compactCommand)] : []),
    ...(supports(engine, 'verify') ? [fc.constant(undefined).map(verifyCommand)] : []),
    ...(onDisk ? [fc.constant(undefined).map(reopenCommand)] : []),
  ];
}

/**
 * Sequences of up to `countMax` commands that `engine` supports, half of them writes. `onDisk`
 * adds reopening.
 */
export function commandsFor(
  engine: Engine,
  { countMax, onDisk }: { readonly countMax: number; readonly onDisk: boolean },
): fc.Arbitrary<readonly Command[]> {
  const others = [...readsFor(engine), ...lifetimesFor(engine, onDisk)];
  return fc.array(
    fc.oneof(
      { weight: others.length, arbitrary: writesFor(engine) },
      ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
    ),
    { maxLength: countMax, size: 'max' },
  );
}

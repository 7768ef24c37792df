import type { EngineFile, TreeShape } from '../../engines/index.ts';
import { expectList, expectSame, expectThat } from '../expect.ts';
import { entriesOf, type Model } from '../model.ts';
import { expectSameTrees } from './agree.ts';

/** Requires `verify` to find no fault, and the shapes it reports to be those of `model`. */
export async function expectSound(file: EngineFile, model: Model): Promise<void> {
  const { faults, trees } = await file.verify();
  const [fault] = faults;
  if (fault !== undefined) {
    const place = `tree ${fault.tree ?? '-'}, page ${fault.page ?? '-'}`;
    expectThat(
      false,
      `verify found ${faults.length} faults, the first: ${fault.message} (${place})`,
    );
  }
  expectSameTrees(
    trees.map(({ tree }) => tree),
    model,
    'trees that verify walked',
  );
  for (const shape of trees) {
    expectShape(shape, entriesOf(model, shape.tree).length);
  }
}

/** Requires `shape` to be that of a tree of `entries` entries. */
export function expectShape(shape: TreeShape, entries: number): void {
  const { tree, height, depths } = shape;
  const sum = depths.reduce((total, nodes) => total + nodes, 0);
  expectSame(shape.entries, entries, `shape of ${tree}, entries`);
  expectSame(sum, entries, `shape of ${tree}, nodes over all depths [${depths.join(', ')}]`);
  expectSame(depths.length, height, `shape of ${tree}, number of depths against the height`);
  expectThat(
    depths.every(
      (nodes, depth) => nodes >= 1 && nodes <= (depth === 0 ? 1 : 2 * at(depths, depth - 1)),
    ),
    `shape of ${tree}: no binary tree has these nodes at its depths: [${depths.join(', ')}]`,
  );
}

/** Requires two shapes of one tree to be equal. */
export function expectSameShape(found: TreeShape, expected: TreeShape, what: string): void {
  expectSame(found.tree, expected.tree, `${what}, tree`);
  expectSame(found.entries, expected.entries, `${what}, entries`);
  expectSame(found.height, expected.height, `${what}, height`);
  expectList(found.depths, expected.depths, `${what}, depths`);
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] ?? 0;
}

import * as fc from 'fast-check';
import type { EngineFile } from '../../engines/index.ts';
import { expectFile, expectShape, expectSound } from '../commands/index.ts';
import { expectThat } from '../expect.ts';
import { emptyModel, withTree } from '../model.ts';
import { forAll } from './for-all.ts';
import { inMemory } from './handles.ts';
import type { Law, LawContext } from './law.ts';
import { entryOf, inOrder, keyOf, putAll } from './samples.ts';

const TREE = 'a';

const ORDERS = ['sorted', 'reverse', 'zigzag', 'inside out', 'random'] as const;
type Order = (typeof ORDERS)[number];

interface Growth {
  readonly count: number;
  readonly order: Order;
  readonly removal: Order;
  readonly kept: number;
  readonly shuffle: readonly number[];
}

const growths: fc.Arbitrary<Growth> = fc.record({
  count: fc.oneof(fc.nat(20), fc.integer({ min: 100, max: 600 })),
  order: fc.constantFrom(...ORDERS),
  removal: fc.constantFrom(...ORDERS),
  kept: fc.nat(40),
  shuffle: fc.array(fc.nat(0xffff), { minLength: 16, maxLength: 16 }),
});

/** The height that an engine promises. */
export const heightLaws: readonly Law[] = [
  {
    name: 'No order of inserting and deleting makes a tree higher than its engine promises',
    requires: ['verify'],
    check: async (context) =>
      forAll(
        context,
        growths,
        async (growth) => inMemory(context, async (file) => growAndShrink(context, file, growth)),
        {
          share: 0.5,
          show: ({ count, order, removal, kept }) =>
            `${count} keys put in ${order} order, then deleted in ${removal} order down to ${kept}`,
        },
      ),
  },
];

async function growAndShrink(
  { engine }: LawContext,
  file: EngineFile,
  growth: Growth,
): Promise<void> {
  const heightMax = engine.manifest.heightMax ?? ((entries: number) => entries);
  const expectBounded = (entries: number): void => {
    const shape = file.shape(TREE);
    expectShape(shape, entries);
    expectThat(
      shape.height <= heightMax(entries),
      `${entries} entries stand ${shape.height} high, over the promised ${heightMax(entries)}`,
    );
  };

  const inserted = arranged(growth.count, growth.order, growth.shuffle);
  await inOrder(batches(inserted), async (batch) => {
    await putAll(
      file,
      TREE,
      batch.map((index) => entryOf(index)),
    );
  });
  expectBounded(growth.count);

  let entries = growth.count;
  const kept = Math.min(growth.kept, growth.count);
  const order = arranged(growth.count, growth.removal, growth.shuffle);
  const removed = order.slice(0, growth.count - kept);
  await inOrder(batches(removed), async (batch) => {
    await file.write((tx) => {
      for (const index of batch) {
        tx.tree(TREE).delete(keyOf(index));
      }
    });
    entries -= batch.length;
    expectBounded(entries);
  });

  const left = order.slice(growth.count - kept).toSorted((low, high) => low - high);
  const model = withTree(
    emptyModel,
    TREE,
    left.map((index) => entryOf(index)),
  );
  expectFile(engine, file, model);
  await expectSound(file, model);
}

/** The numbers 0 to `count` - 1 in one of the orders that trees fear. */
function arranged(count: number, order: Order, shuffle: readonly number[]): readonly number[] {
  const sorted = Array.from({ length: count }, (_, index) => index);
  const zigzag = sorted.map((index) => (index % 2 === 0 ? index >>> 1 : count - 1 - (index >>> 1)));
  const disorder = (index: number): number =>
    Math.imul(index + 1, 2_654_435_761) ^ Math.imul(shuffle[index % shuffle.length] ?? 0, 40_503);
  switch (order) {
    case 'sorted':
      return sorted;
    case 'reverse':
      return sorted.toReversed();
    case 'zigzag':
      return zigzag;
    case 'inside out':
      return zigzag.toReversed();
    case 'random':
      return sorted.toSorted((left, right) => disorder(left) - disorder(right));
    default:
      return order satisfies never;
  }
}

/** Slices of growing length, so that transactions of one key and of many both occur. */
function* batches(numbers: readonly number[]): Generator<readonly number[]> {
  let start = 0;
  for (let size = 1; start < numbers.length; size *= 2) {
    yield numbers.slice(start, start + size);
    start += size;
  }
}

import type { Random } from '../../series/index.ts';

/**
 * Draws at most `most` of `items`, each as likely as any other, while they pass; all of them in
 * their order when there are no more. Also tells how many there were.
 * Source: algorithm R of Waterman, in Knuth, The Art of Computer Programming 2, 3.4.2.
 */
export async function drawSample<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  most: number,
  random: Random,
): Promise<{ readonly drawn: readonly Item[]; readonly count: number }> {
  const drawn: Item[] = [];
  let count = 0;
  for await (const item of items) {
    count += 1;
    if (drawn.length < most) drawn.push(item);
    else {
      const place = random.integer(count);
      if (place < most) drawn[place] = item;
    }
  }
  return { drawn, count };
}

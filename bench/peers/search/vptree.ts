import { createMeasure } from '../../../server/index.ts';
import type { PeerCollection, PeerIndex, SearchPeer } from './peer.ts';

/** Series in a leaf; the package has none by default, and is slower so. */
const BUCKET = 8;

/** The vantage-point tree of the package `vptree` over the measure of the database. */
export const VPTREE_PEER: SearchPeer = {
  name: 'vptree',
  install: 'npm install --no-save vptree',
  prunes: true,
  seriesMax: 20_000,
  note: 'a vantage-point tree over our distance; it draws its points unseeded',
  async open(collection) {
    const { default: factory } = await import('vptree');
    return open(collection, factory);
  },
};

/** A prepared series, whose distances the tree asks for. */
type Element = Float64Array;

function open(
  { ids, values, length, gamma }: PeerCollection,
  factory: typeof import('vptree').default,
): PeerIndex {
  const measure = createMeasure({ name: 'kernel', gamma }, length);
  const prepare = (series: Float64Array): Element => {
    const element = new Float64Array(measure.preparedLength);
    measure.prepare(series, element, 0);
    return element;
  };
  const elements = ids.map((_, ordinal) =>
    prepare(values.subarray(ordinal * length, (ordinal + 1) * length)),
  );
  const tree = factory.build(elements, (a, b) => measure.distance(a, 0, b, 0), BUCKET);
  return {
    async nearest(series, k) {
      const found = tree.search(prepare(series), k);
      const neighbours = found.map(({ i, d }) => ({ id: ids[i]!, distance: d }));
      return { neighbours, distances: tree.comparisons };
    },
    close: async () => {},
  };
}

import type { Selected, Selection } from '../metadata/index.ts';
import { selectRows } from '../metadata/index.ts';
import type { Collection } from '../similarity/index.ts';
import type { View } from './compute.ts';
import { matchesIn } from './matches.ts';

/** What answers selections. */
export interface Selects {
  /**
   * Selects from the series of `view`, or of a later commit.
   * @param collection shows what the view has
   */
  select(view: View, collection: Collection, selection: Selection): Promise<Selected>;
  /** Waits for what is under way, and ends what it began. */
  close(): Promise<void>;
}

/** @param database the path of its directory, undefined in memory */
export type SelectsFactory = (database: { readonly path: string | undefined }) => Selects;

/** Selects from the columns in memory. */
export const memorySelects: SelectsFactory = () => ({
  select: async (view, collection, selection) => {
    const { bits } = matchesIn(view, collection, selection.where);
    return selectRows(view.metadata, bits, selection);
  },
  close: () => Promise.resolve(),
});

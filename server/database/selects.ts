import type { Selected, Selection } from '../metadata/index.ts';
import { selectRows } from '../metadata/index.ts';
import type { Collection } from '../similarity/index.ts';
import type { Turn } from '../turns/turn.ts';
import type { View } from './compute.ts';
import { matchesIn, overColumns } from './matches.ts';

/** What answers selections. */
export interface Selects {
  /**
   * Selects from the series of `view`, or of a later commit.
   * @param collection shows what the view has
   * @throws DatabaseError `TIMEOUT`, `SQL_FAILED`; the reason of the turn's signal.
   */
  select(view: View, collection: Collection, selection: Selection, turn?: Turn): Promise<Selected>;
  /** Waits for what is under way, and ends what it began. */
  close(): Promise<void>;
}

/** @param database the path of its directory, undefined in memory */
export type SelectsFactory = (database: { readonly path: string | undefined }) => Selects;

/** Selects from the columns in memory. */
export const memorySelects: SelectsFactory = () => ({
  select: (view, collection, selection, turn) =>
    overColumns(turn, async (work) => {
      const matches = await matchesIn(view, collection, selection.where, work);
      return selectRows(view.metadata, matches, selection, work);
    }),
  close: () => Promise.resolve(),
});

import type { Selected, Selection } from '../metadata/index.ts';
import { selectRows } from '../metadata/index.ts';
import type { Collection } from '../similarity/index.ts';
import type { Turn } from '../turns/turn.ts';
import type { View } from './compute.ts';
import { matchesIn, overColumns } from './matches.ts';

/**
 * Runs `work` on the newest view, which stays whole until `work` is done, whoever still waits for it.
 * The collection shows what the view has.
 */
export type OnView = <T>(work: (view: View, collection: Collection) => Promise<T>) => Promise<T>;

/** What answers selections. */
export interface Selects {
  /**
   * Selects from the series of the commit that is the newest now, or of a later one.
   * @param selection its columns are those of a schema that views have, or will have more of
   * @throws DatabaseError `BUSY`, `TIMEOUT`, `SQL_FAILED`; the reason of the turn's signal.
   */
  select(onView: OnView, selection: Selection, turn?: Turn): Promise<Selected>;
  /** Waits some seconds at most for what is under way, and ends what it began. */
  close(): Promise<void>;
}

/** @param database the path of its directory, undefined in memory */
export type SelectsFactory = (database: { readonly path: string | undefined }) => Selects;

/** Selects from the columns in memory. */
export const memorySelects: SelectsFactory = () => ({
  select: (onView, selection, turn) =>
    onView((view, collection) =>
      overColumns(turn, async (work) => {
        const matches = await matchesIn(view, collection, selection.where, work);
        return selectRows(view.metadata, matches, selection, work);
      }),
    ),
  close: () => Promise.resolve(),
});

import type { EngineFile } from '../../engines/index.ts';
import type { CollectionWriter, Measure } from '../similarity/index.ts';
import { addToVantage, dropFromVantage, type VantageTarget } from './change-vantage.ts';
import type { Compute, View } from './compute.ts';
import type { MeasureListener, Settings, VantagePick } from './contract.ts';
import { type Picked, pickVantage } from './pick-vantage.ts';
import { SETTINGS_LIMITS } from './settings.ts';
import { TREES } from './trees.ts';
import type { Views } from './views.ts';

export interface VantageKeeperParts {
  readonly measure: Measure;
  readonly file: EngineFile;
  readonly collection: CollectionWriter;
  readonly compute: Compute;
  readonly views: Views;
  readonly settings: Settings;
}

/**
 * Changes the vantage set of a database, and shows each change to queries when it is done. No other
 * change of the database may run meanwhile.
 */
export class VantageKeeper {
  readonly #parts: VantageKeeperParts;

  constructor(parts: VantageKeeperParts) {
    this.#parts = parts;
  }

  /**
   * Draws the first set that the settings ask for, when `least` series are stored and at least as
   * many as points. Once there was a set it is not for a draw to replace, nor is an empty one that
   * somebody left.
   */
  async choose(least: number, onMeasured?: MeasureListener): Promise<void> {
    const { vantagePoints: count, seed } = this.#parts.settings;
    const wanted = Math.max(least, count);
    await this.#parts.views.hold(async (view) => {
      if (count === 0 || view.vantageIds.length > 0 || view.live < wanted) return;
      // The tree stays when the last point is dropped.
      if (view.snapshot.trees().includes(TREES.vantage)) return;
      await this.#add(view, this.#pick({ count }, view, seed), onMeasured);
    });
  }

  /** Adds points; resolves to the ids of those that were none. @throws as `Database.addVantage`. */
  add(pick: VantagePick): Promise<readonly string[]> {
    return this.#parts.views.hold(async (view) => {
      // Another seed a commit: what was drawn once and dropped is not what is drawn next.
      const seed = (this.#parts.settings.seed + view.commit) % (SETTINGS_LIMITS.seedMax + 1);
      const picked = this.#pick(pick, view, seed);
      if (picked.length > 0) await this.#add(view, picked);
      return picked.map(({ id }) => id);
    });
  }

  /** Drops points; resolves to the ids of those that were some. */
  drop(ids: readonly string[]): Promise<readonly string[]> {
    return this.#parts.views.hold(async (view) => {
      const dropped = new Set(ids.filter((id) => view.vantageIds.includes(id)));
      if (dropped.size > 0) {
        const left = await dropFromVantage(this.#target(view), dropped);
        this.#parts.views.publish(left);
      }
      return [...dropped];
    });
  }

  async #add(view: View, picked: readonly Picked[], onMeasured?: MeasureListener): Promise<void> {
    const { views } = this.#parts;
    const slots = await views.freeSlots(picked.length, SETTINGS_LIMITS.vantagePointsMax);
    const candidates = picked.map((one, place) => ({ ...one, slot: slots[place]! }));
    views.publish(await addToVantage(this.#target(view), candidates, onMeasured));
  }

  #pick(pick: VantagePick, view: View, seed: number): readonly Picked[] {
    return pickVantage(pick, { collection: this.#parts.collection.collection, view, seed });
  }

  #target(view: View): VantageTarget {
    const { file, measure, collection, compute } = this.#parts;
    return { file, measure, collection, compute, view };
  }
}

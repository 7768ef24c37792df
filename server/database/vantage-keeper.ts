import type { EngineFile, Transaction } from '../../engines/index.ts';
import type { CollectionWriter, Measure } from '../similarity/index.ts';
import { addToVantage, dropFromVantage, type VantageTarget } from './change-vantage.ts';
import { checkWritable } from './checks.ts';
import type { Compute, View } from './compute.ts';
import type { MeasureListener, Settings, VantagePick } from './contract.ts';
import { type Picked, pickVantage } from './pick-vantage.ts';
import { SETTINGS_LIMITS } from './settings.ts';
import { TREES } from './trees.ts';
import type { Views } from './views.ts';
import type { WriteId } from './write-ids.ts';
import { type NamedWrite, type Note, nameWrite, noteWrites, recallWrite } from './write-memory.ts';

export interface VantageKeeperParts {
  readonly measure: Measure;
  readonly file: EngineFile;
  readonly collection: CollectionWriter;
  readonly compute: Compute;
  readonly views: Views;
  readonly settings: Settings;
  /** Milliseconds of the Unix epoch. */
  readonly now: () => number;
}

/** Points that a change is about, and what makes it. */
interface Decision {
  readonly ids: readonly string[];
  readonly commit: (target: VantageTarget) => Promise<void>;
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
      const picked = this.#pick({ count }, view, seed);
      await this.#add(this.#target(view), picked, onMeasured);
    });
  }

  /** Adds points; resolves to the ids of those that were none. @throws as `Database.addVantage`. */
  add(pick: VantagePick, writeId: WriteId | undefined): Promise<readonly string[]> {
    const write = writeId && nameWrite(writeId, 'add_vantage', JSON.stringify(pick));
    return this.#once(write, (view) => {
      // Another seed a commit: what was drawn once and dropped is not what is drawn next.
      const seed = (this.#parts.settings.seed + view.commit) % (SETTINGS_LIMITS.seedMax + 1);
      const picked = this.#pick(pick, view, seed);
      const ids = picked.map(({ id }) => id);
      const commit = (target: VantageTarget): Promise<void> => this.#add(target, picked);
      return { ids, commit };
    });
  }

  /** Drops points; resolves to the ids of those that were some. */
  drop(ids: readonly string[], writeId: WriteId | undefined): Promise<readonly string[]> {
    const write = writeId && nameWrite(writeId, 'drop_vantage', JSON.stringify(ids));
    return this.#once(write, (view) => {
      const dropped = new Set(ids.filter((id) => view.vantageIds.includes(id)));
      const commit = async (target: VantageTarget): Promise<void> => {
        this.#parts.views.publish(await dropFromVantage(target, dropped));
      };
      return { ids: [...dropped], commit };
    });
  }

  /** Does what `decide` says, if it is about any points, and remembers it with the same commit. */
  #once(
    write: NamedWrite | undefined,
    decide: (view: View) => Decision,
  ): Promise<readonly string[]> {
    const { views, file, now } = this.#parts;
    return views.hold(async (view) => {
      const answer = write && recallWrite(view.snapshot, write, now());
      if (answer !== undefined) return typeof answer === 'boolean' ? [] : answer;
      checkWritable(file);
      const { ids, commit } = decide(view);
      const note = write && { write, answer: ids };
      if (ids.length > 0) {
        await commit(this.#target(view, note));
      } else if (note !== undefined) {
        await file.write((tx) => noteWrites(tx, [note], now()));
        views.publish();
      }
      return ids;
    });
  }

  async #add(
    target: VantageTarget,
    picked: readonly Picked[],
    onMeasured?: MeasureListener,
  ): Promise<void> {
    const { views } = this.#parts;
    const slots = await views.freeSlots(picked.length, SETTINGS_LIMITS.vantagePointsMax);
    const candidates = picked.map((one, place) => ({ ...one, slot: slots[place]! }));
    views.publish(await addToVantage(target, candidates, onMeasured));
  }

  #pick(pick: VantagePick, view: View, seed: number): readonly Picked[] {
    return pickVantage(pick, { collection: this.#parts.collection.collection, view, seed });
  }

  #target(view: View, note?: Note): VantageTarget {
    const { file, measure, collection, compute, now } = this.#parts;
    const putNotes = (tx: Transaction): void => noteWrites(tx, note ? [note] : [], now());
    return { file, measure, collection, compute, view, putNotes };
  }
}

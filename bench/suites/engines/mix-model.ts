import type { Entry } from '../../../engines/index.ts';
import { createRandom, type Random } from '../../../server/index.ts';
import { CHECKSUM_START, mixEntry, mixNumber, mixWords } from '../../checksum.ts';
import {
  type Act,
  type Chooser,
  chooser,
  type Mix,
  randomEntries,
  SCAN_LENGTH_MAX,
  seededBytes,
  seedOf,
} from '../../workloads/index.ts';

/** One operation with all that it is given. */
export type MixStep =
  | { readonly tag: 'read'; readonly key: Uint8Array }
  | { readonly tag: 'write'; readonly entry: Entry }
  /** Reads the value of the key, then puts the entry. */
  | { readonly tag: 'modify'; readonly entry: Entry }
  | { readonly tag: 'scan'; readonly from: Uint8Array; readonly length: number };

/** Steps, and the checksum over what those of them that read must find. */
export interface MixSteps {
  readonly steps: readonly MixStep[];
  readonly expected: number;
}

const VALUE_BYTES = 8;

/** What a store holds while the operations of a mix are done on it, and the operations. */
export class MixModel {
  readonly #mix: Mix;
  readonly #random: Random;
  readonly #chooser: Chooser;
  /** By the place in which they were put; updates change their values. */
  readonly #entries: Entry[];
  /** The same by key, where a scan needs that. */
  readonly #ascending: Entry[];
  readonly #inserts: readonly Entry[];
  readonly #values: Uint8Array;
  #inserted = 0;
  #written = 0;

  /** @param options.operations all that there will be */
  constructor(
    mix: Mix,
    options: {
      readonly entries: readonly Entry[];
      readonly seed: number;
      readonly operations: number;
    },
  ) {
    const { entries, seed, operations } = options;
    const label = `mix ${mix.name}`;
    const acts = new Set(mix.shares.map(([act]) => act));
    this.#mix = mix;
    this.#random = createRandom(seedOf(label, seed));
    this.#chooser = chooser(mix.choice, { count: entries.length, seed });
    this.#entries = entries.slice();
    this.#ascending = acts.has('scan') ? entries.toSorted(byKey) : [];
    this.#inserts = acts.has('insert') ? randomEntries(label, seed, operations) : [];
    this.#values = seededBytes(`${label} values`, seed, operations * VALUE_BYTES);
  }

  /** The next `count` operations, done to the model already. */
  next(count: number): MixSteps {
    const steps: MixStep[] = [];
    let expected = CHECKSUM_START;
    for (let made = 0; made < count; made++) {
      const act = this.#act();
      const { step, seen } = this.#step(act, expected);
      steps.push(step);
      expected = seen;
    }
    return { steps, expected };
  }

  #act(): Act {
    let left = this.#random.uniform();
    for (const [act, share] of this.#mix.shares) {
      if (left < share) return act;
      left -= share;
    }
    return this.#mix.shares[0]![0]; // Shares are rounded, and so is their sum.
  }

  #step(act: Act, checksum: number): { readonly step: MixStep; readonly seen: number } {
    if (act === 'insert') {
      const entry = this.#inserts[this.#inserted++]!;
      this.#entries.push(entry);
      if (this.#ascending.length > 0) this.#ascending.splice(this.#placeOf(entry), 0, entry);
      return { step: { tag: 'write', entry }, seen: checksum };
    }
    const index = this.#chooser.next(this.#entries.length);
    const entry = this.#entries[index]!;
    switch (act) {
      case 'read':
        return { step: { tag: 'read', key: entry.key }, seen: mixWords(checksum, entry.value) };
      case 'update':
        return { step: { tag: 'write', entry: this.#updated(index) }, seen: checksum };
      case 'modify': {
        const seen = mixWords(checksum, entry.value);
        return { step: { tag: 'modify', entry: this.#updated(index) }, seen };
      }
      case 'scan': {
        const length = 1 + this.#random.integer(SCAN_LENGTH_MAX);
        const place = this.#placeOf(entry);
        let scanned = CHECKSUM_START;
        for (const { key, value } of this.#ascending.slice(place, place + length)) {
          scanned = mixEntry(scanned, key, value);
        }
        const seen = mixNumber(checksum, scanned);
        return { step: { tag: 'scan', from: entry.key, length }, seen };
      }
      default:
        return unreachable(act);
    }
  }

  /** The entry at `index` with its next value. */
  #updated(index: number): Entry {
    const start = VALUE_BYTES * this.#written++;
    const value = this.#values.subarray(start, start + VALUE_BYTES);
    const entry = { key: this.#entries[index]!.key, value };
    this.#entries[index] = entry;
    return entry;
  }

  /** Where `entry` is among the keys, or belongs. */
  #placeOf({ key }: Entry): number {
    let low = 0;
    let high = this.#ascending.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(this.#ascending[middle]!.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function byKey(a: Entry, b: Entry): number {
  return Buffer.compare(a.key, b.key);
}

function unreachable(act: never): never {
  throw new TypeError(`unknown act ${String(act)}`);
}

import { encodeUint32, type Reader } from '../../engines/index.ts';
import { type Change, NUMBER_KEY, NUMBER_TREE, stepAt } from './workload.ts';

/** What the file must hold after some number of transactions, computed in maps. */
export class Replay {
  readonly #seed: number;
  readonly #valueBytesMax: number;
  /** By tree, then by the key's bytes as latin1 text. */
  readonly #trees: Map<string, Map<string, Uint8Array>> = new Map();
  #number = 0;

  constructor(seed: number, valueBytesMax: number) {
    this.#seed = seed;
    this.#valueBytesMax = valueBytesMax;
  }

  /** The number of transactions made so far. */
  get number(): number {
    return this.#number;
  }

  /** Makes the transactions up to `number`, which is not below the present one. */
  advanceTo(number: number): void {
    if (number < this.#number) throw new RangeError(`from ${this.#number} back to ${number}`);
    while (this.#number < number) {
      this.#number += 1;
      const { changes } = stepAt(this.#seed, this.#number, this.#valueBytesMax);
      for (const change of changes) this.#make(change);
    }
  }

  #make(change: Change): void {
    if (change.kind === 'drop' || change.kind === 'reload') this.#trees.delete(change.tree);
    if (change.kind === 'drop') return;
    const tree = this.#trees.get(change.tree) ?? new Map<string, Uint8Array>();
    this.#trees.set(change.tree, tree);
    if (change.kind === 'reload') {
      for (const { key, value } of change.entries) tree.set(latin1(key), value);
    } else if (change.kind === 'put') {
      tree.set(latin1(change.key), change.value);
    } else {
      tree.delete(latin1(change.key));
    }
  }

  /** The first difference between what `reader` shows and what must be there, or undefined. */
  difference(reader: Reader): string | undefined {
    const expected = new Map(this.#trees);
    if (this.#number > 0) {
      const number = encodeUint32(this.#number);
      expected.set(NUMBER_TREE, new Map([[latin1(NUMBER_KEY), number]]));
    }
    for (const name of new Set([...reader.trees(), ...expected.keys()])) {
      const found = treeDifference(reader, name, expected.get(name) ?? new Map());
      if (found !== undefined) return `after transaction ${this.#number}: ${found}`;
    }
    return undefined;
  }
}

function treeDifference(
  reader: Reader,
  name: string,
  expected: ReadonlyMap<string, Uint8Array>,
): string | undefined {
  // Text of latin1 orders as the bytes do.
  const keys = [...expected.keys()].toSorted((left, right) => (left < right ? -1 : 1));
  let place = 0;
  for (const { key, value } of reader.tree(name).range()) {
    const text = latin1(key);
    if (text !== keys[place]) return `tree ${name} has ${text} where ${keys[place]} is due`;
    if (Buffer.compare(value, expected.get(text)!) !== 0) return `tree ${name}: value of ${text}`;
    place += 1;
  }
  return place === keys.length ? undefined : `tree ${name} ends before ${keys[place]}`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

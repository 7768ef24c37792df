import { createHash } from 'node:crypto';
import { createSeries, type Database, type Values } from '../../server/index.ts';
import { drawsAt } from './draws.ts';

/** Points of every series. */
export const WITNESS_LENGTH = 4;
/** The series whose round is the number of the last change; no file of a database has it else. */
export const WITNESS_CLOCK = 'witness-clock';

const IDS = Array.from({ length: 40 }, (_, place) => `series-${place}`);
const FIELDS = ['id', 'mean', 'std', 'round', 'label'];
const LABELS = ['plain', "it's", '"quoted"', '%_\\', 'ünï 🦊', ''];
/** More rows than there are. */
const LIMIT = 1000;

/**
 * Changes the metadata of a database, one change after the other, and knows from memory what a
 * selection may answer: the rows of one commit, not of an earlier one than was there when it was
 * asked for. Nobody else may change the database.
 */
export class MetadataWitness {
  readonly #database: Database;
  readonly #seed: number;
  /** What the rows were at each commit of this witness, oldest first, as digests. */
  readonly #states: string[];
  #number: number;
  #changing: Promise<unknown> = Promise.resolve();

  private constructor(database: Database, seed: number) {
    this.#database = database;
    this.#seed = seed;
    this.#states = [digestOf(rowsInMemory(database))];
    this.#number = Number(database.metadata(WITNESS_CLOCK)['round']);
  }

  /** Of a database that an earlier witness had, or of an empty one with series of 4 points. */
  static async of(database: Database, seed: number): Promise<MetadataWitness> {
    if (database.size === 0) {
      await database.addColumns([
        { name: 'round', type: 'number' },
        { name: 'label', type: 'text' },
      ]);
      const metadata = { round: 0 };
      const ids = [...IDS, WITNESS_CLOCK];
      await Promise.all(ids.map((id) => database.insert(id, seriesOf(id.length), { metadata })));
    }
    return new MetadataWitness(database, seed);
  }

  /** The number of the last change that was acknowledged; 0 before the first. */
  get number(): number {
    return this.#number;
  }

  /**
   * Makes the next change, and behind it gives the clock its number: two commits. Resolves to the
   * number when it is acknowledged.
   */
  async change(): Promise<number> {
    const changing = this.#change(this.#number + 1);
    this.#changing = changing.catch(() => undefined);
    await changing;
    return this.#number;
  }

  /** Gives every row another label, and the number of series stays. */
  async relabel(): Promise<void> {
    for (const id of this.#database.ids()) {
      await this.#database.upsertMetadata(id, { label: `relabelled ${this.#number}` });
    }
    this.#note();
  }

  /**
   * Selects all rows. Resolves to what is wrong with the answer, or to undefined.
   * @throws what the selection throws
   */
  async select(): Promise<string | undefined> {
    const first = this.#states.length - 1;
    const sort = [{ column: 'id' }];
    const { rows, total } = await this.#database.select({ fields: FIELDS, sort, limit: LIMIT });
    // It may show a change that is not acknowledged yet.
    await this.#changing;
    const known = this.#states.indexOf(digestOf(rows), first);
    if (known !== -1 && total === rows.length) return undefined;
    const clock = rows.find(({ id }) => id === WITNESS_CLOCK)?.['round'];
    return (
      `a selection answered ${rows.length} of ${total} rows, with the clock at ${clock}; ` +
      `memory had no such rows in the ${this.#states.length - first} states up to ${this.#number}`
    );
  }

  async #change(number: number): Promise<void> {
    const database = this.#database;
    const draws = drawsAt(this.#seed, number);
    const id = IDS[draws.below(IDS.length)]!;
    const label = LABELS[draws.below(LABELS.length)]!;
    const metadata = { round: number, label };
    if (![...database.ids()].includes(id)) {
      await database.insert(id, seriesOf(number), { metadata });
    } else if (draws.below(4) === 0) await database.delete(id);
    else await database.upsertMetadata(id, metadata);
    this.#note();
    await database.upsertMetadata(WITNESS_CLOCK, { round: number });
    this.#note();
    this.#number = number;
  }

  #note(): void {
    this.#states.push(digestOf(rowsInMemory(this.#database)));
  }
}

function seriesOf(number: number): ReturnType<typeof createSeries> {
  return createSeries([0, 1, 2, 3], [number % 5, (number * 7) % 11, -number - 1, 2]);
}

function rowsInMemory(database: Database): readonly Values[] {
  return Array.from(database.ids(), (id) => database.metadata(id));
}

function digestOf(rows: readonly Values[]): string {
  const cells = rows.map((row) => FIELDS.map((field) => row[field]));
  return createHash('sha256').update(JSON.stringify(cells)).digest('base64');
}

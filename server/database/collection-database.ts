import type { EngineFile } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import type { Series } from '../series/index.ts';
import {
  type CollectionWriter,
  type Measure,
  type Strategy,
  type Want,
} from '../similarity/index.ts';
import type { Turn } from '../turn.ts';
import { answer, notFound, ordinalOf } from './answers.ts';
import { checkCount, checkId, checkRadius, checkSeries, SEARCH_LIMITS } from './checks.ts';
import type { LoadedCollection } from './collection.ts';
import type { Compute, View } from './compute.ts';
import type {
  Answer,
  Database,
  DatabaseStats,
  DatabaseVerification,
  MeasureListener,
  NearestOptions,
  Query,
  Settings,
  StoredSeries,
  VantagePick,
  WithinOptions,
  WriteOptions,
} from './contract.ts';
import { applyMutations, type Mutation } from './mutations.ts';
import { checkPick, checkVantageIds } from './pick-vantage.ts';
import { MutationQueue } from './queue.ts';
import { decodeSeries } from './records.ts';
import { idsIn, storedIn } from './stored.ts';
import { encodeId, TREES } from './trees.ts';
import { VantageKeeper } from './vantage-keeper.ts';
import { verifyDatabase } from './verify.ts';
import { Views } from './views.ts';
import { checkWriteId } from './write-memory.ts';

/** Series at which a database chooses its vantage points by itself. */
const VANTAGE_SERIES_MIN = 200;

/** What a database is put together from. */
export interface DatabaseParts {
  readonly path: string | undefined;
  readonly settings: Settings;
  readonly file: EngineFile;
  readonly measure: Measure;
  readonly loaded: LoadedCollection;
  readonly compute: Compute;
  /** Milliseconds of the Unix epoch. */
  readonly now: () => number;
}

/** A collection over one engine file, its distances left to a compute. */
export class CollectionDatabase implements Database {
  readonly path: string | undefined;
  readonly settings: Settings;
  readonly #file: EngineFile;
  readonly #measure: Measure;
  readonly #collection: CollectionWriter;
  readonly #compute: Compute;
  readonly #views: Views;
  readonly #queue: MutationQueue;
  readonly #vantage: VantageKeeper;
  readonly #now: () => number;
  #nextOrdinal: number;
  #imports = 0;
  #closing: Promise<void> | undefined;

  constructor({ path, settings, file, measure, loaded, compute, now }: DatabaseParts) {
    this.path = path;
    this.settings = settings;
    this.#file = file;
    this.#measure = measure;
    this.#collection = loaded.writer;
    this.#compute = compute;
    this.#now = now;
    this.#nextOrdinal = loaded.nextOrdinal;
    this.#views = new Views(file, loaded.writer, loaded.vantageIds);
    this.#vantage = new VantageKeeper({
      file,
      measure,
      collection: loaded.writer,
      compute,
      views: this.#views,
      settings,
      now,
    });
    this.#queue = new MutationQueue({
      apply: (batch) => this.#apply(batch),
      between: () => this.#chooseWhenLarge(),
    });
  }

  get readOnly(): boolean {
    return this.#file.readOnly;
  }

  get size(): number {
    return this.#views.current.live;
  }

  async insert(id: string, series: Series, { request }: WriteOptions = {}): Promise<boolean> {
    this.#checkWritable();
    const writeId = checkWriteId(request);
    checkId(id);
    checkSeries(series, this.settings.length);
    return new Promise((resolve, reject) => {
      this.#queue.push({ tag: 'insert', id, series, writeId, settle: { resolve, reject } });
    });
  }

  async delete(id: string, { request }: WriteOptions = {}): Promise<boolean> {
    this.#checkWritable();
    const writeId = checkWriteId(request);
    checkId(id);
    return new Promise((resolve, reject) => {
      this.#queue.push({ tag: 'delete', id, writeId, settle: { resolve, reject } });
    });
  }

  get(id: string): StoredSeries {
    this.#check();
    const { snapshot } = this.#views.current;
    const key = snapshot.tree(TREES.ids).get(encodeId(id));
    const record = key === undefined ? undefined : snapshot.tree(TREES.series).get(key);
    if (record === undefined) throw notFound(id, 'id');
    return decodeSeries(record);
  }

  async distance(a: string, b: string): Promise<number> {
    this.#check();
    const view = this.#views.current;
    const { collection } = this.#collection;
    const first = collection.prepared(ordinalOf(view, a, 'a'));
    return collection.distanceFrom(this.#measure, first, ordinalOf(view, b, 'b'));
  }

  async nearest(query: Query, options: NearestOptions = {}): Promise<Answer> {
    const { k = 1, strategy = 'auto', turn } = options;
    checkCount('k', k, SEARCH_LIMITS.kMax);
    return this.#search(query, { kind: 'nearest', k }, { strategy, limit: k, turn });
  }

  async within(query: Query, options: WithinOptions): Promise<Answer> {
    const { radius, limit = SEARCH_LIMITS.limitDefault, strategy = 'auto', turn } = options;
    checkRadius(radius);
    checkCount('limit', limit, SEARCH_LIMITS.limitMax);
    return this.#search(query, { kind: 'within', radius }, { strategy, limit, turn });
  }

  ids(after?: string): Iterable<string> {
    this.#check();
    return idsIn(this.#file, after);
  }

  stored(after?: string): Iterable<StoredSeries> {
    this.#check();
    return storedIn(this.#file, after);
  }

  async chooseVantagePoints(): Promise<void> {
    this.#checkWritable();
    await this.#queue.exclusively(() => this.#vantage.choose(2));
  }

  async importing<T>(work: () => Promise<T>, onMeasured?: MeasureListener): Promise<T> {
    this.#checkWritable();
    this.#imports += 1;
    let result: T;
    try {
      result = await work();
    } finally {
      this.#imports -= 1;
    }
    await this.#queue.exclusively(() => this.#vantage.choose(2, onMeasured));
    return result;
  }

  async addVantage(pick: VantagePick, { request }: WriteOptions = {}): Promise<readonly string[]> {
    this.#checkWritable();
    const writeId = checkWriteId(request);
    checkPick(pick);
    return this.#queue.exclusively(() => this.#vantage.add(pick, writeId));
  }

  async dropVantage(
    ids: readonly string[],
    { request }: WriteOptions = {},
  ): Promise<readonly string[]> {
    this.#checkWritable();
    const writeId = checkWriteId(request);
    checkVantageIds(ids);
    return this.#queue.exclusively(() => this.#vantage.drop(ids, writeId));
  }

  async compact(): Promise<void> {
    this.#checkWritable();
    await this.#file.compact();
    this.#views.follow();
  }

  stats(): DatabaseStats {
    this.#check();
    return {
      settings: this.settings,
      series: this.size,
      guarantee: this.#measure.guarantee,
      vantagePoints: this.#views.current.vantageIds,
      compute: this.#compute.description,
      pool: this.#compute.load,
      collectionBytes: this.#collection.bytes,
      file: this.#file.stats(),
    };
  }

  verify(): Promise<DatabaseVerification> {
    this.#check();
    return this.#views.hold((view) => verifyDatabase(this.#file, this.#measure, view));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    await this.#compute.close();
    await this.#file.close();
  }

  async #search(
    query: Query,
    want: Want,
    {
      strategy,
      limit,
      turn,
    }: {
      readonly strategy: Strategy;
      readonly limit: number;
      readonly turn: Turn | undefined;
    },
  ): Promise<Answer> {
    this.#check();
    return this.#views.hold(async (view) => {
      const { prepared, ordinal } = this.#prepare(view, query);
      const request = { query: prepared, want, strategy, excludeOrdinal: ordinal };
      const result = await this.#compute.search(view, request, turn);
      return answer(result, view, want, limit);
    });
  }

  /** The prepared query, and its ordinal when it is a stored series. */
  #prepare(view: View, query: Query): { prepared: Float64Array; ordinal: number | undefined } {
    if ('id' in query) {
      const ordinal = ordinalOf(view, query.id, 'id');
      return { prepared: this.#collection.collection.prepared(ordinal), ordinal };
    }
    checkSeries(query.series, this.settings.length);
    const prepared = new Float64Array(this.#measure.preparedLength);
    this.#measure.prepare(query.series.values, prepared, 0);
    return { prepared, ordinal: undefined };
  }

  async #apply(batch: readonly Mutation[]): Promise<void> {
    const used = await applyMutations(
      {
        file: this.#file,
        collection: this.#collection,
        compute: this.#compute,
        view: this.#views.current,
        length: this.settings.length,
        nextOrdinal: this.#nextOrdinal,
        nowMs: this.#now(),
        publish: () => this.#views.publish(),
      },
      batch,
    );
    this.#nextOrdinal += used;
  }

  async #chooseWhenLarge(): Promise<void> {
    if (this.#imports > 0) return;
    try {
      await this.#vantage.choose(VANTAGE_SERIES_MIN);
    } catch {
      // Without vantage points every answer is as exact, and the next batch tries again.
    }
  }

  #check(): void {
    if (this.#closing === undefined) return;
    throw new DatabaseError('CLOSED', 'the database was closed; open it again');
  }

  #checkWritable(): void {
    this.#check();
    if (!this.#file.readOnly) return;
    throw new DatabaseError('READ_ONLY', `${this.path} is open for reading only`);
  }
}

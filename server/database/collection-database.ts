import type { EngineFile, Snapshot } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import {
  type Column,
  type Columns,
  type Selected,
  type Values,
  valuesAt,
} from '../metadata/index.ts';
import type { Series } from '../series/index.ts';
import type { CollectionWriter, Measure, Want } from '../similarity/index.ts';
import { addColumns } from './add-columns.ts';
import { notFound, ordinalOf } from './answers.ts';
import {
  checkCount,
  checkId,
  checkRadius,
  checkSeries,
  checkWritable,
  SEARCH_LIMITS,
} from './checks.ts';
import type { LoadedCollection } from './collection.ts';
import type { Compute } from './compute.ts';
import type {
  Answer,
  Database,
  DatabaseStats,
  DatabaseVerification,
  InsertOptions,
  MeasureListener,
  NearestOptions,
  Query,
  SelectOptions,
  Settings,
  StoredRow,
  StoredSeries,
  VantagePick,
  WithinOptions,
  WriteOptions,
} from './contract.ts';
import { applyMutations } from './mutations.ts';
import type { Ordinals } from './ordinals.ts';
import { checkPick, checkVantageIds } from './pick-vantage.ts';
import type { Mutation } from './plan-mutations.ts';
import { MutationQueue } from './queue.ts';
import { decodeSeries } from './records.ts';
import { type SearchOptions, searchIn } from './searches.ts';
import { readSelection } from './selections.ts';
import type { OnView, Selects } from './selects.ts';
import { idsIn, storedIn } from './stored.ts';
import { encodeId, TREES } from './trees.ts';
import { VantageKeeper } from './vantage-keeper.ts';
import { verifyDatabase } from './verify.ts';
import { Views } from './views.ts';
import type { WriteId } from './write-ids.ts';
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
  readonly selects: Selects;
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
  readonly #columns: Columns;
  readonly #compute: Compute;
  readonly #selects: Selects;
  readonly #views: Views;
  readonly #queue: MutationQueue;
  readonly #vantage: VantageKeeper;
  readonly #now: () => number;
  readonly #ordinals: Ordinals;
  #imports = 0;
  #closing: Promise<void> | undefined;

  constructor({ path, settings, file, measure, loaded, compute, selects, now }: DatabaseParts) {
    this.path = path;
    this.settings = settings;
    this.#file = file;
    this.#measure = measure;
    this.#collection = loaded.writer;
    this.#columns = loaded.columns;
    this.#compute = compute;
    this.#selects = selects;
    this.#now = now;
    this.#ordinals = loaded.ordinals;
    this.#views = new Views(file, loaded);
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

  async insert(
    id: string,
    series: Series,
    { request, metadata }: InsertOptions = {},
  ): Promise<boolean> {
    const writeId = checkWriteId(request);
    this.#checkWritable(writeId);
    checkId(id);
    checkSeries(series, this.settings.length);
    return this.#change((settle) => ({ tag: 'insert', id, series, metadata, writeId, settle }));
  }

  async upsertMetadata(
    id: string,
    metadata: Values,
    { request }: WriteOptions = {},
  ): Promise<boolean> {
    const writeId = checkWriteId(request);
    this.#checkWritable(writeId);
    checkId(id);
    return this.#change((settle) => ({ tag: 'metadata', id, metadata, writeId, settle }));
  }

  async delete(id: string, { request }: WriteOptions = {}): Promise<boolean> {
    const writeId = checkWriteId(request);
    this.#checkWritable(writeId);
    checkId(id);
    return this.#change((settle) => ({ tag: 'delete', id, writeId, settle }));
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
    const { k = 1 } = options;
    checkCount('k', k, SEARCH_LIMITS.kMax);
    return this.#search(query, { kind: 'nearest', k }, { ...options, limit: k });
  }

  async within(query: Query, options: WithinOptions): Promise<Answer> {
    const { radius, limit = SEARCH_LIMITS.limitDefault } = options;
    checkRadius(radius);
    checkCount('limit', limit, SEARCH_LIMITS.limitMax);
    return this.#search(query, { kind: 'within', radius }, { ...options, limit });
  }

  columns(): readonly Column[] {
    this.#check();
    const { columns } = this.#views.current.metadata.schema;
    return columns.map(({ name, type }) => ({ name, type }));
  }

  async addColumns(
    columns: readonly Column[],
    { request }: WriteOptions = {},
  ): Promise<readonly string[]> {
    const writeId = checkWriteId(request);
    this.#checkWritable(writeId);
    const target = {
      file: this.#file,
      columns: this.#columns,
      views: this.#views,
      now: this.#now,
    };
    return this.#queue.exclusively(() => addColumns(target, columns, writeId));
  }

  metadata(id: string): Values {
    this.#check();
    const view = this.#views.current;
    const { metadata } = view;
    return valuesAt(metadata, metadata.schema.columns, ordinalOf(view, id, 'id'));
  }

  async select(options: SelectOptions = {}): Promise<Selected> {
    this.#check();
    const selection = readSelection(this.#views.current.metadata.schema, options);
    const onView: OnView = (work) =>
      this.#views.hold((view) => work(view, this.#collection.collection));
    return this.#selects.select(onView, selection, options.turn);
  }

  snapshot(): Snapshot {
    this.#check();
    return this.#file.snapshot();
  }

  ids(after?: string): Iterable<string> {
    this.#check();
    return idsIn(this.#file, after);
  }

  stored(after?: string): Iterable<StoredRow> {
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
    const writeId = checkWriteId(request);
    this.#checkWritable(writeId);
    checkPick(pick);
    return this.#queue.exclusively(() => this.#vantage.add(pick, writeId));
  }

  async dropVantage(
    ids: readonly string[],
    { request }: WriteOptions = {},
  ): Promise<readonly string[]> {
    const writeId = checkWriteId(request);
    this.#checkWritable(writeId);
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
    await this.#selects.close();
    await this.#compute.close();
    await this.#file.close();
  }

  async #search(query: Query, want: Want, options: SearchOptions): Promise<Answer> {
    this.#check();
    const searched = {
      measure: this.#measure,
      collection: this.#collection.collection,
      compute: this.#compute,
    };
    return this.#views.hold((view) => searchIn(view, searched, { query, want, options }));
  }

  /** Queues a change; settles when it is done. */
  #change(mutation: (settle: Mutation['settle']) => Mutation): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#queue.push(mutation({ resolve, reject }));
    });
  }

  async #apply(batch: readonly Mutation[]): Promise<void> {
    const { commit } = this.#views.current;
    this.#ordinals.reclaim(this.#views.oldestCommit, commit, (ordinal) =>
      this.#collection.vacate(ordinal),
    );
    await applyMutations(
      {
        file: this.#file,
        collection: this.#collection,
        columns: this.#columns,
        compute: this.#compute,
        view: this.#views.current,
        length: this.settings.length,
        ordinals: this.#ordinals,
        nowMs: this.#now(),
        publish: () => this.#views.publish(),
      },
      batch,
    );
  }

  async #chooseWhenLarge(): Promise<void> {
    if (this.#imports > 0 || this.#file.readOnly) return;
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

  /** A write that has a name may have been done before, so what it was answered is looked up first. */
  #checkWritable(writeId?: WriteId): void {
    this.#check();
    if (writeId === undefined) checkWritable(this.#file);
  }
}

/**
 * The client library. With a server whose series have four points:
 *
 *     import { connect, createWriteName, RemoteError } from 'vantagedb/client';
 *
 *     const client = await connect('vantage://127.0.0.1:20207', { timeoutMs: 10_000 });
 *     const series = { times: [0, 1, 2, 3], values: [0, 1, 0, -1] };
 *
 *     // A name that is kept says later, also to another process, what became of the write.
 *     const request = createWriteName();
 *     console.log(await client.insert('wave', series, { request })); // true
 *     console.log(await client.insert('wave', series, { request })); // true: the same write
 *     console.log(await client.insert('wave', series)); // false: another, and it changes nothing
 *
 *     const rows = [1, 2, 3].map((height) => {
 *       return { id: `ramp-${height}`, series: { times: [0, 1, 2, 3], values: [0, height, 3, 4] } };
 *     });
 *     const results = await client.insertMany(rows);
 *     console.log(results.map(({ tag }) => tag).join(' ')); // inserted inserted inserted
 *
 *     const { neighbours } = await client.nearest({ id: 'ramp-1' }, { k: 2 });
 *     console.log(neighbours.length); // 2
 *     try {
 *       await client.get('nobody');
 *     } catch (error) {
 *       if (!(error instanceof RemoteError)) throw error;
 *       console.log(error.code, error.outcome); // NOT_FOUND none
 *     }
 *     await client.close();
 */
export { createWriteName } from './calls/write-name.ts';
export {
  type Address,
  type CallOptions,
  Client,
  ConnectionError,
  type ConnectionErrorCode,
  type ConnectOptions,
  connect,
  type InsertOptions,
  type ListOptions,
  type Query,
  RemoteError,
  type SearchAnswer,
  type SearchSettings,
  type SelectAnswer,
  type SelectSettings,
  type SeriesPoints,
  type StoredSeries,
  type WriteOptions,
} from './connection.ts';
export type {
  InsertManyOptions,
  InsertProgress,
  InsertResult,
  InsertRow,
} from './insert-many.ts';

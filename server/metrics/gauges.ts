import type { DatabaseStats } from '../database/index.ts';
import type { Exposition } from './exposition.ts';

/** Adds what a collection is, and what its engine and its pool did. */
export function printDatabase(out: Exposition, stats: DatabaseStats): void {
  const { file, pool } = stats;
  out.values('vantage_series', 'gauge', 'Series stored.', stats.series);
  out.values(
    'vantage_vantage_points',
    'gauge',
    'Vantage points in use.',
    stats.vantagePoints.length,
  );
  out.values(
    'vantage_collection_bytes',
    'gauge',
    'Memory of series and projections.',
    stats.collectionBytes,
  );
  out.values('vantage_engine_commit', 'gauge', 'Number of the last commit.', file.commit);
  out.values('vantage_engine_bytes', 'gauge', 'Bytes of the engine file.', [
    { labels: { part: 'live' }, value: file.bytesLive },
    { labels: { part: 'total' }, value: file.bytesTotal },
  ]);
  out.values(
    'vantage_engine_entries',
    'gauge',
    'Entries of the trees of the engine file.',
    file.trees.map(({ tree, entries }) => ({ labels: { tree }, value: entries })),
  );
  out.values('vantage_engine_syncs_total', 'counter', 'Syncs since it was opened.', file.syncs);
  out.values('vantage_engine_io_bytes_total', 'counter', 'Bytes moved since it was opened.', [
    { labels: { way: 'read' }, value: file.bytesRead },
    { labels: { way: 'written' }, value: file.bytesWritten },
  ]);
  if (pool === undefined) return;
  out.values('vantage_pool_threads', 'gauge', 'Threads of the pool.', pool.threads);
  out.values('vantage_pool_tasks', 'gauge', 'Tasks that threads have, and that wait.', [
    { labels: { state: 'running' }, value: pool.running },
    { labels: { state: 'waiting' }, value: pool.waiting },
  ]);
  const { p50, p99, max } = pool.waitedMs;
  out.values('vantage_pool_wait_seconds', 'gauge', 'How long tasks have waited for a thread.', [
    { labels: { quantile: '0.5' }, value: p50 / 1000 },
    { labels: { quantile: '0.99' }, value: p99 / 1000 },
    { labels: { quantile: '1' }, value: max / 1000 },
  ]);
}

/** Adds what the process takes, under the names that all of them use. */
export function printProcess(out: Exposition): void {
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  const started = (performance.timeOrigin / 1000).toFixed(3);
  out.values('process_cpu_seconds_total', 'counter', 'Time of processors.', (user + system) / 1e6);
  out.values('process_resident_memory_bytes', 'gauge', 'Resident memory.', rss);
  const resources = process.getActiveResourcesInfo().length;
  out.values('nodejs_active_resources', 'gauge', 'Sockets, timers and the like.', resources);
  out.values('process_start_time_seconds', 'gauge', 'When it began.', Number(started));
}

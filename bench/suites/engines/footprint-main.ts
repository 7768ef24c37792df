/*
 * Fills a store and reads it, alone in a process, and prints what memory that took: one argument, a
 * `FootprintOrder` as JSON.
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { contendersCalled } from '../../called.ts';
import type { Store } from '../../contenders/index.ts';
import type { Footprint, FootprintOrder } from './footprint.ts';
import { type Data, dataOf } from './run.ts';
import { valuesIn } from './writers.ts';

/** Entries of garbage collections arrive some turns after them. */
const ARRIVAL_MS = 20;

let collectedMs = 0;
const observer = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collectedMs += duration;
});
observer.observe({ entryTypes: ['gc'] });

const order = JSON.parse(process.argv[2]!) as FootprintOrder;
const data = dataOf(order.seed, order.entries);
const [contender] = (await contendersCalled([order.calledAs])).contenders;
if (contender === undefined) throw new TypeError(`${order.calledAs} cannot be loaded any more`);
const before = process.memoryUsage.rss();
const store = await contender.open(order.path);
const filled = await timed(() => fill(store, data));
let checksum = 0;
const read = await timed(async () => {
  checksum = valuesIn(
    store,
    Array.from(data.lookups, (index) => data.entries[index]!),
  );
});
const residentBytes = Math.max(0, process.memoryUsage.rss() - before);
await store.close();
observer.disconnect();
process.stdout.write(JSON.stringify({ residentBytes, filled, read, checksum } satisfies Footprint));

async function fill({ insert }: Store, { entries }: Data): Promise<void> {
  for (let start = 0; start < entries.length; start += order.entriesPerCommit) {
    await insert(entries.slice(start, start + order.entriesPerCommit));
  }
}

/** The share of its time that `work` spent on garbage collections, in percent. */
async function timed(work: () => Promise<void>): Promise<number> {
  await wait(ARRIVAL_MS);
  const collectedBefore = collectedMs;
  const begun = performance.now();
  await work();
  const lastedMs = performance.now() - begun;
  await wait(ARRIVAL_MS);
  return (100 * (collectedMs - collectedBefore)) / lastedMs;
}

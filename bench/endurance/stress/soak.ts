import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, connect, RemoteError } from '../../../client/index.ts';
import type { Gauges } from './gauges.ts';
import type { Finding, Place } from './trial.ts';

const CLIENTS = 8;
const POINTS = 100;
/** Series of its own that each client keeps putting in and taking out. */
const OWN_SERIES = 16;
const SAMPLES = 60;
/** Share of the time after which memory is looked at: before, caches fill. */
const WARM_SHARE = 1 / 3;
const HOUR_MS = 3_600_000;
const MB = 1e6;
/** Growth an hour, for an hour or more. */
const GROWTH_MB_AN_HOUR = 1;
/**
 * From the second third of a shorter time to the last, each its mean: between two compactions memory
 * goes up and down by some sixty megabytes, and names of writes are remembered.
 */
const GROWTH_SHARE_MOST = 0.15;

const TIMES: readonly number[] = Array.from({ length: POINTS }, (_, time) => time);

/** Everything that clients do, for a while, by clients that behave. */
export async function soak(place: Place): Promise<readonly Finding[]> {
  const { url, plan, gauges, now } = place;
  if (plan.soakMs === 0) return [];
  const until = now() + plan.soakMs;
  const failures = new Map<string, number>();
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connect(url)));
  const work = Promise.all(
    clients.map((client, at) => workload(client, at, { ...place, failures, until })),
  );
  const samples: (Gauges & { readonly ms: number })[] = [];
  while (now() < until) {
    samples.push({ ...(await gauges()), ms: now() });
    await sleep(plan.soakMs / SAMPLES);
  }
  const calls = (await work).reduce((sum, count) => sum + count, 0);
  await Promise.all(clients.map((client) => client.close()));
  const warm = samples.slice(Math.floor(WARM_SHARE * samples.length));
  const first = warm[0]!;
  const last = warm.at(-1)!;
  const anHour = slope(warm) * HOUR_MS;
  const half = Math.ceil(warm.length / 2);
  const share = meanBytes(warm.slice(half)) / meanBytes(warm.slice(0, half)) - 1;
  const isLong = plan.soakMs >= HOUR_MS;
  const failed = [...failures].map(([code, count]) => `${count} ${code}`).join(', ');
  const seconds = (plan.soakMs / 1_000).toFixed(0);
  return [
    {
      rule: `S14 everything that clients do, for ${seconds} s`,
      limit: 'no error',
      seen: `${calls} calls, ${failed === '' ? 'no error' : failed}`,
      isMet: failures.size === 0 && calls > 0,
    },
    {
      rule: 'S14 memory and handles meanwhile',
      limit: isLong
        ? `+${GROWTH_MB_AN_HOUR} MB an hour, handles as before`
        : `+${100 * GROWTH_SHARE_MOST} %, handles as before`,
      seen:
        `${(100 * share).toFixed(1)} % (${(anHour / MB).toFixed(1)} MB an hour) to ` +
        `${(last.residentBytes / MB).toFixed(0)} MB, handles ${first.resources} to ${last.resources}`,
      isMet:
        (isLong ? anHour <= GROWTH_MB_AN_HOUR * MB : share <= GROWTH_SHARE_MOST) &&
        last.resources <= first.resources + CLIENTS,
    },
  ];
}

/** Works until the time is over; resolves to how many calls were answered. */
async function workload(
  client: Client,
  at: number,
  options: Place & { readonly failures: Map<string, number>; readonly until: number },
): Promise<number> {
  const { id, random, failures, until, now } = options;
  let calls = 0;
  for (let round = 0; now() < until; round += 1) {
    const own = `soak/${at}/${round % OWN_SERIES}`;
    const series = { times: TIMES, values: TIMES.map(() => random.normal()) };
    const steps: readonly (() => Promise<unknown>)[] = [
      () => client.insert(own, series),
      () => client.get(own),
      () => client.nearest({ id }, { k: 5 }),
      () => client.nearest({ series }, { k: 5, strategy: 'scan' }),
      () => client.within({ id }, { radius: 0.5, limit: 10 }),
      () => client.distance(id, own),
      () => client.select({ where: '(> std 0.5)', limit: 20 }),
      () => client.query(`(length (nearest ${JSON.stringify(id)} :k 3))`),
      () => client.ping(),
      () => client.delete(own),
    ];
    for (const step of steps) {
      try {
        await step();
        calls += 1;
      } catch (error) {
        const code = error instanceof RemoteError ? error.code : String(error);
        failures.set(code, (failures.get(code) ?? 0) + 1);
      }
    }
  }
  return calls;
}

/** By how many bytes a millisecond resident memory grows: the line of least squares. */
function slope(samples: readonly (Gauges & { readonly ms: number })[]): number {
  const msMean = mean(samples.map(({ ms }) => ms));
  const bytesMean = meanBytes(samples);
  let both = 0;
  let square = 0;
  for (const { ms, residentBytes } of samples) {
    both += (ms - msMean) * (residentBytes - bytesMean);
    square += (ms - msMean) ** 2;
  }
  return both / square;
}

function meanBytes(samples: readonly Gauges[]): number {
  return mean(samples.map(({ residentBytes }) => residentBytes));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

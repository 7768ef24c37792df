import { setTimeout as sleep } from 'node:timers/promises';
import { frameOf } from '../../suites/server/frames.ts';
import { Line } from './line.ts';
import type { Finding, Place } from './trial.ts';

const PING = frameOf({ op: 'ping' });
const PAGE = frameOf({ op: 'list_ts', series: true, limit: 100 });
const AT_ONCE = 50;
/** Connections after which memory is compared: the first ones warm up. */
const WARM_SHARE = 0.25;
const GROWTH_SHARE_MOST = 0.02;
const SETTLE_TRIES = 200;
const SETTLE_MS = 25;
const MIB = 2 ** 20;

/** Clients that end or reset their connection in the handshake, a frame, or a reply. */
export async function rude(place: Place): Promise<readonly Finding[]> {
  const { plan } = place;
  const counts = { ended: 0, answered: 0, failed: 0 };
  const idle = await settled(place);
  const warm = Math.ceil(WARM_SHARE * plan.rude);
  await all(warm, () => beRude(place, counts));
  const before = await settled(place, idle.resources);
  await all(plan.rude - warm, () => beRude(place, counts));
  const after = await settled(place, idle.resources);
  const growth = after.residentBytes / before.residentBytes - 1;
  const left = `${after.connections - idle.connections} connections`;
  const handles = `${after.resources - idle.resources} handles`;
  return [
    {
      rule: `S8 ${plan.rude} connections that end anywhere`,
      limit: `nothing left, memory +${100 * GROWTH_SHARE_MOST} %`,
      seen:
        `${left} and ${handles} left, memory ${(100 * growth).toFixed(1)} % to ` +
        `${(after.residentBytes / MIB).toFixed(0)} MiB`,
      isMet:
        after.connections === idle.connections &&
        after.resources <= idle.resources &&
        growth <= GROWTH_SHARE_MOST,
    },
    {
      rule: 'S8 a request, and then the end of that side',
      limit: 'every one answered',
      seen: `${counts.answered} of ${counts.ended}, ${counts.failed} could not connect`,
      isMet: counts.answered === counts.ended && counts.failed === 0,
    },
  ];
}

/** The gauges once as few connections are open as were before; `Gauges` as they are when that fails. */
async function settled({ gauges }: Place, resources = Number.POSITIVE_INFINITY) {
  for (let tries = 1; ; tries += 1) {
    const now = await gauges();
    const quiet = now.connections === 0 && now.resources <= resources;
    if (quiet || tries === SETTLE_TRIES) return now;
    await sleep(SETTLE_MS);
  }
}

async function all(count: number, work: () => Promise<void>): Promise<void> {
  let begun = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (begun < count) {
        begun += 1;
        await work();
      }
    }),
  );
}

async function beRude(
  { url, random }: Place,
  counts: { ended: number; answered: number; failed: number },
): Promise<void> {
  let line: Line;
  try {
    line = await Line.to(url);
  } catch {
    counts.failed += 1;
    return;
  }
  const { socket } = line;
  const partOf = (frame: Buffer): Buffer =>
    frame.subarray(0, 1 + Math.floor(random.uniform() * (frame.length - 1)));
  const ways: readonly (() => void | Promise<void>)[] = [
    () => void socket.destroy(),
    () => void socket.resetAndDestroy(),
    () => void socket.write(partOf(PING), () => socket.resetAndDestroy()),
    () => void socket.end(partOf(PAGE)),
    () => void socket.write(PING, () => socket.resetAndDestroy()),
    () => {
      socket.once('data', () => socket.resetAndDestroy());
      socket.write(Buffer.concat([PAGE, PAGE, PAGE]));
    },
    async () => {
      counts.ended += 1;
      socket.end(PING);
      await line.receive(1);
      if (line.replies[0]?.status === 0) counts.answered += 1;
    },
  ];
  await ways[Math.floor(random.uniform() * ways.length)]!();
  await line.closed;
}

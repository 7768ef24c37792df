import { setTimeout as sleep } from 'node:timers/promises';
import { frameOf } from '../../suites/server/frames.ts';
import { Line, openLines, Pinger } from './line.ts';
import { type Finding, type Place, quantile } from './trial.ts';

const PING = frameOf({ op: 'ping' });
const MIB = 2 ** 20;
const DRIP_MS = 1_000;
/** A frame has 10 s from its first byte, and a second is left for the closing. */
const DRIP_MS_MOST = 11_000;
/** A reader may stand still for 30 s, which begin when the system has taken what it can. */
const STALL_MS = 30_000;
const CLOSING_MS = 5_000;
const HELD_MIB_MOST = 256;
/** What a client may hold of that. */
const CLIENT_MIB_MOST = 8;
const GROWTH_MIB_MOST = 300;
const PING_MS_MOST = 50;
const SAMPLE_MS = 100;
/** What a page of a list with its points has, about. */
const PAGE = frameOf({ op: 'list_ts', series: true, limit: 128 });
const PAGE_BYTES = 550_000;

/** Clients that send a byte a second, and clients that ask for much and read nothing, at a time. */
export async function slow(place: Place): Promise<readonly Finding[]> {
  const { url, plan, gauges, now } = place;
  if (plan.drips === 0 || plan.deaf === 0) return [];
  const before = await gauges();
  const dripping = await openLines(url, plan.drips);
  const beside = await Line.to(url);
  const pinger = new Pinger(beside, PING, now);
  const state = { over: false, residentBytes: 0, outputBytes: 0 };
  const sampling = (async () => {
    while (!state.over) {
      const { residentBytes, outputBytes } = await gauges();
      state.residentBytes = Math.max(state.residentBytes, residentBytes);
      state.outputBytes = Math.max(state.outputBytes, outputBytes);
      await sleep(SAMPLE_MS);
    }
  })();
  const [dripped, deaf] = await Promise.all([
    Promise.all(dripping.map((line) => drip(line, now))),
    Promise.all(Array.from({ length: plan.deaf }, () => listenNot(place))),
  ]);
  await pinger.stop();
  beside.close();
  state.over = true;
  await sampling;

  const p99 = quantile(pinger.ms, 0.99);
  const dripMs = Math.max(...dripped.map(({ ms }) => ms));
  const told = dripped.filter(({ code }) => code === 'FRAME_TIMEOUT').length;
  const heldMib = (state.outputBytes - before.outputBytes) / MIB;
  const growthMib = (state.residentBytes - before.residentBytes) / MIB;
  const deafMs = Math.max(...deaf);
  // Where all of them together have no room, the next wait for the end of those before.
  const rounds = Math.ceil((plan.deaf * CLIENT_MIB_MOST) / HELD_MIB_MOST);
  const deafMsMost = rounds * STALL_MS + CLOSING_MS;
  return [
    {
      rule: `S5 ${plan.drips} clients of a byte a second`,
      limit: `all told and closed within ${DRIP_MS_MOST} ms`,
      seen: `${told} told, the last closed after ${dripMs.toFixed(0)} ms`,
      isMet: told === plan.drips && dripMs <= DRIP_MS_MOST,
    },
    {
      rule: `S5 S6 ping beside them`,
      limit: `p99 ${PING_MS_MOST} ms, no failure`,
      seen: `p99 ${p99.toFixed(1)} ms, ${pinger.failures} failures`,
      isMet: p99 <= PING_MS_MOST && pinger.failures === 0,
    },
    {
      rule: `S6 ${plan.deaf} clients that read nothing of ${plan.deafBytes / 1e6} MB`,
      limit: `${HELD_MIB_MOST} MiB held, ${GROWTH_MIB_MOST} MiB resident`,
      seen: `${heldMib.toFixed(0)} MiB held, ${growthMib.toFixed(0)} MiB resident`,
      isMet: heldMib <= HELD_MIB_MOST + plan.deaf / 16 && growthMib <= GROWTH_MIB_MOST,
    },
    {
      rule: 'S6 their end, from their first bytes on',
      limit: `within ${deafMsMost} ms, room for them ${rounds} times over`,
      seen: `the last after ${deafMs.toFixed(0)} ms`,
      isMet: deafMs <= deafMsMost,
    },
  ];
}

async function drip(
  line: Line,
  now: () => number,
): Promise<{ readonly ms: number; readonly code: string | undefined }> {
  const begun = now();
  let at = 0;
  const send = (): void => {
    line.socket.write(PING.subarray(at % 4, (at % 4) + 1));
    at += 1;
  };
  line.socket.write(frameOf({ op: 'x'.repeat(1_000) }).subarray(0, 5));
  const timer = setInterval(send, DRIP_MS);
  await line.receive(2);
  line.socket.end();
  await line.closed;
  clearInterval(timer);
  return { ms: now() - begun, code: line.replies[1]?.code };
}

/** Milliseconds from the first bytes that it was sent to its end. */
async function listenNot({ url, plan, now }: Place): Promise<number> {
  const line = await Line.to(url);
  const { socket } = line;
  const pages = Math.ceil(plan.deafBytes / PAGE_BYTES);
  const begun = await new Promise<number>((resolve) => {
    socket.prependOnceListener('data', () => {
      socket.pause();
      resolve(now());
    });
    socket.once('close', () => resolve(now()));
    socket.write(Buffer.concat(Array.from({ length: pages }, () => PAGE)));
  });
  // A socket that is not read does not see its end, but a write to it does.
  const poke = setInterval(() => socket.write(PING), DRIP_MS);
  await line.closed;
  clearInterval(poke);
  return now() - begun;
}

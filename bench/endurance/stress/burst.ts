import { setTimeout as sleep } from 'node:timers/promises';
import { frameOf } from '../../suites/server/frames.ts';
import { Line, Pinger } from './line.ts';
import { type Finding, type Place, quantile } from './trial.ts';

const PING = frameOf({ op: 'ping' });
const POINTS = 65_536;
const PING_MS_MOST = 50;
const BURST_LINES = 64;
const FRAMES_AT_ONCE = 4;
const MEMORY_MIB_MOST = 32;
const MIB = 2 ** 20;

/** Very many requests in one write. */
export async function pipelined({ url, id, plan, gauges }: Place): Promise<readonly Finding[]> {
  const line = await Line.to(url);
  const before = await gauges();
  const frames = Array.from({ length: plan.pipelined }, (_, index) =>
    frameOf({ op: 'distance', a: id, b: id, request: `${index}` }),
  );
  line.socket.write(Buffer.concat(frames));
  await line.receive(plan.pipelined);
  const { residentBytes } = await gauges();
  line.close();
  const inOrder = line.replies.filter(({ request }, index) => request === `${index}`).length;
  const growthMib = (residentBytes - before.residentBytes) / MIB;
  return [
    {
      rule: `S7 ${plan.pipelined} requests in one write`,
      limit: `all answered once, in order, ${MEMORY_MIB_MOST} MiB`,
      seen: `${inOrder} of ${line.replies.length} in order, ${growthMib.toFixed(0)} MiB`,
      isMet: inOrder === plan.pipelined && line.replies.length === plan.pipelined,
    },
  ];
}

/** Far more searches than may wait. */
export async function burst({ url, id, plan, now }: Place): Promise<readonly Finding[]> {
  const beside = await Line.to(url);
  const pinger = new Pinger(beside, PING, now);
  const lines = await Promise.all(Array.from({ length: BURST_LINES }, () => Line.to(url)));
  const search = frameOf({ op: 'with_id', id, strategy: 'scan', timeout: 10_000 });
  const each = Math.ceil(plan.burst / lines.length);
  await Promise.all(
    lines.map(async (line) => {
      line.socket.write(Buffer.concat(Array.from({ length: each }, () => search)));
      await line.receive(each);
    }),
  );
  const after = await lines[0]!.ask(search);
  await pinger.stop();
  beside.close();
  for (const line of lines) line.close();
  const replies = lines.flatMap((line) => line.replies);
  const counts = new Map<string, number>();
  for (const { status, code } of replies) {
    const name = status === 0 ? 'OK' : (code ?? 'no code');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const found = [...counts].map(([name, count]) => `${count} ${name}`).join(', ');
  const known = new Set(['OK', 'BUSY', 'TIMEOUT']);
  const last = lines[0]!.replies.at(-1);
  const p99 = quantile(pinger.ms, 0.99);
  return [
    {
      rule: `W5 ${each * lines.length} searches at once, and one behind them`,
      limit: 'each answered or BUSY, the one answered',
      seen: `${found}; the one ${after ? (last?.code ?? 'OK') : 'not answered'}`,
      isMet:
        replies.length === each * lines.length + 1 &&
        [...counts.keys()].every((name) => known.has(name)) &&
        last?.status === 0,
    },
    {
      rule: 'W5 ping beside them',
      limit: `p99 ${PING_MS_MOST} ms, no failure`,
      seen: `p99 ${p99.toFixed(1)} ms, ${pinger.failures} failures`,
      isMet: p99 <= PING_MS_MOST && pinger.failures === 0,
    },
  ];
}

/** The largest series that there may be, and the dearest bytes that a frame may have. */
export async function largeFrames({ url, plan, now, random }: Place): Promise<readonly Finding[]> {
  const beside = await Line.to(url);
  const numbers = Array.from({ length: POINTS }, () => random.normal());
  const frames = [
    frameOf({ op: 'with_ts', ts: [numbers.map((_, time) => time), numbers] }),
    frameOf({ op: 'ping', [`x${' '.repeat(16 * MIB - 64)}`]: 1 }),
  ];
  const alone = new Pinger(beside, PING, now);
  await sleep(1_000);
  await alone.stop();
  const pinger = new Pinger(beside, PING, now);
  const lines = await Promise.all(Array.from({ length: FRAMES_AT_ONCE }, () => Line.to(url)));
  await Promise.all(
    lines.map(async (line, at) => {
      for (let count = at; count < plan.largeFrames; count += lines.length) {
        await line.ask(frames[count % frames.length]!);
      }
    }),
  );
  await pinger.stop();
  beside.close();
  for (const line of lines) line.close();
  const replies = lines.flatMap((line) => line.replies);
  const refused = replies.filter(
    ({ code }) => code === 'INVALID_VALUE' || code === 'UNKNOWN_FIELD',
  );
  const most = quantile(pinger.ms, 1);
  const p99 = quantile(pinger.ms, 0.99);
  return [
    {
      rule: `S12 ping beside ${plan.largeFrames} of the largest frames`,
      limit: 'p99 50 ms, longest 200 ms, each frame refused by name',
      seen:
        `p99 ${p99.toFixed(1)} ms (alone ${quantile(alone.ms, 0.99).toFixed(1)}), longest ` +
        `${most.toFixed(0)} ms, ${refused.length} refused`,
      isMet: p99 <= 50 && most <= 200 && refused.length === plan.largeFrames,
    },
  ];
}

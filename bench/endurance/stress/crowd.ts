import { setTimeout as sleep } from 'node:timers/promises';
import { frameOf } from '../../suites/server/frames.ts';
import { Line, Pinger } from './line.ts';
import { type Finding, type Place, quantile } from './trial.ts';

const PING = frameOf({ op: 'ping' });
/** Connections that are opened at a time; more would overrun the backlog. */
const AT_ONCE = 100;
const KIB = 1024;
const BYTES_MOST = 16 * KIB;
const PING_MS_MOST = 50;

/** Many connections, a few of which ask all the time. */
export async function crowd({ url, plan, gauges, now }: Place): Promise<readonly Finding[]> {
  const lines: Line[] = [];
  const open = async (): Promise<void> => {
    const line = await Line.to(url);
    lines.push(line);
    await line.ask(PING);
  };
  try {
    await open();
    const before = await gauges();
    while (lines.length <= plan.connections) {
      const count = Math.min(AT_ONCE, plan.connections + 1 - lines.length);
      await Promise.all(Array.from({ length: count }, open));
    }
    const after = await gauges();
    const bytes = (after.residentBytes - before.residentBytes) / plan.connections;
    const pingers = lines.slice(0, plan.active).map((line) => new Pinger(line, PING, now));
    await sleep(plan.activeMs);
    await Promise.all(pingers.map((pinger) => pinger.stop()));
    const p99 = quantile(
      pingers.flatMap(({ ms }) => ms),
      0.99,
    );
    const failures = pingers.reduce((sum, pinger) => sum + pinger.failures, 0);
    const there = after.connections - before.connections;
    return [
      {
        rule: `S1 ${plan.connections} connections`,
        limit: `all there, ${BYTES_MOST / KIB} KiB each`,
        seen: `${there} there, ${(bytes / KIB).toFixed(1)} KiB each`,
        isMet: there === plan.connections && bytes <= BYTES_MOST,
      },
      {
        rule: `S1 ping beside them, ${plan.active} asking`,
        limit: `p99 ${PING_MS_MOST} ms, no failure`,
        seen: `p99 ${p99.toFixed(1)} ms, ${failures} failures`,
        isMet: p99 <= PING_MS_MOST && failures === 0,
      },
    ];
  } finally {
    for (const line of lines) line.close();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { frameOf } from '../../suites/server/frames.ts';
import { closeLines, type Line, openLines, Pinger } from './line.ts';
import { type Finding, type Place, quantile } from './trial.ts';

const PING = frameOf({ op: 'ping' });
const KIB = 1024;
const BYTES_MOST = 16 * KIB;
const PING_MS_MOST = 50;

/** Many connections, a few of which ask all the time. */
export async function crowd({ url, plan, gauges, now }: Place): Promise<readonly Finding[]> {
  const lines: Line[] = [];
  try {
    lines.push(...(await openLines(url, 1)));
    const before = await gauges();
    lines.push(...(await openLines(url, plan.connections)));
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
    await closeLines(lines);
  }
}

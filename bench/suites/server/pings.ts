import type { Cell } from '../../cell.ts';
import { CHECKSUM_START, mixBytes } from '../../checksum.ts';
import { measure } from '../../harness.ts';
import { startChild } from './child.ts';
import { type Exchange, FrameConnection, frameOf } from './frames.ts';
import type { ServerPlan } from './plan.ts';
import { rateCell } from './windows.ts';

/** Pings on their way at a time on the one connection. */
const DEPTHS = [1, 64] as const;

const PING: Buffer = frameOf({ op: 'ping' });

/** Who answers the pings. */
interface Respondent {
  readonly name: string;
  readonly connection: FrameConnection;
  readonly exchange: Exchange;
}

/**
 * How many pings a second the server at `url` answers on one connection, beside a process that sends
 * the same frames back and does nothing else.
 * @throws BenchError `DISAGREEMENT`, `SERVER_FAILED`.
 */
export async function measurePings(
  url: string,
  { plan, now }: { readonly plan: ServerPlan; readonly now: () => number },
): Promise<readonly Cell[]> {
  const echo = await startChild({
    name: 'the echo',
    path: 'bench/suites/server/echo-main',
    arguments: [],
  });
  try {
    const respondents = [
      await respondentAt(echo.ready.url, 'node:net echo'),
      await respondentAt(url, 'vantage'),
    ];
    try {
      const cells: Cell[] = [];
      for (const depth of DEPTHS) cells.push(...(await atDepth(depth, respondents, plan, now)));
      return cells;
    } finally {
      for (const { connection } of respondents) connection.close();
    }
  } finally {
    await echo.stop();
  }
}

async function respondentAt(url: string, name: string): Promise<Respondent> {
  const connection = await FrameConnection.to(url);
  return { name, connection, exchange: { request: PING, reply: await connection.ask(PING) } };
}

async function atDepth(
  depth: number,
  respondents: readonly Respondent[],
  plan: ServerPlan,
  now: () => number,
): Promise<readonly Cell[]> {
  const checksum = mixBytes(CHECKSUM_START, PING);
  const measurements = await measure(
    respondents.map(({ name, connection, exchange }) => ({
      kind: 'window',
      name,
      async iterate() {
        const { durationMs, count } = await connection.repeat(exchange, {
          depth,
          ms: plan.windowMs,
          now,
        });
        return durationMs / count;
      },
      digest: () => checksum,
    })),
    { rounds: plan.windows, iterationsPerRound: 1, warmupIterations: 1, now },
  );
  const workload = `pings, ${depth} at a time`;
  return measurements.map((measurement) =>
    rateCell(measurement, { workload, n: plan.series, unit: 'requests per second', checksum }),
  );
}

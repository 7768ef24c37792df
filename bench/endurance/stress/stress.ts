import { join } from 'node:path';
import { connect } from '../../../client/index.ts';
import { createRandom } from '../../../server/index.ts';
import { BenchError } from '../../errors.ts';
import { startChild } from '../../suites/server/child.ts';
import { burst, largeFrames, pipelined } from './burst.ts';
import { crowd } from './crowd.ts';
import { type Gauges, readGauges } from './gauges.ts';
import { network } from './network.ts';
import { rude } from './rude.ts';
import { slow } from './slow.ts';
import { soak } from './soak.ts';
import type { Finding, StressPlan, Trial } from './trial.ts';

const FULL: StressPlan = {
  series: 20_000,
  connections: 10_000,
  active: 200,
  activeMs: 10_000,
  drips: 1_000,
  deaf: 100,
  deafBytes: 100e6,
  rude: 100_000,
  pipelined: 10_000,
  burst: 10_240,
  largeFrames: 200,
  soakMs: 60_000,
  badMs: 10_000,
  cutMs: 60_000,
};

/** What takes under a minute. */
const QUICK: StressPlan = {
  series: 5_000,
  connections: 1_000,
  active: 100,
  activeMs: 1_500,
  drips: 100,
  deaf: 16,
  deafBytes: 20e6,
  rude: 2_000,
  pipelined: 10_000,
  burst: 1_600,
  largeFrames: 20,
  soakMs: 6_000,
  badMs: 3_000,
  cutMs: 0,
};

/** What a test has the time for: nobody who has to be waited for. */
const TINY: StressPlan = {
  series: 1_000,
  connections: 60,
  active: 10,
  activeMs: 50,
  drips: 0,
  deaf: 0,
  deafBytes: 0,
  rude: 200,
  pipelined: 10_000,
  burst: 1_600,
  largeFrames: 4,
  soakMs: 1_000,
  badMs: 800,
  cutMs: 0,
};

const PLANS: Readonly<Record<'full' | 'quick' | 'tiny', StressPlan>> = {
  full: FULL,
  quick: QUICK,
  tiny: TINY,
};

const TRIALS: readonly Trial[] = [crowd, pipelined, largeFrames, burst, slow, rude, network, soak];

const DELAY_MS_P99 = 50;
const DELAY_MS_MOST = 200;

export interface StressOptions {
  readonly size: keyof typeof PLANS;
  /** How long the last trial goes on, in place of what the size says. */
  readonly soakMs?: number | undefined;
  readonly seed: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly onFinding: (finding: Finding) => void;
}

/**
 * Treats a server on this machine as badly as clients can, one trial after the other, and compares
 * what is seen of it with what it must keep to.
 * @throws BenchError `SERVER_FAILED`.
 */
export async function stress(options: StressOptions): Promise<boolean> {
  const { size, seed, now, onFinding } = options;
  const { soakMs = PLANS[size].soakMs } = options;
  const plan = { ...PLANS[size], soakMs };
  const server = await startChild({
    name: 'vantage',
    path: join('client', 'main'),
    arguments: [
      'serve',
      `--demo=${plan.series}`,
      '--port=0',
      '--web=0',
      '--json',
      '--log-level=silent',
      `--connections=${2 * plan.connections}`,
    ],
  });
  const webUrl = String(server.ready['web']);
  const findings: Finding[] = [];
  const delays: Delay[] = [];
  const add = (finding: Finding): void => {
    findings.push(finding);
    onFinding(finding);
  };
  const gauges = (): Promise<Gauges> => readGauges(webUrl);
  try {
    const random = createRandom(seed);
    const { url } = server.ready;
    const place = { url, id: await anyId(url), plan, random, gauges, now };
    let before = await gauges(); // The delays of its start are not of interest.
    for (const trial of TRIALS) {
      for (const finding of await trial(place)) add(finding);
      const after = await gauges();
      delays.push({ under: trial.name, ...delayBetween(before, after) });
      before = after;
    }
    const { faults } = before;
    add(ofDelays(delays));
    add({
      rule: 'X13 errors that the server does not know',
      limit: 'none',
      seen: String(faults),
      isMet: faults === 0,
    });
  } finally {
    await server.stop();
  }
  return findings.every(({ isMet }) => isMet !== false);
}

async function anyId(url: string): Promise<string> {
  const client = await connect(url);
  try {
    for await (const id of client.ids()) return id;
    throw new BenchError('DISAGREEMENT', 'the server has no series');
  } finally {
    await client.close();
  }
}

/** How late the event loop was under a trial: milliseconds that so many of its timers were within. */
interface Delay {
  readonly under: string;
  readonly p99: number;
  readonly most: number;
}

function delayBetween(before: Gauges, after: Gauges): Pick<Delay, 'p99' | 'most'> {
  const counts = after.delays.map(({ count }, at) => count - before.delays[at]!.count);
  const all = counts.at(-1)!;
  const within = (share: number): number =>
    after.delays[counts.findIndex((count) => count >= share * all)]!.msMost;
  return { p99: within(0.99), most: within(1) };
}

function ofDelays(delays: readonly Delay[]): Finding {
  const [p99, most] = (['p99', 'most'] as const).map((key) =>
    delays.reduce((worst, delay) => (delay[key] > worst[key] ? delay : worst)),
  );
  return {
    rule: 'S12 delay of the event loop, under each of them',
    limit: `p99 ${DELAY_MS_P99} ms, longest ${DELAY_MS_MOST} ms`,
    seen: `p99 up to ${p99!.p99} ms (${p99!.under}), longest up to ${most!.most} ms (${most!.under})`,
    isMet: p99!.p99 <= DELAY_MS_P99 && most!.most <= DELAY_MS_MOST,
  };
}

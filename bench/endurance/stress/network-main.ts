import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../../client/index.ts';
import { startChild } from '../../suites/server/child.ts';
import { frameOf } from '../../suites/server/frames.ts';
import { readGauges } from './gauges.ts';
import { openLines } from './line.ts';
import { emptyTally, type Tally, Worker } from './network-worker.ts';
import type { Finding, NetworkPlan } from './trial.ts';

/*
 * Runs in a network namespace of its own, whose loopback device it makes slow, lossy or deaf, with a
 * server and its clients in it. Prints what it found as one JSON document.
 */

const CLIENTS = 8;
const CALL_MS_MOST = 10_000;
/** A call may be reported so much after its deadline. */
const LATE_MS_MOST = 5_000;
const IDLE_LINES = 20;
const FREE_MS_MOST = 60_000;
/** Longer than a system delays an acknowledgement. */
const ACKNOWLEDGED_MS = 1_000;
const PING = frameOf({ op: 'ping' });

/** A way to spoil the network, and the one to mend it. */
interface Spoiler {
  readonly name: string;
  readonly spoil: () => void;
  readonly mend: () => void;
}

function command(name: string, ...words: readonly string[]): void {
  execFileSync(name, words, { stdio: 'pipe' });
}

/**
 * Has packets lost where they arrive: of one that is lost where it leaves the system knows, and a
 * probe that it could not send does not count.
 */
function losing(name: string, which: string): Spoiler {
  const chain = 'add chain inet bad in { type filter hook input priority 0; }';
  return {
    name,
    spoil: () => command('nft', `add table inet bad; ${chain}; add rule inet bad in ${which} drop`),
    mend: () => command('nft', 'delete table inet bad'),
  };
}

const CUT = losing('S9 a network that is cut', '');

const SPOILERS: readonly Spoiler[] = [
  losing('S13 a network that loses a packet in five', 'numgen random mod 100 < 20'),
  {
    name: 'S13 a line of 256 kbit/s',
    spoil: () =>
      command(
        'tc',
        'qdisc',
        'add',
        'dev',
        'lo',
        'root',
        'tbf',
        ...'rate 256kbit burst 70000 latency 2s'.split(' '),
      ),
    mend: () => command('tc', 'qdisc', 'del', 'dev', 'lo', 'root'),
  },
];

/** Why `spoiler` cannot be had here, or undefined where it can. */
function missing({ spoil, mend }: Spoiler): string | undefined {
  try {
    spoil();
    mend();
    return undefined;
  } catch (error) {
    const [line] = String(error).split('\n');
    return `not tried: ${line}`;
  }
}

async function overBad(url: string, spoiler: Spoiler, ms: number): Promise<Finding> {
  const { name, spoil, mend } = spoiler;
  const limit = 'no wrong answer, no write lost, none stuck';
  const why = missing(spoiler);
  if (why !== undefined) return { rule: name, limit, seen: why, isMet: undefined };
  const workers = await Promise.all(
    Array.from({ length: CLIENTS }, (_, at) => Worker.to(url, `${name}/${at}`, CALL_MS_MOST)),
  );
  spoil();
  const tally: Tally = emptyTally();
  await Promise.all(workers.map((worker) => worker.work(ms, tally)));
  mend();
  await Promise.all(workers.map((worker) => worker.check(tally)));
  await Promise.all(workers.map((worker) => worker.close()));
  const { answered, failed, wrong, lost, msMost } = tally;
  const isLate = msMost > CALL_MS_MOST + LATE_MS_MOST;
  return {
    rule: name,
    limit,
    seen:
      `${answered} answered, ${failed} given up, ${wrong} wrong, ${lost} lost, ` +
      `longest ${msMost.toFixed(0)} ms`,
    isMet: answered > 0 && wrong === 0 && lost === 0 && !isLate,
  };
}

/** A call over a network that is cut meanwhile. */
async function calledOff(url: string): Promise<Finding> {
  const timeoutMs = 2_000;
  const client = await connect(url);
  await client.ping();
  CUT.spoil();
  const begun = performance.now();
  const outcome = await client.ping({ timeoutMs }).then(
    () => 'answered',
    (error: unknown) => (error as { readonly code?: string }).code ?? 'no code',
  );
  const ms = performance.now() - begun;
  CUT.mend();
  await client.close();
  return {
    rule: 'S9 a call over a network that is cut',
    limit: `TIMEOUT by its deadline of ${timeoutMs} ms`,
    seen: `${outcome} after ${ms.toFixed(0)} ms`,
    isMet: outcome === 'TIMEOUT' && ms <= timeoutMs + LATE_MS_MOST,
  };
}

/** Idle clients of a network that is cut for good. */
async function cutOff(url: string, webUrl: string, cutMs: number): Promise<Finding> {
  const lines = await openLines(url, IDLE_LINES);
  await Promise.all(lines.map((line) => line.ask(PING)));
  const before = (await readGauges(webUrl)).connections;
  // Until its last reply is acknowledged a client is not idle, and the system does not probe it.
  await sleep(ACKNOWLEDGED_MS);
  CUT.spoil();
  await sleep(cutMs);
  CUT.mend();
  const { connections } = await readGauges(webUrl);
  for (const line of lines) line.close();
  return {
    rule: `S9 ${IDLE_LINES} idle clients whose network is cut`,
    limit: `their places free within ${FREE_MS_MOST} ms`,
    seen: `${before} connections before, ${connections} after ${cutMs} ms`,
    isMet: before >= IDLE_LINES && connections === 0 && cutMs <= FREE_MS_MOST,
  };
}

const { badMs, cutMs } = JSON.parse(process.argv[2] ?? '') as NetworkPlan;
command('ip', 'link', 'set', 'lo', 'up');
const server = await startChild({
  name: 'vantage',
  path: join('client', 'main'),
  arguments: ['serve', '--demo=500', '--port=0', '--web=0', '--json', '--log-level=silent'],
});
const findings: Finding[] = [];
try {
  const { url } = server.ready;
  for (const spoiler of SPOILERS) findings.push(await overBad(url, spoiler, badMs));
  const cutMissing = missing(CUT);
  findings.push(
    cutMissing === undefined
      ? await calledOff(url)
      : { rule: CUT.name, limit: 'nobody stuck', seen: cutMissing, isMet: undefined },
  );
  if (cutMs > 0 && cutMissing === undefined)
    findings.push(await cutOff(url, String(server.ready['web']), cutMs));
} finally {
  await server.stop();
}
process.stdout.write(JSON.stringify(findings));

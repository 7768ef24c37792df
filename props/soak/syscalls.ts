/*
 * Real processes whose system calls are watched, killed, failed and falsified by strace.
 */
import { registeredEngines } from '../../engines/index.ts';
import { lieAtWrite, writeSizes } from '../processes/lying-writes.ts';
import { failSync } from '../processes/sync-failures.ts';
import { watchSyncs } from '../processes/sync-order.ts';
import { CHANGING_CALLS, killAtSyscall } from '../processes/syscall-kills.ts';
import { tracingMissing } from '../processes/tracing.ts';
import type { SoakControl, SoakOptions, SoakPart, SoakResult } from './part.ts';

const COMMITS = 50;
/** Some of them wait for no sync, and are not acknowledged: 1,000 are. */
const WATCHED_COMMITS = 1_250;
/** Beyond the syncs of a run. */
const SYNC_FAILURES = 60;

/** Beyond what any run of this length makes of one call. */
const CALLS_MAX = 20_000;

interface Found {
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/** Odd, since calls come in pairs: what writes a commit, and what writes its mark. */
function strideAt(share: number): number {
  return 2 * Math.floor(Math.max(1, 1 / share) / 2) + 1;
}

/** Kills at every call, or at about every `1 / share`-th, up to the first that is not made. */
async function kills(engine: string, { seed, share, onProgress }: SoakOptions): Promise<Found> {
  const violations: string[] = [];
  const stride = strideAt(share);
  let count = 0;
  for (const call of CHANGING_CALLS) {
    for (let when = 1; when < CALLS_MAX; when += stride) {
      const kill = await killAtSyscall({ engine, seed, commits: COMMITS, call, when });
      violations.push(...kill.violations);
      if (!kill.killed) break;
      count += 1;
    }
    onProgress(`${engine}: ${count} kills, up to the last ${call}`);
  }
  return { counts: { 'kills at a call': count }, violations };
}

async function failures(engine: string, { seed, share }: SoakOptions): Promise<Found> {
  const violations: string[] = [];
  const stride = strideAt(share);
  let count = 0;
  for (let when = 1; when <= SYNC_FAILURES; when += stride) {
    const failure = await failSync({ engine, seed, when });
    violations.push(...failure.violations);
    if (!failure.failed) break;
    count += 1;
  }
  return { counts: { 'failed syncs': count }, violations };
}

async function lies(engine: string, { seed, share }: SoakOptions): Promise<Found> {
  const run = { engine, seed, commits: COMMITS };
  const sizes = await writeSizes(run);
  const counts = { found: 0, harmless: 0, silent: 0 };
  const violations: string[] = [];
  const stride = strideAt(share);
  for (let place = 0; place < sizes.length; place += stride) {
    const outcome = await lieAtWrite(run, { when: place + 1, bytes: sizes[place]! });
    counts[outcome] += 1;
    if (outcome === 'silent') {
      violations.push(`${engine}, seed ${seed}: write ${place + 1} of a run was lost, unnoticed`);
    }
  }
  const { found, harmless } = counts;
  return { counts: { 'lost writes found': found, 'lost writes harmless': harmless }, violations };
}

async function watched(engine: string, { seed, share }: SoakOptions): Promise<Found> {
  const commits = Math.max(1, Math.round(WATCHED_COMMITS * share));
  const { acknowledged, violations } = await watchSyncs({ engine, seed, commits });
  return { counts: { 'acknowledged behind a sync': acknowledged - violations.length }, violations };
}

async function controls(engine: string, seed: number): Promise<readonly SoakControl[]> {
  let early = false;
  for (let when = 1; when < 20 && !early; when += 1) {
    const options = { engine, seed, commits: 20, call: 'pwrite64', when } as const;
    const { violations } = await killAtSyscall({ ...options, fault: 'acknowledges-early' });
    early = violations.length > 0;
  }
  const unsynced = await watchSyncs({ engine, seed, commits: 20, fault: 'never-syncs' });
  return [
    { name: 'acknowledged before it is written, killed at a write', caught: early },
    { name: 'acknowledged without a sync', caught: unsynced.violations.length > 0 },
  ];
}

/** System calls killed, failed, falsified and watched, on both engines. */
export const syscallsPart: SoakPart = {
  name: 'syscalls',
  async run(options): Promise<SoakResult> {
    const skipped = tracingMissing();
    if (skipped !== undefined) return { counts: {}, violations: [], controls: [], skipped };
    const counts: Record<string, number> = {};
    const violations: string[] = [];
    const engines = registeredEngines().map(({ manifest }) => manifest.name);
    for (const engine of engines) {
      for (const attempt of [watched, failures, lies, kills]) {
        const found = await attempt(engine, options);
        options.onProgress(`${engine}: ${attempt.name}: ${JSON.stringify(found.counts)}`);
        for (const [name, count] of Object.entries(found.counts)) {
          counts[name] = (counts[name] ?? 0) + count;
        }
        violations.push(...found.violations);
      }
    }
    return { counts, violations, controls: await controls(engines[0]!, options.seed) };
  },
};

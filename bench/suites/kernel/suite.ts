import { type Cell, cellOf, type Skip, type SuiteResult } from '../../cell.ts';
import { BenchError } from '../../errors.ts';
import { type Competitor, measure } from '../../harness.ts';
import type { SuiteContext } from '../context.ts';
import { withScratch } from '../scratch.ts';
import { type KernelData, makeKernelData } from './data.ts';
import { withFftJs } from './fft-js.ts';
import { compileFftw, startFftw } from './fftw.ts';
import { inBlocks, oneAtATime, type Runner, withFrozenScan } from './ours.ts';
import { KERNEL_PLANS, type KernelPlan } from './plan.ts';

/** How far any two ways to compute a distance may differ. */
const TOLERANCE = 1e-6;

/**
 * Compares the kernel distance one at a time, in blocks, and in blocks with the radius of a search,
 * with the same distance written with fft.js and with FFTW and the frozen scan that searches are
 * compared with, at several lengths. Every distance is
 * held against sums in their plain order.
 * @throws BenchError `DISAGREEMENT`.
 */
export async function runKernelSuite(context: SuiteContext): Promise<SuiteResult> {
  const plan = KERNEL_PLANS[context.size];
  const cells: Cell[] = [];
  const skips: Skip[] = [];
  await withScratch(async (folder) => {
    const compiled = await compileFftw(folder);
    for (const length of plan.lengths) {
      // An even number, as fft.js takes them in pairs.
      const count = 2 * Math.max(8, Math.floor(plan.points / length / 2));
      const data = makeKernelData({ length, gamma: plan.gamma, count }, context.seed);
      const workload = workloadOf(length);
      const skip = (competitor: string, reason: string): void => {
        skips.push({ suite: 'kernel', competitor, workload, reason });
      };
      const competitors: Competitor[] = [
        competitorOf('vantage, one at a time', data, oneAtATime(data)),
        competitorOf('vantage, blocks', data, inBlocks(data, Number.POSITIVE_INFINITY)),
        competitorOf('vantage, blocks in a radius', data, inBlocks(data, data.radius)),
      ];
      if (Number.isInteger(Math.log2(length))) {
        competitors.push(competitorOf('frozen scan', data, withFrozenScan(data)));
        const runner = await withFftJs(data).catch(() => undefined);
        if (runner !== undefined) competitors.push(competitorOf('fft.js', data, runner));
        else skip('fft.js', 'it is not installed: npm install --no-save fft.js');
      } else {
        skip('fft.js', 'it knows powers of two only');
        skip('frozen scan', 'it knows powers of two only');
      }
      if ('program' in compiled) competitors.push(await fftw(compiled.program, folder, data));
      else skip('FFTW', compiled.reason);
      context.onProgress(`kernel: ${workload}: ${competitors.map(({ name }) => name).join(', ')}`);
      cells.push(...(await cellsOf(competitors, data, { plan, context })));
    }
  });
  return { cells, skips };
}

/** What distances of `length` points are called. */
export function workloadOf(length: number): string {
  return `distance, ${length} points`;
}

async function cellsOf(
  competitors: readonly Competitor[],
  { length, count, gamma }: KernelData,
  { plan, context }: { readonly plan: KernelPlan; readonly context: SuiteContext },
): Promise<readonly Cell[]> {
  const { rounds, iterationsPerRound, warmupIterations } = plan;
  const options = { rounds, iterationsPerRound, warmupIterations, now: context.now };
  const measurements = await measure(competitors, options);
  const note = `gamma ${gamma}`;
  return measurements.map((measurement) =>
    cellOf(measurement, { suite: 'kernel', workload: workloadOf(length), n: count, note }),
  );
}

function competitorOf(name: string, data: KernelData, { run, found }: Runner): Competitor {
  return {
    name,
    kind: 'sync',
    operations: data.count,
    iterate: run,
    digest: () => checked(name, data, found),
  };
}

async function fftw(program: string, folder: string, data: KernelData): Promise<Competitor> {
  const process = await startFftw(program, folder, data);
  return {
    name: 'FFTW',
    kind: 'window',
    operations: data.count,
    iterate: async () => (await process.run()) / data.count / 1e6,
    digest: async () => checked('FFTW', data, await process.distances()),
    end: () => process.stop(),
  };
}

/** The checksum of the right distances, once `found` are known to be them. */
function checked(name: string, data: KernelData, found: ArrayLike<number>): number {
  const { expected, radius, length, checksum } = data;
  for (const [index, distance] of expected.entries()) {
    const off = Math.abs(found[index]! - distance);
    // Whoever knows the radius need not tell distances beyond it.
    const beyond = found[index] === Number.POSITIVE_INFINITY && distance > radius - TOLERANCE;
    if (off <= TOLERANCE || beyond) continue;
    throw new BenchError(
      'DISAGREEMENT',
      `${name}, ${length} points: distance ${index} is ${found[index]} in place of ${distance}`,
    );
  }
  return checksum;
}

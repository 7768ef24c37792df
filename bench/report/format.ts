import type { Skip } from '../cell.ts';
import type { Environment } from '../environment.ts';
import type { Distribution } from '../statistics.ts';
import type { TargetResult } from '../targets.ts';
import type { BenchReport, CellGroup } from './report.ts';

const GIB = 2 ** 30;

/** A whole number with commas between the thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A quantity from 0 to three digits at least, in any unit: `12,345`, `12.3`, `1.23`, `0.012`. */
export function formatQuantity(quantity: number): string {
  const decimals = quantity >= 100 ? 0 : quantity >= 10 ? 1 : quantity >= 1 ? 2 : 3;
  return quantity.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** How far the 95 % interval of a median reaches from it, in percent of it; `-` for one sample. */
export function formatSpread({
  p50,
  p50Interval: [low, high],
  samples,
}: Pick<Distribution, 'p50' | 'p50Interval' | 'samples'>): string {
  if (samples === 1 || p50 === 0) return '-';
  const percent = (100 * Math.max(high - p50, p50 - low)) / Math.abs(p50);
  return percent < 10 ? percent.toFixed(1) : percent.toFixed(0);
}

/** A ratio, to two digits after the point, or to two digits where that would say nothing. */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio)) return '-'; // Something over nothing.
  if (ratio === 0) return '0';
  return ratio < 0.1 ? ratio.toPrecision(2) : formatQuantity(ratio).replace(/(\.\d\d)\d$/, '$1');
}

/** A bound of a target: `≤ 0.05`, `≥ 1.5`, or `-` for none. */
export function formatBound(bound: TargetResult['bound'], value: number | undefined): string {
  if (value === undefined) return '-';
  return `${bound === 'at most' ? '≤' : '≥'} ${value}`;
}

/** The value of a target, or `-` where it was not measured. */
export function formatValue({ value }: TargetResult): string {
  return value === undefined ? '-' : formatRatio(value);
}

/** What became of a target, in two words at most. */
export function formatOutcome({ met }: TargetResult): string {
  if (met === undefined) return 'not measured';
  return met ? 'met' : 'missed';
}

/** A checksum as 8 hexadecimal digits. */
export function formatChecksum(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

/** What a run was, in a line each: the run, the machine, its disk, the code, and warnings. */
export function describeRun({ size, seed, environment }: BenchReport): readonly string[] {
  const { node, cpu, cores, memoryBytes, platform, commit, started }: Environment = environment;
  const { fileSystem, fdatasyncMs, load, warnings } = environment;
  return [
    `Vantage benchmark: size ${size}, seed ${seed}`,
    `Node ${node}, ${cpu}, ${cores} cores, ${(memoryBytes / GIB).toFixed(1)} GiB, ${platform}`,
    `${fileSystem}, fdatasync ${formatQuantity(fdatasyncMs)} ms, ` +
      `load ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after`,
    `commit ${commit ?? 'unknown'}, started ${started}`,
    ...warnings.map((warning) => `WARNING: ${warning}`),
  ];
}

/** What the cells of a group have in common: the workload, its `n`, and what a sample is. */
export function describeGroup({ workload, n, operationsPerSample }: CellGroup): string {
  const means = operationsPerSample === 1 ? '' : `, means of ${formatCount(operationsPerSample)}`;
  return `${workload}, n ${formatCount(n)}${means}`;
}

/** A skip as a sentence. */
export function describeSkip({ competitor, workload, n, reason }: Skip): string {
  const size = n === undefined ? '' : `, n ${formatCount(n)}`;
  return `${competitor}: ${workload}${size} (${reason})`;
}

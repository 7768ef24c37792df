import { gunzipSync } from 'node:zlib';
import { UNITS } from '../cell.ts';
import { BenchError } from '../errors.ts';
import { FORMAT_VERSION } from './json.ts';
import type { BenchReport } from './report.ts';

/** What a compressed file begins with. */
const GZIP_MAGIC: readonly number[] = [0x1f, 0x8b];

const TEXTS = ['suite', 'competitor', 'workload', 'unit'] as const;
const NUMBERS = [
  'n',
  'operationsPerSample',
  'samples',
  'p50',
  'p90',
  'p95',
  'p99',
  'p999',
  'worst',
  'checksum',
] as const;

const ABOUT_TEXTS = ['node', 'cpu', 'platform', 'fileSystem', 'started'] as const;
const ABOUT_NUMBERS = ['cores', 'memoryBytes', 'fdatasyncMs'] as const;

const HOW_TO_MAKE_ONE = 'make one with: vantage bench all --json > report.json';

/**
 * The report in the bytes of a saved one, as `renderJson` wrote it, compressed by gzip or not.
 * @param from what the bytes are called in an error
 * @throws BenchError `NO_REPORT` when they hold none, or one of another format.
 */
export function readReport(bytes: Uint8Array, from: string): BenchReport {
  const document = documentIn(bytes, from);
  const { format, suites, size, seed, environment, cells, skips, targets, judged } = document;
  if (judged !== undefined) {
    throw noReport(
      `${from} is what "vantage bench compare" found, and no report; ${HOW_TO_MAKE_ONE}`,
    );
  }
  if (format !== FORMAT_VERSION || !Array.isArray(cells) || !isRecord(environment)) {
    const found = typeof format === 'number' ? `of format ${format}` : 'no report of benchmarks';
    throw noReport(
      `${from} is ${found}, and this reads format ${FORMAT_VERSION}; ${HOW_TO_MAKE_ONE}`,
    );
  }
  for (const [index, cell] of cells.entries()) checkCell(cell, `${from}, cell ${index + 1}`);
  return {
    environment: environmentOf(environment, from),
    suites: listed(suites) as BenchReport['suites'],
    size: String(size) as BenchReport['size'],
    seed: Number(seed),
    cells,
    skips: listed(skips) as BenchReport['skips'],
    targets: listed(targets).map(targetOf),
  };
}

function documentIn(bytes: Uint8Array, from: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    const compressed = GZIP_MAGIC.every((byte, index) => bytes[index] === byte);
    document = JSON.parse(Buffer.from(compressed ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch (cause) {
    throw noReport(`${from} is no JSON; ${HOW_TO_MAKE_ONE}`, { cause });
  }
  if (!isRecord(document)) throw noReport(`${from} is no report of benchmarks; ${HOW_TO_MAKE_ONE}`);
  return document;
}

/** @throws BenchError `NO_REPORT` */
function environmentOf(
  environment: Readonly<Record<string, unknown>>,
  from: string,
): BenchReport['environment'] {
  const { load, warnings } = environment;
  const { before, after } = isRecord(load) ? load : {};
  const missing = [
    ...ABOUT_TEXTS.filter((name) => typeof environment[name] !== 'string'),
    ...ABOUT_NUMBERS.filter((name) => typeof environment[name] !== 'number'),
    ...(typeof before === 'number' && typeof after === 'number' ? [] : ['load']),
  ];
  if (missing.length > 0)
    throw noReport(`${from} tells of no ${missing.join(', ')} of its machine`);
  const known = environment as unknown as BenchReport['environment'];
  return { ...known, warnings: listed(warnings).map(String) };
}

/** @throws BenchError `NO_REPORT` */
function checkCell(cell: unknown, place: string): void {
  if (!isRecord(cell)) throw noReport(`${place} is none`);
  const text = TEXTS.find((name) => typeof cell[name] !== 'string');
  if (text !== undefined) throw noReport(`${place} has no ${text}`);
  const number = NUMBERS.find((name) => typeof cell[name] !== 'number');
  if (number !== undefined) throw noReport(`${place} has no ${number}`);
  if (!Object.hasOwn(UNITS, String(cell['unit']))) {
    throw noReport(`${place} is in "${String(cell['unit'])}", which this build does not know`);
  }
  for (const name of ['p50Interval', 'raw']) {
    const numbers = cell[name];
    if (!Array.isArray(numbers) || !numbers.every((value) => typeof value === 'number')) {
      throw noReport(`${place} has no ${name}`);
    }
  }
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What `renderJson` wrote as null is undefined again. */
function targetOf(target: unknown): BenchReport['targets'][number] {
  const { value, aim, met, ...rest } = target as Record<string, unknown>;
  const known = { value: value ?? undefined, aim: aim ?? undefined, met: met ?? undefined };
  return { ...rest, ...known } as unknown as BenchReport['targets'][number];
}

function noReport(message: string, options?: ErrorOptions): BenchError {
  return new BenchError('NO_REPORT', message, options);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

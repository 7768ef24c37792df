/** A cell of a report of benchmarks, as far as it is drawn. */
export interface ReportCell {
  readonly suite: string;
  readonly competitor: string;
  readonly workload: string;
  readonly n: number;
  readonly unit: string;
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

/** A report of benchmarks in JSON, as far as it is drawn. */
export interface Report {
  readonly size: string;
  readonly environment: Readonly<Record<string, unknown>>;
  readonly units: Readonly<Record<string, { readonly short: string; readonly better: string }>>;
  readonly cells: readonly ReportCell[];
  readonly targets: readonly {
    readonly name: string;
    readonly value: number | null;
    readonly met: boolean | null;
  }[];
}

/** The cells that are compared with each other. */
export interface Group {
  readonly title: string;
  readonly short: string;
  readonly better: string;
  readonly cells: readonly ReportCell[];
}

/**
 * Judges a document.
 * @throws RangeError when it is no report of benchmarks.
 */
export function readReport(document: unknown): Report {
  const { format, cells, units, environment, targets, size } = (document ?? {}) as Record<
    string,
    unknown
  >;
  if (format !== 1 || !Array.isArray(cells) || !cells.every(isCell) || !isRecord(units)) {
    throw new RangeError(
      'this is no report of benchmarks; make one with: vantage bench all --json',
    );
  }
  return {
    size: String(size),
    environment: isRecord(environment) ? environment : {},
    units: units as Report['units'],
    cells,
    targets: Array.isArray(targets) ? (targets as Report['targets']) : [],
  };
}

/** The groups of a report, in its order. */
export function groupsOf({ cells, units }: Report): readonly Group[] {
  const groups = groupedBy(cells, ({ suite, workload, n, unit }) =>
    JSON.stringify([suite, workload, n, unit]),
  );
  return [...groups.values()].map((members) => {
    const { suite, workload, n, unit } = members[0]!;
    const { short = unit, better = '' } = units[unit] ?? {};
    const title = `${suite}: ${workload}, n = ${n.toLocaleString('en')}`;
    return { title, short, better, cells: members };
  });
}

function isCell(value: unknown): value is ReportCell {
  if (!isRecord(value)) return false;
  const { suite, competitor, workload, n, unit, p50, p99 } = value;
  const texts = [suite, competitor, workload, unit].every((one) => typeof one === 'string');
  return texts && [n, p50, p99].every((one) => typeof one === 'number');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function groupedBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

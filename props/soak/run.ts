import type { SoakOptions, SoakPart, SoakResult } from './part.ts';

/** What became of one part. */
export interface PartOutcome {
  readonly name: string;
  readonly result: SoakResult;
  readonly durationMs: number;
}

/** Runs parts one after the other. One that throws has violated what it was to show. */
export async function runSoak(
  parts: readonly SoakPart[],
  options: SoakOptions,
): Promise<readonly PartOutcome[]> {
  const outcomes: PartOutcome[] = [];
  for (const { name, run } of parts) {
    const start = performance.now();
    const onProgress = (line: string): void => options.onProgress(`${name}: ${line}`);
    let result: SoakResult;
    try {
      result = await run({ ...options, onProgress });
    } catch (error) {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
      result = { counts: {}, violations: [`the part itself failed: ${told}`], controls: [] };
    }
    outcomes.push({ name, result, durationMs: performance.now() - start });
  }
  return outcomes;
}

/** Whether a promise was broken, or a run that had to fail did not. */
export function soakFailed(outcomes: readonly PartOutcome[]): boolean {
  return outcomes.some(
    ({ result }) => result.violations.length > 0 || result.controls.some(({ caught }) => !caught),
  );
}

/** The outcomes as a table, then every violation in full. */
export function summaryOf(
  outcomes: readonly PartOutcome[],
  { seed, share }: Pick<SoakOptions, 'seed' | 'share'>,
): string {
  const head = ['PART', 'TIME', 'VIOLATIONS', 'COUNTED'];
  const rows = outcomes.map(({ name, result, durationMs }) => [
    name,
    durationOf(durationMs),
    result.skipped === undefined ? String(result.violations.length) : '-',
    result.skipped === undefined ? countsOf(result.counts) : `SKIP: ${result.skipped}`,
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const table = [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const controls = outcomes.flatMap(({ name, result }) =>
    result.controls.map((control) => {
      const state = control.caught ? 'caught' : 'NOT CAUGHT';
      return `  ${state}  ${name}: ${control.name}`;
    }),
  );
  const violations = outcomes.flatMap(({ name, result }) =>
    result.violations.map((violation) => `  ${name}: ${violation}`),
  );
  return [
    `seed ${seed}, share ${share}`,
    '',
    ...table,
    '',
    'Runs that had to fail:',
    ...controls,
    '',
    violations.length === 0 ? 'No violations.' : `${violations.length} violations:`,
    ...violations,
    '',
  ].join('\n');
}

function countsOf(counts: SoakResult['counts']): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count.toLocaleString('en')} ${name}`)
    .join(', ');
}

function durationOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

import type { SuiteName } from '../cell.ts';
import type { Statistic, Target } from './target.ts';

/** A line of the table: whose cell on which workload over which, and how far it may go. */
export interface Line
  extends Partial<Pick<Target, 'bound' | 'statistic' | 'n' | 'aim' | 'baselineLeast'>> {
  readonly of: string;
  readonly on: string;
  /** Default: no other competitor; with `overOn`, the same one. */
  readonly over?: string;
  /** Workload of the baseline. Default: the same one. */
  readonly overOn?: string;
  readonly limit: number;
}

/** The targets of the lines of a suite. */
export function targetsOf(suite: SuiteName, lines: readonly Line[]): readonly Target[] {
  return lines.map((line) => targetOf(suite, line));
}

function targetOf(suite: SuiteName, line: Line): Target {
  const { of, on, over, overOn = on, statistic = 'p50', bound = 'at most' } = line;
  return {
    suite,
    name: nameOf(line, statistic),
    judged: { competitor: of, workload: on },
    baseline: over === undefined ? undefined : { competitor: over, workload: overOn },
    n: line.n,
    statistic,
    bound,
    limit: line.limit,
    aim: line.aim,
    baselineLeast: line.baselineLeast,
  };
}

function nameOf({ of, on, over, overOn = on, n }: Line, statistic: Statistic): string {
  if (over === undefined) {
    const size = n === undefined ? '' : `, n ${n}`;
    return `${on}${size}${statistic === 'worst' ? ', worst' : ''}: ${of}`;
  }
  if (overOn === on) return `${on}, ${statistic}: ${of} over ${over}`;
  return `${on}, ${statistic}: ${of} over ${over === of ? '' : `${over} on `}${overOn}`;
}

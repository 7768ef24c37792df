import { type Cell, countedCell } from '../../cell.ts';
import type { Competitor, Measurement } from '../../harness.ts';
import type { AnswerKey } from './answer-key.ts';
import { loadWindow } from './load-window.ts';
import type { ServerPlan } from './plan.ts';

export interface WindowsOptions {
  readonly key: AnswerKey;
  readonly plan: ServerPlan;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/**
 * A competitor whose iterations are windows in which `clients` ask the queries of the key in turns.
 * @param clients each asks the query at an index, and resolves when the answer is there and right
 */
export function windowsOf(
  name: string,
  clients: readonly ((index: number) => Promise<void>)[],
  { key, plan, now }: WindowsOptions,
): Competitor {
  let asked = 0;
  const load = { clients: clients.map((ask) => () => ask(asked++ % key.queries.length)) };
  return {
    kind: 'window',
    name,
    async iterate() {
      const { durationMs, latenciesMs } = await loadWindow(load, { ...plan, now });
      return durationMs / latenciesMs.length;
    },
    digest: () => key.checksum,
  };
}

/** The cell of windows as a rate. What a measurement mixes of equal checksums depends on rounds. */
export function rateCell(
  { name, samples }: Measurement,
  place: Pick<Cell, 'workload' | 'n' | 'checksum'> & {
    readonly unit: 'queries per second' | 'requests per second';
  },
): Cell {
  return countedCell(
    samples.map((ns) => 1e9 / ns),
    { suite: 'server', competitor: name, ...place },
  );
}

import type { Client } from '../../../client/index.ts';
import { type Cell, countedCell, type Unit } from '../../cell.ts';
import type { Competitor, Measurement } from '../../harness.ts';
import type { AnswerKey } from './answer-key.ts';
import type { Contestant } from './contestants.ts';
import { type Load, loadWindow } from './load-window.ts';
import { NEIGHBOURS, type ServerPlan } from './plan.ts';

/** How a query is answered: by computing every distance, or in the best way there is. */
export type LoadStrategy = 'scan' | 'auto';

/** One contestant under one kind of load. */
export interface Lane {
  /** Whose iterations are windows. */
  readonly competitor: Competitor;
  /** Asks every query once, so that all code is warm and every answer known to be right. */
  readonly warmUp: () => Promise<void>;
  /** Throughput, latency and ping of all windows so far, which `measurement` is of. */
  readonly cells: (measurement: Measurement) => readonly Cell[];
}

/** The lane of a contestant; every answer is held against `key`. */
export function laneOf(
  contestant: Contestant,
  key: AnswerKey,
  options: {
    readonly strategy: LoadStrategy;
    /** Connections that each ask the next query as soon as the last one is answered. */
    readonly clients: number;
    readonly plan: ServerPlan;
    /** A monotonic clock in milliseconds. */
    readonly now: () => number;
  },
): Lane {
  const { strategy, plan, now } = options;
  const { name, pinging } = contestant;
  const clients = contestant.clients.slice(0, options.clients);
  const under = `${strategy}, ${options.clients} clients`;
  const latenciesMs: number[] = [];
  const pingsMs: number[] = [];
  let asked = 0;

  const ask = async (client: Client, index: number): Promise<void> => {
    const { id } = key.queries[index]!;
    const { neighbours } = await client.nearest({ id }, { k: NEIGHBOURS, strategy });
    key.check(name, index, neighbours);
  };
  const load: Load = {
    clients: clients.map((client) => () => ask(client, asked++ % key.queries.length)),
    ping: () => pinging.ping(),
  };
  const iterate = async (): Promise<number> => {
    const window = await loadWindow(load, { ...plan, now });
    for (const latencyMs of window.latenciesMs) latenciesMs.push(latencyMs);
    for (const pingMs of window.pingsMs) pingsMs.push(pingMs);
    return window.durationMs / window.latenciesMs.length;
  };
  const cell = (workload: string, unit: Unit, samples: readonly number[]): Cell =>
    countedCell(samples, {
      suite: 'server',
      competitor: name,
      workload,
      n: plan.series,
      unit,
      checksum: key.checksum,
    });
  return {
    competitor: { kind: 'window', name, iterate, digest: () => key.checksum },
    async warmUp() {
      const all = contestant.clients;
      await Promise.all(key.queries.map((_, index) => ask(all[index % all.length]!, index)));
    },
    cells({ samples }) {
      const rates = samples.map((queryNs) => 1e9 / queryNs);
      return [
        cell(`throughput, ${under}`, 'queries per second', rates),
        cell(`latency, ${under}`, 'ms', latenciesMs),
        cell(`ping beside ${under}`, 'ms', pingsMs),
      ];
    },
  };
}

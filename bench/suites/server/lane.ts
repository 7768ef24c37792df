import type { Client } from '../../../client/index.ts';
import { type Cell, UNITS, type Unit } from '../../cell.ts';
import type { Competitor, Measurement } from '../../harness.ts';
import { distributionOf } from '../../statistics.ts';
import type { AnswerKey } from './answer-key.ts';
import { type Load, loadWindow } from './load-window.ts';
import { NEIGHBOURS, type ServerPlan } from './plan.ts';
import type { ServerProcess } from './process.ts';

/** A server with the connections to it. */
export interface Contestant {
  /** Engine and mode. */
  readonly name: string;
  readonly server: ServerProcess;
  readonly clients: readonly Client[];
  /** Connection for pings only. */
  readonly pinging: Client;
}

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
    readonly plan: ServerPlan;
    /** A monotonic clock in milliseconds. */
    readonly now: () => number;
  },
): Lane {
  const { strategy, plan, now } = options;
  const { name, clients, pinging } = contestant;
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
  const cell = (workload: string, unit: Unit, samples: readonly number[]): Cell => ({
    suite: 'server',
    competitor: name,
    workload,
    n: plan.series,
    unit,
    operationsPerSample: 1,
    ...distributionOf(samples, UNITS[unit].better),
    checksum: key.checksum,
  });
  return {
    competitor: { kind: 'window', name, iterate, digest: () => key.checksum },
    async warmUp() {
      for (const index of key.queries.keys()) await ask(clients[index % clients.length]!, index);
    },
    cells({ samples }) {
      const rates = samples.map((queryNs) => 1e9 / queryNs);
      return [
        cell(`${strategy} throughput`, 'queries per second', rates),
        cell(`${strategy} latency`, 'ms', latenciesMs),
        cell(`ping beside ${strategy}`, 'ms', pingsMs),
      ];
    },
  };
}

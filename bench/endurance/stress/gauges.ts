import { BenchError } from '../../errors.ts';

export interface DelayBucket {
  readonly msMost: number;
  readonly count: number;
}

const DELAY_BUCKET = /^vantage_event_loop_delay_seconds_bucket\{le="([^"]+)"\} (\d+)$/;

/** What a server says of itself. */
export interface Gauges {
  readonly connections: number;
  readonly residentBytes: number;
  /** Bytes of requests, and of replies, that it holds. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Sockets, timers and the like that are open. */
  readonly resources: number;
  /** Delays of its event loop so far: how many were up to each bound, which ascend. */
  readonly delays: readonly DelayBucket[];
  readonly faults: number;
}

/** @throws BenchError `DISAGREEMENT` when the metrics lack one. */
export async function readGauges(webUrl: string): Promise<Gauges> {
  const response = await fetch(`${webUrl}/metrics`);
  const lines = (await response.text()).split('\n');
  const gauge = (name: string): number => {
    const line = lines.find((candidate) => candidate.startsWith(`${name} `));
    if (line !== undefined) return Number(line.slice(name.length));
    throw new BenchError('DISAGREEMENT', `the metrics of the server have no ${name}`);
  };
  return {
    connections: gauge('vantage_connections{transport="wire"}'),
    residentBytes: gauge('process_resident_memory_bytes'),
    inputBytes: gauge('vantage_input_bytes'),
    outputBytes: gauge('vantage_output_bytes'),
    resources: gauge('nodejs_active_resources'),
    delays: lines.flatMap((line) => {
      const [, seconds, count] = DELAY_BUCKET.exec(line) ?? [];
      if (seconds === undefined) return [];
      return [
        { msMost: seconds === '+Inf' ? Infinity : 1000 * Number(seconds), count: Number(count) },
      ];
    }),
    faults: gauge('vantage_faults_total'),
  };
}

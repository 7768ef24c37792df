import { BenchError } from '../../errors.ts';

/** What a server says of itself. */
export interface Gauges {
  readonly connections: number;
  readonly residentBytes: number;
  /** Bytes of requests, and of replies, that it holds. */
  readonly inputBytes: number;
  readonly outputBytes: number;
  /** Sockets, timers and the like that are open. */
  readonly resources: number;
  /** Delay of its event loop since it was last asked. */
  readonly delayMsP99: number;
  readonly delayMsMax: number;
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
    delayMsP99: 1000 * gauge('vantage_event_loop_delay_seconds{quantile="0.99"}'),
    delayMsMax: 1000 * gauge('vantage_event_loop_delay_seconds{quantile="1"}'),
    faults: gauge('vantage_faults_total'),
  };
}

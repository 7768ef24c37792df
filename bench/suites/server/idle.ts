import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Cell, countedCell, type Skip } from '../../cell.ts';
import { CHECKSUM_START, mixNumber } from '../../checksum.ts';
import { BenchError } from '../../errors.ts';
import { FrameConnection, frameOf } from './frames.ts';
import type { ServerPlan } from './plan.ts';
import { startServer } from './process.ts';

/** Descriptors of a process beside its connections. */
const DESCRIPTORS_SPARE = 200;

/** Connections that are opened at a time; more would wait in the backlog, or overrun it. */
const OPENED_AT_ONCE = 100;

const PING = frameOf({ op: 'ping' });

const PLACE = { suite: 'server', competitor: 'vantage', workload: 'idle connection' } as const;

/** What idle connections take, or why that was not measured. */
export type IdleFound =
  | { readonly tag: 'cell'; readonly cell: Cell }
  | { readonly tag: 'skip'; readonly skip: Skip };

/**
 * How much the resident memory of a server grows with each of many connections that have asked once
 * and then do nothing; a sample a server. Skipped where a process may not have as many descriptors.
 * @throws BenchError `DISAGREEMENT` when not all are connected at a time; `SERVER_FAILED`.
 */
export async function measureIdle(
  directory: string,
  { idleConnections: n, idleServers }: Pick<ServerPlan, 'idleConnections' | 'idleServers'>,
): Promise<IdleFound> {
  const most = await descriptorsMost();
  const wanted = n + DESCRIPTORS_SPARE;
  if (most < wanted) {
    const reason = `SKIP: it takes ${wanted} descriptors, and a process may have ${most}`;
    return { tag: 'skip', skip: { ...PLACE, n, reason } };
  }
  const samples: number[] = [];
  for (let server = 0; server < idleServers; server++) {
    samples.push(await bytesPerConnection(directory, n));
  }
  const checksum = mixNumber(CHECKSUM_START, n);
  const unit = 'bytes per connection';
  return { tag: 'cell', cell: countedCell(samples, { ...PLACE, n, unit, checksum }) };
}

/** Descriptors that a process may have; Node takes all that it may. */
async function descriptorsMost(): Promise<number> {
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -Hn']);
  const text = stdout.trim();
  return text === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(text);
}

async function bytesPerConnection(directory: string, n: number): Promise<number> {
  const options = ['--inline', '--connections', String(n + 1), '--web', '0'];
  const server = await startServer(directory, options);
  const opened: FrameConnection[] = [];
  const open = async (): Promise<void> => {
    const connection = await FrameConnection.to(server.url);
    opened.push(connection);
    await connection.ask(PING);
  };
  try {
    // The first of everything is compiled and allocated once, whoever comes later.
    await open();
    const before = await gaugesAt(server.webUrl!);
    while (opened.length <= n) {
      const count = Math.min(OPENED_AT_ONCE, n + 1 - opened.length);
      await Promise.all(Array.from({ length: count }, open));
    }
    const after = await gaugesAt(server.webUrl!);
    if (after.connections !== n + 1) {
      const message = `${after.connections} of ${n + 1} idle connections are still there`;
      throw new BenchError('DISAGREEMENT', message);
    }
    return (after.residentBytes - before.residentBytes) / n;
  } finally {
    for (const connection of opened) connection.close();
    await server.stop();
  }
}

/** What a server says of itself. */
async function gaugesAt(
  webUrl: string,
): Promise<{ readonly residentBytes: number; readonly connections: number }> {
  const response = await fetch(`${webUrl}/metrics`);
  const text = await response.text();
  const gauge = (name: string): number => {
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
    if (line !== undefined) return Number(line.slice(name.length));
    throw new BenchError('DISAGREEMENT', `the metrics of the server have no ${name}`);
  };
  return {
    residentBytes: gauge('process_resident_memory_bytes'),
    connections: gauge('vantage_connections{transport="wire"}'),
  };
}

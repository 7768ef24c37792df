import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Option, type Usage } from 'clipanion';
import type {
  Database,
  Log,
  LogLevel,
  OpenDatabaseOptions,
  RunningServer,
  TokenFile,
} from '../../server/index.ts';
import { DEMO_COUNT_MAX, DEMO_LENGTH, storeDemo } from '../collection/demo-rows.ts';
import { readChoice, readWholeNumber } from '../command-line/arguments.ts';
import { asUsage, collectionOptions } from '../command-line/collection-options.ts';
import { UsageError } from '../command-line/failure.ts';
import { stopSignals } from '../command-line/stop-signals.ts';
import { countOf, type Destination, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

const WORKERS_MAX = 256;
/** Threads a server starts with by default: the machine's, within reason. */
const WORKERS_DEFAULT_MAX = 16;
const PORT_MAX = 65_535;
const CONNECTIONS = { least: 1, most: 1_000_000 } as const;
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export class ServeCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['serve']];

  static override readonly usage: Usage = usageOf('serve', {
    details: `
      Prints one line when it is ready. SIGTERM or Ctrl-C stops it: it accepts nobody new, finishes
      the requests under way, and exits with 0. A second signal ends it at once.

      Distances are computed in a pool of threads, so that the socket stays responsive; with
      \`--inline\` they are computed on the event loop.

      It listens on this machine only. To let others in, give \`--host\` and \`--token-file\`: then
      every client has to show a token (see "vantage token"). What travels is not encrypted; put a
      proxy that does TLS in front (stunnel, HAProxy, nginx), and have the server listen to that.
      \`--socket\` listens on a Unix socket that only its owner can use.

      Metadata is kept with the series. \`--metadata\` has "select" answered from a view of it in SQL,
      begun by the first one: by PGlite in the directory, which takes some seconds and 800 MB at
      first, or in the schema \`vantage\` of a PostgreSQL database. The answers are the same.

      \`--web\` serves HTTP beside it: a page to look at in a browser at /, then /timeseries and
      /simquery, /healthz, /readyz and /metrics.

      Standard error has the log, a JSON line for each fault, each client that is turned away, the
      start and the stop, and with \`--log-level debug\` each request. Lines about a request name
      it in \`req\`: 3-17 is the 17th of the 3rd client.

      Without DIR the collection lives in memory and is gone with the process: \`--demo N\` fills it
      with generated series, \`--length N\` leaves it empty.
    `,
    examples: [
      ['A directory', '$0 serve ./gunpoint'],
      [
        'A thousand generated series from memory, on any free port',
        '$0 serve --demo 1000 --port 0',
      ],
    ],
  });

  override readonly json: boolean = Option.Boolean('--json', false, {
    description: 'print the readiness line as JSON, with the port',
  });

  readonly directory: string | undefined = Option.String({ name: 'DIR', required: false });

  readonly engine: string | undefined = Option.String('--engine', {
    description: 'engine of a collection in memory; a directory has its own',
  });

  readonly demo: string | undefined = Option.String('--demo', {
    description: `fill a collection in memory with this many generated series`,
  });

  readonly length: string | undefined = Option.String('--length', {
    description: 'points of every series of an empty collection in memory',
  });

  readonly host: string | undefined = Option.String('--host', {
    description: 'address to listen on; default 127.0.0.1',
  });

  readonly port: string | undefined = Option.String('--port', {
    description: 'port to listen on, 0 for a free one; default 20207',
  });

  readonly socket: string | undefined = Option.String('--socket', {
    description: 'Unix socket to listen on, instead of a host and a port',
  });

  readonly tokenFile: string | undefined = Option.String('--token-file', {
    description: 'ask clients for one of the tokens of this file',
  });

  readonly web: string | undefined = Option.String('--web', {
    description: 'port to serve HTTP on as well, 0 for a free one',
  });

  readonly webName: string | undefined = Option.String('--web-name', {
    description: 'name that browsers know the server by, where that is not localhost',
  });

  readonly reports: string | undefined = Option.String('--reports', {
    description: 'folder of benchmark reports in JSON for the page to show',
  });

  readonly connections: string | undefined = Option.String('--connections', {
    description: 'clients at a time; one more is told BUSY; default 1024',
  });

  readonly workers: string | undefined = Option.String('--workers', {
    description: 'threads that compute distances; default as many as the machine has, up to 16',
  });

  readonly inline: boolean = Option.Boolean('--inline', false, {
    description: 'compute distances on the event loop, without threads',
  });

  readonly metadata: string | undefined = Option.String('--metadata', {
    description:
      'what answers "select": none (the default), from memory; pglite, a Postgres in the directory; or postgres://…',
  });

  readonly readOnly: boolean = Option.Boolean('--read-only', false, {
    description: 'refuse to change anything, and take no lock',
  });

  readonly logLevel: string | undefined = Option.String('--log-level', {
    description:
      'debug, info, warn, error or silent; default info, and warn where a terminal shows the log',
  });

  override async execute(): Promise<void> {
    const port = readWholeNumber('--port', this.port, { least: 0, most: PORT_MAX });
    const connectionsMax = readWholeNumber('--connections', this.connections, CONNECTIONS);
    const { host, socket: socketPath, webName, reports } = this;
    const webPort = readWholeNumber('--web', this.web, { least: 0, most: PORT_MAX });
    if (webName !== undefined && webPort === undefined) {
      throw new UsageError('--web-name goes with --web');
    }
    if (reports !== undefined && webPort === undefined) {
      throw new UsageError('--reports goes with --web');
    }
    if (socketPath !== undefined && (host !== undefined || port !== undefined)) {
      throw new UsageError('--socket excludes --host and --port');
    }
    const tokens = await readTokenFile(this.tokenFile);
    const level = readChoice('--log-level', this.logLevel, LEVELS);
    const open = this.opening();
    const { logEvents, serve } = await import('../../server/index.ts');
    const log = await this.createLog(level);
    const database = await open();
    const signals = stopSignals();
    try {
      const server = await serve(database, {
        host,
        port,
        socketPath,
        connectionsMax,
        tokens,
        web: webPort === undefined ? undefined : { port: webPort, name: webName, reports },
        ...logEvents(log),
      });
      try {
        this.announce(database, server, log);
        await signals.stopped;
        log.write('info', 'stopping');
      } finally {
        await server.close();
      }
    } finally {
      await database.close();
      signals.release();
    }
    log.write('info', 'stopped');
  }

  /**
   * How to open the collection that the options describe.
   * @throws UsageError where they contradict each other.
   */
  private opening(): () => Promise<Database> {
    const workers = this.threads();
    const metadata = readMetadata(this.metadata);
    const { directory, readOnly } = this;
    const demo = readWholeNumber('--demo', this.demo, { least: 1, most: DEMO_COUNT_MAX });
    const forMemory = [this.engine, this.demo, this.length].some((text) => text !== undefined);
    if (directory !== undefined) {
      if (forMemory) {
        throw new UsageError(
          '--engine, --demo and --length are for a collection in memory, without DIR; ' +
            'a directory got them from "vantage create"',
        );
      }
      return async () => {
        const { openDatabase } = await import('../../server/index.ts');
        return openDatabase(directory, { readOnly, workers, metadata });
      };
    }
    if (readOnly) throw new UsageError('--read-only is for a directory; name one');
    if ((demo === undefined) === (this.length === undefined)) {
      throw new UsageError(
        'name a data directory, or give --demo N or --length N for a collection in memory',
      );
    }
    const texts = {
      measure: undefined,
      gamma: undefined,
      vantagePoints: undefined,
      seed: undefined,
    };
    const { engine, length } = this;
    const options = collectionOptions({ ...texts, engine, length }, DEMO_LENGTH);
    return async () => {
      const { createDatabase } = await import('../../server/index.ts');
      const database = await asUsage(() =>
        createDatabase(undefined, { ...options, workers, metadata }),
      );
      const { seed } = options;
      if (demo !== undefined) await storeDemo(database, { count: demo, seed }, this.progress());
      return database;
    };
  }

  /** The log, on standard error. */
  private async createLog(level: LogLevel | undefined): Promise<Log> {
    const { createLog } = await import('../../server/index.ts');
    const { stderr } = this.context;
    const byDefault = (stderr as Destination).isTTY === true ? 'warn' : 'info';
    const out = (line: string): void => void stderr.write(line);
    return createLog({ level: level ?? byDefault, out, pid: process.pid });
  }

  /** Threads to compute with; 0 is inline. */
  private threads(): number {
    const workers = readWholeNumber('--workers', this.workers, { least: 1, most: WORKERS_MAX });
    if (this.inline && workers !== undefined) {
      throw new UsageError('--workers and --inline exclude each other');
    }
    if (this.inline) return 0;
    return workers ?? Math.min(WORKERS_DEFAULT_MAX, availableParallelism());
  }

  private announce(database: Database, server: RunningServer, log: Log): void {
    const { host, port, url, webUrl } = server;
    const { series, compute, settings } = database.stats();
    const { engine } = settings;
    const { pid } = process;
    const document = { ready: true, url, host, port, web: webUrl, pid, engine, series, compute };
    const tokens = this.tokenFile !== undefined;
    const { readOnly } = database;
    log.write('info', 'serving', { url, web: webUrl, engine, series, compute, readOnly, tokens });
    this.print(document, (paint) => {
      const what = `${countOf(series, 'series', 'series')}, engine ${printable(engine)}, ${compute}`;
      const web = webUrl === undefined ? '' : ` and ${paint('bold', webUrl)}`;
      return `serving ${paint('bold', url)}${web} (${what}); stop with Ctrl-C or kill ${pid}\n`;
    });
  }
}

/** @throws UsageError */
function readMetadata(text: string | undefined): OpenDatabaseOptions['metadata'] {
  if (text === undefined || text === 'none') return 'memory';
  if (text === 'pglite' || /^postgres(ql)?:\/\//.test(text)) {
    return text as OpenDatabaseOptions['metadata'];
  }
  throw new UsageError('--metadata is none, pglite, or the URL of a database, postgres://…');
}

/** @throws UsageError when there is a path, and the file cannot be read. */
async function readTokenFile(path: string | undefined): Promise<TokenFile | undefined> {
  if (path === undefined) return undefined;
  try {
    return { text: await readFile(path, 'utf8'), name: path };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--token-file ${path} cannot be read (${code})`);
  }
}

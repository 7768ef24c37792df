import { setImmediate as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import type { LiveSecond } from '../metrics/index.ts';
import { ProtocolError, parseJson } from '../protocol/index.ts';
import type { ByteBudget } from '../turns/byte-budget.ts';
import {
  type Asset,
  collectionFacts,
  DepthMeter,
  listReports,
  listTrees,
  outlineTree,
  readAssets,
  readOutlineQuery,
  readReport,
  readSandboxRequest,
  readTreeName,
  readUploaded,
  replay,
  SANDBOX_LIMITS,
  UPLOAD_BYTES_MAX,
} from '../web/index.ts';
import { type AllowOptions, allowed, sendDocument } from './allowed.ts';
import { type Exchange, send, sendError } from './exchange.ts';
import { readBody } from './read-body.ts';
import type { Route } from './router.ts';

/** Bytes of a request to the sandbox: a thousand operations with their keys. */
const SANDBOX_BODY_BYTES_MAX: number = 64 * 1024;
const SANDBOX_JSON = { depthMax: 4, valuesMax: 4 * SANDBOX_LIMITS.operationsMax, numbersMax: 0 };

/** What a document of the page may do: load what this server has, and no more. */
const PAGE_POLICY: string = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': PAGE_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * The routes of the page. Its files hold nothing of the collection and need no token, so that the
 * page can ask for one; what it asks the server does.
 */
export function pageRoutes(options: PageOptions): readonly Route[] {
  return [
    ...assetRoutes(readAssets()),
    sandboxRoute(options),
    ...readingRoutes(options),
    uploadRoute(options),
  ];
}

export interface PageOptions extends AllowOptions {
  readonly database: Database;
  /** What the server did in the seconds behind one of the last two minutes, in order. */
  readonly live: (since: number) => readonly LiveSecond[];
  /** Folder with reports of benchmarks in JSON. */
  readonly reports?: string | undefined;
  /** Takes the bytes of bodies. */
  readonly input: ByteBudget;
}

function assetRoutes(assets: ReadonlyMap<string, Asset>): readonly Route[] {
  const index = assets.get('index.html');
  if (index === undefined) return [];
  const folders = new Set(
    [...assets.keys()].map((path) => path.slice(0, path.lastIndexOf('/') + 1)),
  );
  return [
    { path: '/', methods: { GET: (exchange) => sendAsset(exchange, index) } },
    ...[...folders].map((folder) => ({
      path: `/page/${folder}*`,
      methods: {
        GET(exchange: Exchange) {
          const asset = assets.get(exchange.path.slice('/page/'.length));
          if (asset !== undefined) {
            sendAsset(exchange, asset);
            return;
          }
          const error = new ProtocolError('UNKNOWN_OPERATION', 'the page has no such file');
          sendError(exchange, error, { httpStatus: 404 });
        },
      },
    })),
  ];
}

function sendAsset(exchange: Exchange, { type, bytes }: Asset): void {
  send(exchange, { httpStatus: 200, type, body: bytes, headers: PAGE_HEADERS });
}

function sandboxRoute(options: PageOptions): Route {
  let replays = 0;
  return {
    path: '/page/api/sandbox',
    methods: {
      POST: allowed(options, async (exchange) => {
        const body = await readBody(exchange.request, SANDBOX_BODY_BYTES_MAX, options.input);
        options.input.release(body.length); // It is read here and now, and small.
        const request = readSandboxRequest(parseJson(body, SANDBOX_JSON));
        if (replays === SANDBOX_LIMITS.replaysMax) {
          throw new ProtocolError('BUSY', 'other sandboxes are being replayed; try again');
        }
        const gone = new AbortController();
        exchange.onEnd(() => gone.abort());
        replays += 1;
        try {
          const { signal } = gone;
          sendDocument(exchange, await replay(request, { pause: () => pause(), signal }));
        } finally {
          replays -= 1;
        }
      }),
    },
  };
}

function readingRoutes(options: PageOptions): readonly Route[] {
  const { database, live, reports } = options;
  const meter = new DepthMeter(database, () => pause());
  const answering = (path: string, answer: (query: URLSearchParams) => unknown): Route => ({
    path: `/page/api/${path}`,
    methods: {
      GET: allowed(options, async (exchange) => {
        sendDocument(exchange, await answer(exchange.query));
      }),
    },
  });
  return [
    answering('collection', () => collectionFacts(database)),
    answering('live', (query) => live(Number(query.get('since') ?? 0))),
    answering('reports', () => listReports(reports)),
    answering('report', (query) => readReport(reports, query.get('name'))),
    answering('trees', () => listTrees(database)),
    answering('outline', (query) => outlineTree(database, readOutlineQuery(query))),
    answering('depths', (query) => meter.measure(readTreeName(query))),
  ];
}

/** Reads a series out of a file, to be looked for; nothing of it is kept. */
function uploadRoute(options: PageOptions): Route {
  const { database, input } = options;
  return {
    path: '/page/api/series',
    methods: {
      POST: allowed(options, async (exchange) => {
        const { request, query } = exchange;
        const bytes = await readBody(request, UPLOAD_BYTES_MAX, input);
        try {
          const { length } = database.settings;
          sendDocument(exchange, await readUploaded(query.get('name') ?? '', bytes, length));
        } finally {
          input.release(bytes.length);
        }
      }),
    },
  };
}

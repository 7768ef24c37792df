/** Where a server listens, and a client looks, unless told otherwise. */
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 20207;
export const DEFAULT_URL = 'vantage://127.0.0.1:20207';

const MIB = 1024 * 1024;
const RESULTS_MAX = 100_000;
const POINTS_MAX = 65_536;
/** `{"id":…,"distance":…}`: one object, two keys, a text and a number. */
const VALUES_A_RESULT = 5;

/** The limits of the wire, on both sides of it; one more is refused. */
export const WIRE_LIMITS: {
  /** Bytes of a frame, its length included. */
  readonly frameBytesMax: number;
  /** Bytes of a reply's frame: under `frameBytesMax`, so that every client may take it. */
  readonly replyBytesMax: number;
  /** Arrays and objects inside one another. */
  readonly depthMax: number;
  /** Keys, texts, objects, arrays and literals of a request; numbers in arrays do not count. */
  readonly requestValuesMax: number;
  /** The same for a reply: twice what the longest list of results has. */
  readonly replyValuesMax: number;
  /** Numbers in arrays of a message: twice what the longest series has. */
  readonly numbersMax: number;
  readonly idBytesMax: number;
  /** UTF-8 bytes of the text `request`, which is echoed. */
  readonly requestIdBytesMax: number;
  readonly tokenBytesMax: number;
  /** Milliseconds that a search may take. */
  readonly timeoutMsDefault: number;
  readonly timeoutMsMax: number;
  readonly kMax: number;
  readonly limitDefault: number;
  readonly limitMax: number;
  /** Series in a page of a list. */
  readonly pageMax: number;
  /** Points in such a page, if it has them; a page of one series may have more. */
  readonly pagePointsMax: number;
  /** Rows that a selection may pass by. */
  readonly offsetMax: number;
  /** Keys that a selection sorts by. */
  readonly sortKeysMax: number;
  /** Columns of metadata beside those of every collection. */
  readonly columnsMax: number;
  /** UTF-8 bytes of a filter. */
  readonly whereBytesMax: number;
  /** UTF-8 bytes of a program. */
  readonly programBytesMax: number;
  /** Points of a series. */
  readonly pointsMax: number;
  /** Vantage points of a collection, and ids of a request about them. */
  readonly vantagePointsMax: number;
} = {
  frameBytesMax: 16 * MIB,
  replyBytesMax: 8 * MIB,
  depthMax: 32,
  requestValuesMax: 10_000,
  replyValuesMax: 2 * VALUES_A_RESULT * RESULTS_MAX,
  numbersMax: 4 * POINTS_MAX,
  idBytesMax: 255,
  requestIdBytesMax: 64,
  tokenBytesMax: 255,
  timeoutMsDefault: 60_000,
  timeoutMsMax: 3_600_000,
  kMax: 10_000,
  limitDefault: 1_000,
  limitMax: RESULTS_MAX,
  pageMax: 10_000,
  pagePointsMax: 16_384,
  offsetMax: 100_000,
  sortKeysMax: 16,
  columnsMax: 64,
  whereBytesMax: 65_536,
  programBytesMax: 65_536,
  pointsMax: POINTS_MAX,
  vantagePointsMax: 32,
};

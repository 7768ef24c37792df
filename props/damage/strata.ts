import {
  BODIES_START,
  BODY_WORDS,
  FIRST_DATA_PAGE,
  GUIDE_WORDS,
  KIND,
  MARK,
  MARK_PAGES,
  PAGE,
  PAGE_BYTES,
  readHeader,
} from '../../engines/storage/index.ts';

/** What a byte of a file is for. */
export const STRATA = [
  'file header',
  'mark',
  'rest of a mark page',
  'page header',
  'node keys and links',
  'node bodies',
  'payload',
  'large value',
  'commit record',
  'padding of a page',
  'behind the last commit',
] as const;

export type Stratum = (typeof STRATA)[number];

/**
 * Strata of which nothing is ever read: a mark is `MARK.bytes` long and its page holds nothing
 * else, and no reader looks behind the last commit; a writer cuts it.
 */
export const DEAD_STRATA: ReadonlySet<Stratum> = new Set([
  'rest of a mark page',
  'behind the last commit',
]);

/** The index in `STRATA` of each byte of a whole file whose last commit ends at byte `end`. */
export function strataOf(bytes: Uint8Array, end: number): Uint8Array {
  const strata = new Uint8Array(bytes.length).fill(STRATA.indexOf('behind the last commit'));
  const mark = (stratum: Stratum, start: number, stop: number): void => {
    strata.fill(STRATA.indexOf(stratum), start, stop);
  };
  mark('file header', 0, PAGE_BYTES);
  for (const page of MARK_PAGES) {
    mark('rest of a mark page', page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    mark('mark', page * PAGE_BYTES, page * PAGE_BYTES + MARK.bytes);
  }
  for (let start = FIRST_DATA_PAGE * PAGE_BYTES; start < end; ) {
    const { kind, used, run } = readHeader(bytes.subarray(start, start + PAGE_BYTES));
    const stop = start + run * PAGE_BYTES;
    const body = start + PAGE.headerBytes;
    mark('padding of a page', start, stop);
    mark('page header', start, body);
    if (kind === KIND.nodes) {
      const bodies = start + BODIES_START * 4;
      mark('node keys and links', body, body + used * GUIDE_WORDS * 4);
      mark('node bodies', bodies, bodies + used * BODY_WORDS * 4);
    } else {
      mark(contentOf(kind), body, body + used);
    }
    start = stop;
  }
  return strata;
}

function contentOf(kind: number): Stratum {
  if (kind === KIND.payload) return 'payload';
  return kind === KIND.large ? 'large value' : 'commit record';
}

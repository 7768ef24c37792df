import { checksum } from './checksum.ts';
import { KIND, NODES_PER_PAGE, PAGE, PAGE_BODY_BYTES, PAGE_BYTES } from './layout.ts';
import { nodesFault } from './node-page.ts';

/** The header of one run of pages. */
export interface PageHeader {
  readonly page: number;
  readonly epoch: number;
  readonly kind: number;
  readonly commit: number;
  readonly used: number;
  /** Pages of the run. */
  readonly run: number;
}

const WORD = 4;

/** Completes the header of the run that fills `bytes`: place, opening, commit, checksum. */
export function stampHeader(
  bytes: Uint8Array,
  place: { readonly page: number; readonly epoch: number; readonly commit: number },
  seed: number,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(PAGE.page * WORD, place.page, true);
  view.setUint32(PAGE.epoch * WORD, place.epoch, true);
  view.setBigUint64(PAGE.commitLow * WORD, BigInt(place.commit), true);
  view.setUint32(PAGE.checksum * WORD, checksum(bytes, WORD, bytes.length, seed), true);
}

export function readHeader(bytes: Uint8Array): PageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, PAGE.headerBytes);
  return {
    page: view.getUint32(PAGE.page * WORD, true),
    epoch: view.getUint32(PAGE.epoch * WORD, true),
    kind: view.getUint32(PAGE.kind * WORD, true),
    commit: Number(view.getBigUint64(PAGE.commitLow * WORD, true)),
    used: view.getUint32(PAGE.used * WORD, true),
    run: view.getUint32(PAGE.run * WORD, true),
  };
}

/**
 * Why the run in `bytes` is not what should stand at `page`, or undefined when it verifies. The
 * lengths in a header are believed only after its checksum.
 */
export function pageFault(bytes: Uint8Array, page: number, seed: number): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const expected = view.getUint32(PAGE.checksum * WORD, true);
  const actual = checksum(bytes, WORD, bytes.length, seed);
  if (actual !== expected) {
    return `checksum ${actual.toString(16)} where ${expected.toString(16)} is recorded`;
  }
  const header = readHeader(bytes);
  if (header.page !== page) return `it is page ${header.page}, in the wrong place`;
  if (header.run * PAGE_BYTES !== bytes.length) return `its run has ${header.run} pages`;
  const fault = usedFault(header);
  if (fault !== undefined || header.kind !== KIND.nodes) return fault;
  return nodesFault(bytes, header.used);
}

function usedFault({ kind, used, run }: PageHeader): string | undefined {
  const room = run * PAGE_BYTES - PAGE.headerBytes;
  switch (kind) {
    case KIND.nodes:
      return used <= NODES_PER_PAGE ? undefined : `it claims ${used} nodes`;
    case KIND.payload:
      return used <= PAGE_BODY_BYTES ? undefined : `it claims ${used} bytes`;
    case KIND.large:
    case KIND.record:
      return used <= room ? undefined : `it claims ${used} bytes in ${run} pages`;
    default:
      return `it has the unknown kind ${kind}`;
  }
}

/** Pages of a run that holds `bytes` bytes behind one header. */
export function runPages(bytes: number): number {
  return Math.ceil((PAGE.headerBytes + bytes) / PAGE_BYTES);
}

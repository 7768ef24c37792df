import type { Neighbour } from '../../../server/index.ts';

/** What a peer searches. */
export interface PeerCollection {
  readonly ids: readonly string[];
  /** The values of all series, back to back. */
  readonly values: Float64Array;
  /** Points of a series. */
  readonly length: number;
  /** Sharpness of the kernel. */
  readonly gamma: number;
  /** An empty folder for files. */
  readonly folder: string;
}

/** The nearest, and what the peer says of the way there. */
export interface PeerReply {
  readonly neighbours: readonly Neighbour[];
  /** How long it took, where the peer has a clock of its own. */
  readonly ms?: number | undefined;
  /** Distances computed, where that depends on the query. */
  readonly distances?: number | undefined;
}

/** A collection that a peer has made ready. */
export interface PeerIndex {
  /** The `k` nearest to a series of raw values, ascending by distance. */
  nearest(values: Float64Array, k: number): Promise<PeerReply>;
  close(): Promise<void>;
}

/** Another way to search by the same measure. */
export interface SearchPeer {
  readonly name: string;
  /** A command that makes it loadable. */
  readonly install: string;
  /** Whether it computes few of the distances, and so can be asked often. */
  readonly prunes: boolean;
  /** The largest collection that it is asked to take. */
  readonly seriesMax: number;
  /** What a reader must know of its figures. */
  readonly note: string;
  /** Makes the collection ready, untimed. Rejects where the peer is absent. */
  readonly open: (collection: PeerCollection) => Promise<PeerIndex>;
}
